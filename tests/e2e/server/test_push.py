"""POST /v1/quotes: an operator's own system gives the rates."""

import json
import tempfile
import time
import unittest

from tickerd import Tickerd

TOKEN = "a-token-that-nobody-may-see"
WRONG = "a-token-that-opens-no-door"


def batch(*rows) -> str:
    keys = ("pair", "rate", "as_of", "multiplier")
    return json.dumps({"quotes": [dict(zip(keys, row)) for row in rows]})


class Push(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Tickerd(
            {"pairs": ["KGS/USD", "KRW/KGS"], "log": {"level": "debug"},
             "feeds": [{"kind": "pushed", "name": "desk", "token_env": "DESK_TOKEN"}]},
            folder=folder.name, environment={"DESK_TOKEN": TOKEN})
        self.addCleanup(self.server.__exit__)

    def push(self, body: str, token: str | None = TOKEN, kind="application/json", query=""):
        headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
        status, headers, text = self.server.ask("POST", "/v1/quotes" + query, body=body,
                                                headers=headers)
        self.assertEqual(headers["Cache-Control"], "no-store")
        return status, json.loads(text)

    def test_what_is_answered_is_published(self):
        status, answer = self.push(batch(("USD/KGS", "87.45", "2026-05-19"),
                                         ("KRW/KGS", "6.2", "2026-05-19", "100")))
        self.assertEqual((status, answer), (200, {"taken": 2, "problems": [], "held": []}))
        rates = self.server.rates()
        self.assertEqual(rates["KGS/USD"]["rate"], "0.011435")
        self.assertEqual(rates["KGS/USD"]["source"], "desk")
        self.assertEqual(rates["KGS/USD"]["as_of"], "2026-05-19")
        self.assertEqual(rates["KRW/KGS"]["rate"], "0.062000")
        status, answer = self.push(batch(("USD/KGS", "87.54", "2026-05-20")))
        self.assertEqual(status, 200)
        self.assertEqual(self.server.rates()["KGS/USD"]["basis"]["as_of"], "2026-05-19")

    def test_an_instant_is_taken_for_one(self):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        status, answer = self.push(batch(("USD/KGS", "87.45", at)))
        self.assertEqual((status, answer["taken"]), (200, 1), answer)
        self.assertEqual(self.server.rates()["KGS/USD"]["as_of"], at.replace("Z", ".000Z"))

    def test_it_survives_a_kill_right_after_the_answer(self):
        self.assertEqual(self.push(batch(("USD/KGS", "87.45", "2026-05-19")))[0], 200)
        before = self.server.json("/v1/rates")
        self.server.kill()
        self.server.start()
        after = self.server.json("/v1/rates")
        self.assertEqual((after["epoch"], after["seq"]), (before["epoch"], before["seq"]))
        self.assertEqual(self.server.rates()["KGS/USD"]["rate"], "0.011435")

    def test_a_bad_row_is_named_and_the_others_are_taken(self):
        status, answer = self.push(batch(("USD/KGS", "87.45", "2026-05-19"),
                                         ("EUR/KGS", "n/a", "2026-05-19")))
        self.assertEqual((status, answer["taken"]), (200, 1))
        self.assertEqual(len(answer["problems"]), 1)
        self.assertIn("EUR/KGS", answer["problems"][0]["where"])
        self.assertIn("n/a", answer["problems"][0]["what"])

    def test_an_older_value_is_refused_and_said(self):
        self.push(batch(("USD/KGS", "87.45", "2026-05-19")))
        status, answer = self.push(batch(("USD/KGS", "80", "2026-05-18")))
        self.assertEqual((status, answer["taken"]), (200, 0))
        self.assertIn("2026-05-19 or later", answer["problems"][0]["what"])
        self.assertEqual(self.server.rates()["KGS/USD"]["rate"], "0.011435")

    def test_what_is_no_batch_is_refused(self):
        for body, kind, wanted, word in (
                ("{", "application/json", 400, "JSON"),
                ("[]", "application/json", 400, "quotes"),
                (batch(("USD/KGS", "-1", "2026-05-19")), "application/json", 400, "USD/KGS"),
                (batch(("USD/KGS", "87", "2999-01-01")), "application/json", 400, "future"),
                (batch(("USD/KGS", "87", "2026-05-19")), "text/html", 415, "application/json"),
                (" " * 70_000, "application/json", 413, "large")):
            with self.subTest(body[:40]):
                status, answer = self.push(body, kind=kind)
                self.assertEqual((status, answer["status"]), (wanted, wanted))
                self.assertIn(word, answer["detail"])
        self.assertEqual(self.server.rates(), {})

    def test_the_token_decides_and_is_never_said(self):
        body = batch(("USD/KGS", "87.45", "2026-05-19"))
        missing = self.push(body, token=None)
        wrong = self.push(body, token=WRONG)
        self.assertEqual(missing[0], 401)
        self.assertEqual(missing, wrong)
        self.assertEqual(self.push(body, token=None, query=f"?token={WRONG}")[0], 401)
        self.assertEqual(self.push(body, token=None, query=f"?token={TOKEN}")[0], 200)
        self.push("{", token=TOKEN)
        said = [self.server.log(), json.dumps(self.server.json("/v1/pairs"))]
        said += [self.server.get(path, self.server.operations)[2] for path in ("/healthz", "/metrics")]
        said += [self.server.get("/v1/explain?pair=KGS/USD")[2]]
        stored = [p.read_bytes() for p in self.server.folder.rglob("*") if p.is_file()]
        for token in (TOKEN, WRONG):
            self.assertFalse(any(token in text for text in said), token)
            self.assertFalse(any(token.encode() in data for data in stored), token)
        metrics = said[3]
        self.assertIn('tickerd_rejections_total{reason="token"} 3', metrics)
        self.assertIn('tickerd_pushes_total{result="taken"} 1', metrics)
        self.assertIn('tickerd_pushes_total{result="refused"} 1', metrics)

    def test_it_is_no_page_of_a_browser(self):
        status, headers, _ = self.server.ask("OPTIONS", "/v1/quotes",
                                             headers={"Origin": "https://a.example"})
        self.assertEqual((status, headers["Allow"]), (405, "POST"))
        self.assertIsNone(headers["Access-Control-Allow-Origin"])
        self.assertEqual(self.server.get("/v1/quotes")[0], 405)

    def test_there_is_no_route_without_a_pushed_feed(self):
        config = {"pairs": ["TMT/USD"],
                  "feeds": [{"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}]}
        with Tickerd(config) as server:
            self.assertEqual(server.ask("POST", "/v1/quotes", body="{}")[0], 404)


if __name__ == "__main__":
    unittest.main()

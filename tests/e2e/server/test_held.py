"""A value that jumps is held back, shown to the operator, and let out by him."""

import json
import tempfile
import unittest

from source import Source
from tickerd import Tickerd, payload, until

TOKEN = "a-token-that-nobody-may-see"


class Held(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Tickerd(
            {"pairs": ["USD/TMT"],
             "feeds": [{"kind": "pushed", "name": "desk", "token_env": "DESK_TOKEN"}]},
            folder=folder.name, environment={"DESK_TOKEN": TOKEN})
        self.addCleanup(self.server.__exit__)

    def push(self, rate: str, as_of: str):
        self.push_all({"USD/TMT": rate}, as_of)

    def push_all(self, rates: dict[str, str], as_of: str):
        quotes = [{"pair": pair, "rate": rate, "as_of": as_of} for pair, rate in rates.items()]
        body = json.dumps({"quotes": quotes})
        status, _, text = self.server.ask(
            "POST", "/v1/quotes", body=body,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"})
        self.assertEqual(status, 200, text)

    def metrics(self) -> str:
        return self.server.get("/metrics", self.server.operations)[2]

    def check(self, name: str) -> dict:
        return self.server.json("/healthz", self.server.operations)["checks"][name][0]

    def test_a_jump_is_held_until_it_is_released(self):
        self.push("3.5", "2026-03-31")
        self.push("3.02", "2026-04-01")
        rate = self.server.wait_for("USD/TMT", status="held")
        self.assertEqual(rate["rate"], "3.5000")
        held = self.server.json("/v1/explain?pair=USD/TMT")["held"]
        self.assertEqual((held["value"], held["source"]), ("3.02", "desk"))
        self.assertIn("10 %", held["reason"])
        self.assertEqual(self.check("held")["pairs"], ["USD/TMT"])
        self.assertIn("tickerd_held_pairs 1", self.metrics())
        self.assertIn("held back since", self.server.command("explain", "USD/TMT").stdout)

        done = self.server.command("release", "USD/TMT")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["rate"], "3.0200")
        self.server.wait_for("USD/TMT", rate="3.0200")
        self.assertEqual(self.check("held")["status"], "pass")
        log = self.server.log()
        for event in ("rate_held pair=USD/TMT", "held_released pair=USD/TMT",
                      "rate_accepted pair=USD/TMT"):
            self.assertEqual(log.count("event=" + event), 1, event)

    def test_the_next_days_normal_value_is_taken(self):
        self.push("3.5", "2026-03-31")
        self.push("4.06", "2026-04-01")
        self.server.wait_for("USD/TMT", status="held")
        self.push("3.5", "2026-04-02")
        self.assertEqual(self.server.wait_for("USD/TMT", as_of="2026-04-02")["rate"], "3.5000")

    def test_a_feed_that_contradicts_itself_is_told_to_the_operator(self):
        right = {"EUR/USD": "1.0800", "USD/JPY": "150.00", "EUR/JPY": "162.00"}
        self.push_all(right | {"EUR/USD": "0.9259"}, "2026-04-01")  # upside down
        until(lambda: "tickerd_inconsistent_quotes 1" in self.metrics(), "the alarm in the metrics")
        self.assertEqual(self.server.log().count("event=quotes_inconsistent feed=desk"), 1)
        check = self.check("consistency")
        self.assertEqual((check["status"], len(check["inconsistencies"])), ("warn", 1), check)
        self.push_all(right, "2026-04-02")
        until(lambda: "tickerd_inconsistent_quotes 0" in self.metrics(), "the end of the alarm")
        self.assertEqual(self.server.log().count("event=quotes_consistent feed=desk"), 1)
        self.assertEqual(self.check("consistency")["status"], "pass")


class Manat(unittest.TestCase):
    """The Central Bank of Uzbekistan had the manat at 3.02 for a dollar on 1 April 2026, wrong for
    days, and at 3.50 on the 2nd."""

    def setUp(self):
        self.source = Source()
        self.addCleanup(self.source.close)
        url = self.source.serve("/cbu", payload("cbu/all_2026-04-01.json"))
        self.cbu = {"preset": "cbu", "url": url, "every": "200ms"}

    def run_beside(self, other: dict, **rule) -> Tickerd:
        server = Tickerd({"pairs": [{"pair": "TMT/USD", "max_age": "3650d"} | rule],
                          "feeds": [self.cbu, other]})
        self.addCleanup(server.__exit__)
        return server

    def wrong_then_right(self, server: Tickerd, says_who: str):
        # The log says it before the edges have heard of it.
        until(lambda: "event=rate_held pair=TMT/USD" in server.log(), "the wrong value held")
        held = until(lambda: server.json("/v1/explain?pair=TMT/USD").get("held"), "it explained")
        self.assertTrue(held["value"].startswith("0.3311"), held)
        self.assertIn(says_who, held["reason"])
        self.source.serve("/cbu", payload("cbu/all_2026-04-02.json"))
        rate = server.wait_for("TMT/USD", as_of="2026-04-02", source="cbu")
        self.assertEqual(rate["rate"], "0.28571")
        self.assertNotEqual(rate["status"], "held")

    def test_against_the_peg_it_is_held_alarmed_and_then_taken(self):
        server = self.run_beside(
            {"kind": "fixed", "name": "tmt-peg", "quotes": {"USD/TMT": "3.5"}},
            feeds=["cbu"])  # or the peg would give the rate itself
        until(lambda: "tickerd_peg_contradictions 1" in
              server.get("/metrics", server.operations)[2], "the alarm in the metrics")
        self.assertIn("event=peg_contradicted", server.log())
        self.assertIn("3.02", json.dumps(server.json("/healthz", server.operations)))
        self.wrong_then_right(server, "tmt-peg")
        until(lambda: "tickerd_peg_contradictions 0" in
              server.get("/metrics", server.operations)[2], "the end of the alarm")

    def test_against_another_bank_it_is_held_and_then_taken(self):
        nbt = {"preset": "nbt", "url": self.source.serve("/nbt", payload("nbt/2026-05-18.xml")),
               "every": "200ms"}
        server = self.run_beside(nbt)
        self.wrong_then_right(server, "nbt")


if __name__ == "__main__":
    unittest.main()

"""Where a number came from, and letting a held one out."""

import json
import unittest

from source import Source
from tickerd import Tickerd, payload


class Explain(unittest.TestCase):
    def setUp(self):
        source = Source()
        self.addCleanup(source.close)
        self.url = source.serve("/nbk?app=secret", payload("nbk/get_rates_2026-04-02.xml"))
        self.server = Tickerd({
            "pairs": ["KZT/USD"],
            "feeds": [{"preset": "nbk", "url": self.url, "every": "1h"},
                      {"name": "tmt-peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}]})
        self.addCleanup(self.server.__exit__)
        self.server.wait_for("KZT/USD")

    def test_the_rate_is_the_published_one_and_steps_lead_to_it(self):
        status, headers, body = self.server.get("/v1/explain?pair=KZT/USD")
        self.assertEqual((status, headers["Cache-Control"]), (200, "no-store"))
        answer = json.loads(body)
        self.assertEqual(answer["rate"], self.server.rates()["KZT/USD"])
        self.assertIsNone(answer["held"])
        self.assertIn(answer["rate"]["rate"], " ".join(answer["steps"]))
        self.assertNotIn("secret", body)

    def test_a_pair_is_tracked_before_it_is_explained(self):
        answer = self.server.json("/v1/explain?pair=KZT-TMT")
        self.assertEqual(answer["rate"]["pair"], "KZT/TMT")
        self.assertEqual(self.server.get("/v1/explain?pair=AAA/BBB")[0], 404)
        self.assertEqual(self.server.get("/v1/explain?pair=KZT")[0], 400)

    def test_the_command_says_it_to_people_and_programs(self):
        done = self.server.command("explain", "KZT/USD")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"KZT/USD = {self.server.rates()['KZT/USD']['rate']} (", done.stdout)
        self.assertIn("  1. ", done.stdout)
        done = self.server.command("explain", "KZT-USD", "--json")
        self.assertEqual(json.loads(done.stdout)["pair"], "KZT/USD")
        done = self.server.command("explain", "AAA/BBB")
        self.assertEqual(done.returncode, 1)
        self.assertIn("AAA/BBB", done.stderr)
        self.assertEqual(self.server.command("explain", "KZT").returncode, 2)

    def test_a_release_needs_a_held_value(self):
        for method, path, headers, wanted in (
                ("POST", "/release?pair=KZT/USD", {}, 404),
                ("POST", "/release?pair=AAA/BBB", {}, 404),
                ("POST", "/release?pair=KZT", {}, 400),
                ("POST", "/release?pair=KZT/USD", {"Origin": "https://a.example"}, 403),
                ("GET", "/release?pair=KZT/USD", {}, 405)):
            with self.subTest(f"{method} {path} {headers}"):
                status, _, body = self.server.ask(method, path, self.server.operations,
                                                  headers=headers)
                self.assertEqual((status, json.loads(body)["status"]), (wanted, wanted))
        self.assertEqual(self.server.ask("POST", "/release?pair=KZT/USD")[0], 404)
        done = self.server.command("release", "KZT/USD")
        self.assertEqual(done.returncode, 1)
        self.assertIn("KZT/USD", done.stderr)


if __name__ == "__main__":
    unittest.main()

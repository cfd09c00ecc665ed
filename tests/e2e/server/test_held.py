"""A value that jumps is held back, shown to the operator, and let out by him."""

import json
import tempfile
import unittest

from tickerd import Tickerd

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
        body = json.dumps({"quotes": [{"pair": "USD/TMT", "rate": rate, "as_of": as_of}]})
        status, _, text = self.server.ask(
            "POST", "/v1/quotes", body=body,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"})
        self.assertEqual(status, 200, text)

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
        self.assertIn("tickerd_held_pairs 1", self.server.get("/metrics", self.server.operations)[2])
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


if __name__ == "__main__":
    unittest.main()

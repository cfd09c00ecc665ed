"""What /metrics says is what Prometheus takes, and what happened."""

import shutil
import subprocess
import unittest

from case import Case
from tickerd import Tickerd, until

PEG = {"name": "tmt-peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}


class Metrics(Case):
    def setUp(self):
        super().setUp()
        url = self.source.serve("/nbk", b"<html>\n")
        self.server = Tickerd({
            "pairs": ["TMT/USD", "KZT/USD"],
            "feeds": [PEG, {"name": "nbk", "preset": "nbk", "url": url, "allow_private": True}],
        }, folder=self.folder)
        self.addCleanup(self.server.__exit__)
        until(lambda: self.server.get("/v1/rates/TMT-USD")[0] == 200, "the peg")

    def metrics(self) -> str:
        status, headers, text = self.server.get("/metrics", self.server.operations)
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/plain; version=0.0.4"), headers)
        return text

    def test_prometheus_takes_them(self):
        promtool = shutil.which("promtool")
        self.assertIsNotNone(promtool, "promtool is not on the PATH: scripts/test.sh fetches it")
        self.server.get("/nothing")
        done = subprocess.run([promtool, "check", "metrics"], input=self.metrics(), capture_output=True,
                              text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_answers_and_failures_are_counted(self):
        self.server.get("/nothing")
        until(lambda: 'tickerd_answers_total{class="4xx"} 1' in self.metrics(), "the answer")
        until(lambda: 'tickerd_feed_failures_total{feed="nbk",code="bad_document"} 1' in self.metrics(),
              "the failed poll")


if __name__ == "__main__":
    unittest.main()

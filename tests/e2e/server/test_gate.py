"""What keeps a feed from running: terms, keys, the operator's own word."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from source import Source
from tickerd import BINARY, DATA, Tickerd, payload

PRESET = DATA.parent.parent / "config" / "presets" / "nbk.json"
TERMS = "https://bank.example/terms-of-use"


class Gate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        source = Source()
        self.addCleanup(source.close)
        self.url = source.serve("/nbk", payload("nbk/get_rates_2026-04-02.xml"))
        text = re.sub('"terms_url": "[^"]*"', f'"terms_url": "{TERMS}"', PRESET.read_text())
        text = text.replace('"republication": true', '"republication": false')
        (self.folder / "barred.json").write_text(text)

    def config(self, feed: dict, more=()) -> dict:
        feed = {"preset": "barred.json", "url": self.url, "every": "1h"} | feed
        return {"pairs": ["KZT/USD"], "feeds": [feed, *more]}

    def run_with(self, command: str, config: dict, environment=None):
        file = self.folder / "tickerd.json"
        file.write_text(json.dumps(config))
        return subprocess.run([BINARY, command, "--config", str(file)], capture_output=True,
                              text=True, timeout=60, env=os.environ | (environment or {}))

    def test_terms_that_forbid_republication_stop_the_start(self):
        for command in ("check", "serve"):
            done = self.run_with(command, self.config({}))
            self.assertEqual(done.returncode, 78, command)
            self.assertIn("/feeds/0: ", done.stderr)
            self.assertIn(TERMS, done.stderr)
            self.assertIn("accept_terms", done.stderr)

    def test_an_operator_who_may_says_so(self):
        with Tickerd(self.config({"accept_terms": True}), folder=str(self.folder)) as server:
            server.wait_for("KZT/USD")
            source, = server.json("/v1/pairs")["sources"]
            self.assertEqual(source["kind"], "polled")
            self.assertFalse(source["republication"])
            self.assertIn("attribution_required", source)
            self.assertEqual(source["attribution"], "National Bank of Kazakhstan, nationalbank.kz")

    def test_a_feed_that_is_off_is_nowhere_but_in_the_log(self):
        peg = {"name": "kzt-peg", "kind": "fixed", "quotes": {"USD/KZT": "500"}}
        config = self.config({"name": "bank", "enabled": False}, [peg])
        config["pairs"] = [{"pair": "KZT/USD", "feeds": ["bank", "kzt-peg"]}]
        done = self.run_with("check", config)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("feed bank is off: ", done.stdout)
        with Tickerd(config, folder=str(self.folder)) as server:
            server.wait_for("KZT/USD", source="kzt-peg")
            names = [source["name"] for source in server.json("/v1/pairs")["sources"]]
            self.assertEqual(names, ["kzt-peg"])
            self.assertIn("event=feed_off feed=bank", server.log())

    def test_a_token_that_is_too_short_is_not_repeated(self):
        config = {"pairs": ["KZT/USD"],
                  "feeds": [{"kind": "pushed", "token_env": "DESK_TOKEN"}]}
        done = self.run_with("check", config, {"DESK_TOKEN": "tooshort"})
        self.assertEqual(done.returncode, 78)
        self.assertIn("DESK_TOKEN: expected at least 16 bytes, got 8", done.stderr)
        self.assertNotIn("tooshort", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()

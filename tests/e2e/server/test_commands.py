"""The command line: fetch, check, exit codes."""

import json
import pathlib
import subprocess
import tempfile
import unittest

from source import Source
from tickerd import BINARY, DATA, Tickerd, payload, until


def run(*arguments, **more):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60, **more)


class Fetch(unittest.TestCase):
    def test_a_saved_body_is_shown_as_a_table(self):
        done = run("fetch", "nbkr", "--body", str(DATA / "nbkr/daily_2026-05-24.xml"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("USD/KGS", done.stdout)
        self.assertIn("87.45", done.stdout)
        self.assertIn("2026-05-24", done.stdout)

    def test_an_address_is_fetched_and_shown_as_json(self):
        source = Source()
        self.addCleanup(source.close)
        url = source.serve("/nbk", payload("nbk/get_rates_2026-04-02.xml"))
        done = run("fetch", "nbk", "--url", url, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        quotes = {q["pair"]: q for q in json.loads(done.stdout)["quotes"]}
        self.assertEqual(quotes["USD/KZT"]["value"], "475.09")
        self.assertEqual(quotes["UZS/KZT"]["value"], "0.0391")

    def test_an_error_page_is_an_error(self):
        done = run("fetch", "nbk", "--body", str(DATA / "nbk/error_invalid_date.json"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("Invalid format date", done.stderr)

    def test_an_unknown_preset_names_the_nearest(self):
        done = run("fetch", "nbkk")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("nbk", done.stderr)


class Check(unittest.TestCase):
    def check(self, text: str):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "tickerd.json")
            file.write_text(text)
            return run("check", "--config", str(file))

    def test_a_bad_configuration_is_said_precisely(self):
        done = self.check('{\n  "pairs": ["KGS/USD"],\n  "feeds": [\n'
                          '    {"preset": "nbkr", "evry": "15m"}\n  ]\n}\n')
        self.assertEqual(done.returncode, 78)
        self.assertIn("/feeds/0/evry", done.stderr)
        self.assertIn(":4:", done.stderr)
        self.assertIn('"every"', done.stderr)

    def test_serve_refuses_it_too(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "tickerd.json")
            file.write_text('{"pairs": ["KGS/USD"], "feeds": [{"preset": "nbkr"}], "lisen": {}}')
            done = run("serve", "--config", str(file))
        self.assertEqual(done.returncode, 78)
        self.assertIn('"listen"', done.stderr)

    def test_what_a_person_may_get_wrong(self):
        feeds = '"feeds": [{"preset": "nbkr"}]'
        for text, words in {
            '{"pairs": ["KGSUSD"], %s}' % feeds: ["/pairs/0", "KGSUSD"],
            '{"pairs": [], %s}' % feeds: ["/pairs"],
            '{"pairs": ["KGS/USD"], "feeds": [{"preset": "nbkrr"}]}': ["/feeds/0/preset", "nbkr"],
            '{"pairs": ["KGS/USD"], "feeds": [{"preset": "nbkr", "every": "15"}]}': ["/feeds/0/every"],
            '{"pairs": ["KGS/USD"], "listen": {"port": 70000}, %s}' % feeds: ["/listen/port", "65535"],
            '{"pairs": ["KGS/USD"] %s}' % feeds: ["1:"],
        }.items():
            with self.subTest(text):
                done = self.check(text)
                self.assertEqual(done.returncode, 78)
                for word in words:
                    self.assertIn(word, done.stderr)

    def test_a_good_configuration_passes(self):
        done = self.check('{"pairs": ["KGS/USD"], "feeds": [{"preset": "nbkr"}]} // a comment')
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_shipped_configurations_pass(self):
        config = DATA.parent.parent / "config"
        for name in ("tickerd.json", "demo.json"):
            done = run("check", "--config", str(config / name))
            self.assertEqual(done.returncode, 0, done.stderr)


class Usage(unittest.TestCase):
    def test_an_unknown_flag_is_a_usage_error(self):
        self.assertEqual(run("serve", "--nonsense").returncode, 2)

    def test_the_version_is_said(self):
        self.assertRegex(run("version").stdout, r"^tickerd \d+\.\d+\.\d+")


class EmbeddedDefault(unittest.TestCase):
    def test_it_moves_and_says_demo(self):
        arguments = ["--set", "listen.port=0", "--set", "operations.port=0",
                     "--set", "feeds.0.every=200ms"]
        with Tickerd(arguments=arguments) as server:
            first = until(lambda: server.rates(), "the demo's first rates")
            self.assertEqual({r["status"] for r in first.values()}, {"demo"})
            day = first["KGS/USD"]["as_of"]
            # Past the 14 recorded days the dates go on, and so do the changes.
            until(lambda: server.rates()["KZT/USD"]["as_of"] > "2026-10-02", "the second round")
            rates = server.rates()
            self.assertGreater(rates["KGS/USD"]["as_of"], day)
            self.assertIsNotNone(rates["KZT/USD"]["change_pct"])
            self.assertEqual({r["status"] for r in rates.values()}, {"demo"})
            self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main()

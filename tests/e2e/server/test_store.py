"""The tools for what is kept: export, import, check, compact, backup."""

import json
import pathlib
import subprocess
import unittest

from case import Case
from tickerd import BINARY, Tickerd, payload, until

HEADER = "pair,as_of,value_date,rate,source,published_at,seq"


class Store(Case):
    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(self.folder)
        self.url = self.source.serve("/nbk", payload("nbk/get_rates_2026-04-01.xml"))

    def config(self, name="data"):
        """A configuration file for the folder `name`."""
        file = self.folder / f"{name}.json"
        file.write_text(json.dumps({
            "data_dir": str(self.folder / name), "pairs": ["KZT/USD"],
            "feeds": [{"preset": "nbk", "every": "150ms", "url": self.url}]}))
        return file

    def run_tool(self, *arguments, name="data", stdin=None):
        return subprocess.run([BINARY, *arguments, "--config", str(self.config(name))],
                              capture_output=True, text=True, timeout=60, input=stdin)

    def serve(self):
        return Tickerd({"pairs": ["KZT/USD"], "data_dir": str(self.folder / "data"),
                        "feeds": [{"preset": "nbk", "every": "150ms", "url": self.url}]})

    def days(self, server):
        return server.json("/v1/history?pair=KZT/USD&from=2026-03-01")["points"]

    def test_what_is_exported_can_be_imported_elsewhere(self):
        with self.serve() as server:
            server.wait_for("KZT/USD", as_of="2026-04-01")
            self.source.serve("/nbk", payload("nbk/get_rates_2026-04-02.xml"))
            until(lambda: len(self.days(server)) == 2, "two days")
            # Beside the running server.
            exported = self.run_tool("export", "--pair", "KZT/USD")
            self.assertEqual(exported.returncode, 0, exported.stderr)
            lines = exported.stdout.splitlines()
            self.assertEqual(lines[0], HEADER)
            self.assertEqual([line.split(",")[1] for line in lines[1:]],
                             ["2026-04-01", "2026-04-02"])
            refused = self.run_tool("import", "-", stdin=exported.stdout)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("in use by another tickerd", refused.stderr)

        taken = self.run_tool("import", "-", name="other", stdin=exported.stdout)
        self.assertEqual(taken.returncode, 0, taken.stderr)
        self.assertIn("2 points imported, 0 were there already", taken.stderr)
        again = self.run_tool("import", "-", name="other", stdin=exported.stdout)
        self.assertIn("0 points imported, 2 were there already", again.stderr)
        self.assertEqual(self.run_tool("export", name="other").stdout, exported.stdout)
        ndjson = self.run_tool("export", "--format", "ndjson", "--from", "2026-04-02", name="other")
        self.assertEqual([json.loads(line)["as_of"] for line in ndjson.stdout.splitlines()],
                         ["2026-04-02"])

    def test_bad_lines_are_named_and_lose_nothing_else(self):
        text = "pair,as_of,rate\nKGS/USD,2026-05-18,0.01143\nKGS/USD,soon,1\nKGS/USD,2026-05-19,n/a\n"
        taken = self.run_tool("import", "-", stdin=text)
        self.assertEqual(taken.returncode, 1)
        self.assertIn("-:3: as_of: ", taken.stderr)
        self.assertIn("-:4: rate: ", taken.stderr)
        self.assertIn("1 points imported", taken.stderr)

    def test_a_backup_beside_a_running_server_can_be_served(self):
        with self.serve() as server:
            rate = server.wait_for("KZT/USD", as_of="2026-04-01")
            until(lambda: len(self.days(server)) == 1, "a day")
            done = self.run_tool("store", "backup", str(self.folder / "copy"))
            self.assertEqual(done.returncode, 0, done.stderr)
            epoch = server.json("/v1/rates")["epoch"]
            days = self.days(server)
        self.source.serve("/nbk", b"", status=500)
        with Tickerd({"pairs": ["KZT/USD"], "data_dir": str(self.folder / "copy"),
                      "feeds": [{"preset": "nbk", "every": "150ms", "url": self.url}]}) as server:
            self.assertEqual(server.json("/v1/rates")["epoch"], epoch)
            self.assertEqual(server.rates()["KZT/USD"]["rate"], rate["rate"])
            self.assertEqual(self.days(server), days)

    def test_check_and_compact(self):
        with self.serve() as server:
            server.wait_for("KZT/USD")
            until(lambda: len(self.days(server)) == 1, "a day")
            sound = self.run_tool("store", "check")
            self.assertEqual(sound.returncode, 0, sound.stderr)
            self.assertIn("sound", sound.stdout)
            self.assertIn("points: 1 rows", sound.stdout)
            self.assertEqual(self.run_tool("store", "compact").returncode, 1)
        self.assertEqual(self.run_tool("store", "compact").returncode, 0)
        file = self.folder / "data" / "history.sqlite"
        file.write_bytes(file.read_bytes()[:4096] + b"\x5a" * (file.stat().st_size - 4096))
        damaged = self.run_tool("store", "check")
        self.assertEqual(damaged.returncode, 1)
        self.assertIn("history.sqlite", damaged.stdout + damaged.stderr)


if __name__ == "__main__":
    unittest.main()

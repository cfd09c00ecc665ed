"""How sources are asked: what is sent, how often, and that a key is seen by nobody else."""

import datetime
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from source import Source
from tickerd import BINARY, Tickerd, payload, until

KEY = "s3cret-Key/0123456789"
GOOD = payload("nbk/get_rates_2026-04-02.xml")
PRESET = {
    "title": "A bank",
    "every": "100ms",
    "mapping": {"format": "xml", "rows": "/rates/item", "code": "title", "rate": "description",
                "multiplier": "quant", "base": "KZT", "direction": "base_per_code",
                "date": {"document": "/rates/date", "patterns": ["%d.%m.%Y"]}},
}


class Asking(unittest.TestCase):
    """A source, and a folder for preset files."""

    def setUp(self):
        self.source = Source()
        self.addCleanup(self.source.close)
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = pathlib.Path(temporary.name)

    def preset(self, path: str, **members) -> str:
        """A preset file that reads what Kazakhstan's bank publishes."""
        preset = PRESET | {"url": self.source.url(path)} | members
        file = self.root / "bank.json"
        file.write_text(json.dumps(preset))
        return str(file)

    def serve(self, feed: dict) -> Tickerd:
        server = Tickerd({"pairs": ["KZT/USD"], "feeds": [{"name": "bank"} | feed]})
        self.addCleanup(server.__exit__)
        return server


class Polling(Asking):
    def nbk(self, path: str, **more) -> dict:
        return {"preset": "nbk", "url": self.source.url(path), "every": "100ms"} | more

    def test_one_connection_is_kept_alive(self):
        self.source.serve("/nbk", GOOD)
        self.serve(self.nbk("/nbk"))
        self.source.wait_for_hits("/nbk", 5)
        self.assertEqual(self.source.connections, 1)

    def test_changes_only_are_asked_for(self):
        self.source.serve("/nbk", GOOD, etag='"v1"')
        self.serve(self.nbk("/nbk"))
        until(lambda: self.source.not_modified.get("/nbk", 0) >= 2, "two answers of 304")
        self.assertEqual(self.source.asked["/nbk"].headers["If-None-Match"], '"v1"')

    def test_a_source_that_asks_for_time_gets_it(self):
        self.source.serve("/nbk", b"slow down", status=429, headers={"Retry-After": "3"})
        server = self.serve(self.nbk("/nbk"))
        server.wait_for_failure("bank")
        hits = self.source.hits["/nbk"]
        time.sleep(1.5)
        self.assertEqual(self.source.hits["/nbk"], hits)
        self.source.serve("/nbk", GOOD)
        server.wait_for("KZT/USD")

    def test_outside_of_its_windows_a_source_is_asked_once_and_then_seldom(self):
        other_day = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3)
        windows = [{"days": [other_day.strftime("%a").lower()], "from": "00:00", "until": "24:00"}]
        self.source.serve("/nbk", GOOD)
        server = self.serve({"preset": self.preset("/nbk", time_zone="Etc/UTC", windows=windows,
                                                   every_outside="1h")})
        server.wait_for("KZT/USD")
        time.sleep(1.0)
        self.assertEqual(self.source.hits["/nbk"], 1)

    def test_inside_of_its_windows_it_is_asked_often(self):
        windows = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00",
                    "until": "24:00"}]
        self.source.serve("/nbk", GOOD)
        self.serve({"preset": self.preset("/nbk", time_zone="Etc/UTC", windows=windows,
                                          every_outside="1h")})
        self.source.wait_for_hits("/nbk", 5)

    def test_no_more_is_asked_than_the_budget_allows(self):
        self.source.serve("/nbk", GOOD)
        server = self.serve({"preset": self.preset("/nbk", budget={"requests": 2, "per": "1d"})})
        server.wait_for("KZT/USD")
        time.sleep(1.0)
        self.assertEqual(self.source.hits["/nbk"], 1)
        budget = server.feed("bank")["budget"]
        self.assertEqual((budget["limit"], budget["used"]), (2, 1))


class Keys(Asking):
    """The source echoes what it was asked, as some do."""

    def setUp(self):
        super().setUp()
        os.environ["BANK_KEY"] = KEY
        self.addCleanup(os.environ.pop, "BANK_KEY")

    def keyed(self) -> dict:
        request = {"method": "POST",
                   "headers": {"X-Api-Key": "{key}", "Content-Type": "text/plain"},
                   "body": "<ask key='{key}'/>"}
        return {"preset": self.preset("/nbk?id={key}", request=request), "key_env": "BANK_KEY"}

    def test_the_source_gets_the_key_and_nobody_else(self):
        self.source.serve("/nbk", GOOD)
        server = self.serve(self.keyed())
        server.wait_for("KZT/USD")
        asked = self.source.asked["/nbk"]
        self.assertEqual(asked.method, "POST")
        self.assertEqual(asked.target, "/nbk?id=s3cret-Key%2F0123456789")
        self.assertEqual(asked.headers["X-Api-Key"], KEY)
        self.assertEqual(asked.body.decode(), f"<ask key='{KEY}'/>")
        self.source.serve("/nbk", f'{{"error": "no such key {KEY} at {asked.target}"}}'.encode(),
                          status=403, headers={"X-Asked": asked.target})
        server.wait_for_failure("bank")
        for port, path in ((server.operations, "/healthz"), (server.operations, "/metrics"),
                           (server.port, "/v1/pairs"), (server.port, "/v1/rates"),
                           (server.port, "/v1/explain?pair=KZT/USD")):
            self.assert_without_key(server.get(path, port)[2], path)
        self.assert_without_key(server.log(), "log")

    def test_a_recording_is_without_the_key(self):
        echo = f"<error>no such key {KEY}, s3cret-Key%2F0123456789</error>".encode()
        self.source.serve("/nbk", echo, headers={"X-Asked": "/nbk?id=s3cret-Key%2F0123456789"})
        config = self.root / "tickerd.json"
        config.write_text(json.dumps({"pairs": ["KZT/USD"], "feeds": [{"name": "bank"} | self.keyed()]}))
        folder = self.root / "recording"
        done = subprocess.Popen([BINARY, "record", "--config", str(config), "--dir", str(folder)],
                                stderr=subprocess.PIPE, text=True)
        self.addCleanup(done.kill)
        until(lambda: list(folder.glob("bank/*.json")) or done.poll() is not None, "an answer")
        done.send_signal(signal.SIGINT)
        _, log = done.communicate(timeout=30)
        self.assertEqual(done.returncode, 0, log)
        self.assert_without_key(log, "log")
        files = [file for file in folder.rglob("*") if file.is_file()]
        self.assertGreaterEqual(len(files), 3)
        for file in files:
            self.assert_without_key(file.read_text(), file.name)

    def assert_without_key(self, text: str, where: str):
        for form in (KEY, "s3cret-Key%2F0123456789", "s3cret"):
            self.assertNotIn(form, text, where)


if __name__ == "__main__":
    unittest.main()

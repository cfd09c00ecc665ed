"""What a change is measured against: each subscriber chooses, over every way to the rates."""

import json
import re
import subprocess
import tempfile
import threading
import unittest

from source import Source
from tickerd import Tickerd, payload, until


def nbk(day: str, usd: str) -> bytes:
    """The bank's table of 1 April 2026 as one of another day ("02.04.2026") and dollar."""
    table = payload("nbk/get_rates_2026-04-01.xml").replace(b"01.04.2026", day.encode())
    return re.sub(rb"(<title>USD</title>\s*<description>)[0-9.]+", rb"\g<1>" + usd.encode(), table)


class Events:
    """What `curl -N` gets of /v1/events, as it comes."""

    def __init__(self, server: Tickerd, query: str, last_id: str = ""):
        headers = ["-H", f"Last-Event-ID: {last_id}"] if last_id else []
        self._curl = subprocess.Popen(
            ["curl", "-sN", *headers, f"http://127.0.0.1:{server.port}/v1/events{query}"],
            stdout=subprocess.PIPE, text=True)
        self.messages = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._curl.stdout:
            if line.startswith("data:"):
                self.messages.append(json.loads(line[5:]))

    def wait_for(self, kind: str) -> dict:
        """The newest message of a type that has rates."""

        def there():
            return [m for m in list(self.messages) if m["type"] == kind]

        return until(there, kind)[-1]

    def close(self):
        self._curl.kill()
        self._curl.wait()
        self._reader.join()
        self._curl.stdout.close()


class Basis(unittest.TestCase):
    DAYS = (("03.03.2026", "478"), ("26.03.2026", "480"), ("01.04.2026", "478.77"),
            ("02.04.2026", "475.09"))
    #: kind: change_pct of 475.09, value date of the basis
    KNOWN = {"previous_close": ("-0.77", "2026-04-01"), "24h": ("-0.77", "2026-04-01"),
             "7d": ("-1.02", "2026-03-26"), "30d": ("-0.61", "2026-03-03"),
             "previous": ("-0.77", "2026-04-01"), "open": ("0", "2026-04-02")}

    def setUp(self):
        self.source = Source()
        self.addCleanup(self.source.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        url = self.source.serve("/nbk", nbk(*self.DAYS[0]))
        self.server = Tickerd({
            "pairs": ["USD/KZT", {"pair": "KZT/USD", "basis": "7d"}],
            "feeds": [{"preset": "nbk", "url": url, "every": "150ms"}]}, folder=folder.name)
        self.addCleanup(self.server.__exit__)
        for day, usd in self.DAYS:
            self.say(day, usd)

    def say(self, day: str, usd: str):
        self.source.serve("/nbk", nbk(day, usd))
        self.server.wait_for("USD/KZT", as_of="-".join(reversed(day.split("."))),
                             rate=f"{float(usd):.2f}")

    def rate(self, kind: str) -> dict:
        return self.server.rates(f"?pairs=USD/KZT&basis={kind}")["USD/KZT"]

    def events(self, query: str, last_id: str = "") -> Events:
        events = Events(self.server, query, last_id)
        self.addCleanup(events.close)
        return events

    def test_every_kind_over_rest(self):
        for kind, (change, of) in self.KNOWN.items():
            rate = self.rate(kind)
            self.assertEqual((rate["change_pct"], rate["basis"]["as_of"], rate["basis"]["kind"]),
                             (change, of, kind))
        default = self.server.rates()
        self.assertEqual(default["USD/KZT"]["basis"]["kind"], "previous_close")
        self.assertEqual(default["KZT/USD"]["basis"]["kind"], "7d", "as configured")
        self.assertEqual(self.server.json("/v1/rates/USD-KZT?basis=7d"), self.rate("7d"))
        self.assertIn("USD/KZT = 475.09 -1.02%", self.server.get("/v1/tape?basis=7d")[2])
        self.assertIn(",7d,480.00,2026-03-26,", self.server.get("/v1/rates?format=csv&basis=7d")[2])
        converted = self.server.json("/v1/convert?from=USD&to=KZT&basis=30d")
        self.assertEqual(converted["rate"]["basis"]["kind"], "30d")
        status, _, body = self.server.get("/v1/rates?basis=1y")
        self.assertEqual(status, 400)
        self.assertIn("previous_close, open, 24h, 7d, 30d, previous", body)

    def test_two_subscribers_see_two_changes_of_one_batch(self):
        weekly = self.events("?pairs=USD/KZT&basis=7d")
        own = self.events("?pairs=USD/KZT")
        self.assertEqual(weekly.wait_for("snapshot")["rates"][0]["change_pct"], "-1.02")
        self.assertEqual(own.wait_for("snapshot")["rates"][0]["change_pct"], "-0.77")
        self.say("02.04.2026", "470.40")
        updates = [one.wait_for("update") for one in (weekly, own)]
        self.assertEqual(updates[0]["seq"], updates[1]["seq"])
        self.assertEqual([u["rates"][0]["change_pct"] for u in updates], ["-2", "-1.75"])
        snapshot = self.server.listen("?pairs=USD/KZT&basis=open")[1]
        self.assertEqual(snapshot["rates"][0]["change_pct"], "-0.99")
        self.assertEqual(snapshot["rates"][0]["basis"]["rate"], "475.09")

    def test_who_resumes_after_a_restart_holds_what_a_new_one_is_told(self):
        before = {kind: self.rate(kind) for kind in self.KNOWN}
        board = self.server.json("/v1/rates?basis=7d")
        since = f"{board['epoch']}:{board['seq']}"
        tag = self.server.get("/v1/rates?basis=7d")[1]["ETag"]
        self.server.kill()
        self.server.start()
        self.source.wait_for_hits("/nbk", 2)
        resumed = self.events("?basis=7d", since)
        snapshot = resumed.wait_for("snapshot")
        self.assertTrue(snapshot["resumed"])
        self.assertEqual(snapshot["rates"], [], "nothing is news")
        headers = {"If-None-Match": tag}
        self.assertEqual(self.server.get("/v1/rates?basis=7d", headers=headers)[0], 304)
        for kind in self.KNOWN:
            self.assertEqual(self.rate(kind), before[kind], kind)
        self.say("03.04.2026", "470.40")
        rates = {rate["pair"]: rate for rate in resumed.wait_for("update")["rates"]}
        self.assertEqual(rates["USD/KZT"]["basis"],
                         {"kind": "7d", "rate": "480.00", "as_of": "2026-03-26"})
        self.assertEqual(self.rate("open")["change_pct"], "0")


if __name__ == "__main__":
    unittest.main()

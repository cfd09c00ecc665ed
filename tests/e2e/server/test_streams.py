"""A feed that an exchange streams, through the real program."""

import datetime
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

from exchange import Exchange
from tickerd import BINARY, Tickerd, until

PRESET = pathlib.Path(__file__).resolve().parents[3] / "config" / "presets" / "kraken.json"


def quick_preset(folder: pathlib.Path) -> str:
    """Kraken's preset, impatient: a test cannot wait for 15 seconds of silence."""
    text = PRESET.read_text().replace('"silence": "15s"', '"silence": "2s"')
    (folder / "exchange.json").write_text(text)
    return str(folder / "exchange.json")


class Streams(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.exchange = Exchange()
        self.addCleanup(self.exchange.close)
        self.config = {
            "pairs": ["BTC/USD", {"pair": "EUR/USD", "precision": {"decimals": 5}}],
            "feeds": [{"preset": quick_preset(self.folder), "name": "kraken", "accept_terms": True,
                       "url": self.exchange.url, "pairs": ["BTC/USD", "EUR/USD"]},
                      {"name": "table", "kind": "fixed", "quotes": {"EUR/USD": "1.15"}}],
        }

    def serve(self) -> Tickerd:
        server = Tickerd(self.config, folder=str(self.folder))
        self.addCleanup(server.__exit__)
        until(lambda: self.exchange.subscriptions, "a subscription")
        return server

    def test_every_digit_of_a_tick_arrives_and_is_explained(self):
        server = self.serve()
        self.assertEqual(self.exchange.subscriptions[0], ["BTC/USD", "EUR/USD"])
        self.exchange.say("EUR/USD", "1.15430")
        rate = server.wait_for("EUR/USD", source="kraken", rate="1.15430")
        self.assertEqual(rate["status"], "live")
        self.assertIn("T", rate["as_of"])
        why = server.json("/v1/explain?pair=EUR/USD")
        self.assertEqual(why["path"][0]["origin"]["rate"], "1.15430")
        self.assertEqual(why["path"][0]["origin"]["row"], "/data/0 (EUR/USD)")
        self.assertEqual(server.feed("kraken")["connection"], "streaming")
        self.assertIn('tickerd_feed_connected{feed="kraken"} 1',
                      server.get("/metrics", server.operations)[2])

    def test_ticks_within_the_interval_are_one_batch(self):
        server = self.serve()
        self.exchange.say("BTC/USD", "60000.1")
        first = server.wait_for("BTC/USD", rate="60000")["seq"]
        for step in range(500):
            self.exchange.say("BTC/USD", f"600{step % 100:02}.5")
        self.exchange.say("BTC/USD", "60123.4")
        last = server.wait_for("BTC/USD", rate="60123")["seq"]
        self.assertLess(last - first, 100)

    def test_a_silent_stream_gives_way_and_comes_back(self):
        server = self.serve()
        self.exchange.say("EUR/USD", "1.15430")
        self.exchange.say("BTC/USD", "60000.1")
        server.wait_for("EUR/USD", source="kraken")
        self.exchange.silent = True
        self.assertEqual(server.wait_for("EUR/USD", source="table")["rate"], "1.15000")
        self.assertEqual(server.rates()["BTC/USD"]["status"], "stale")
        self.assertIn("timeout", server.wait_for_failure("kraken"))
        self.exchange.silent = False
        until(lambda: len(self.exchange.subscriptions) >= 2, "a new subscription")
        self.exchange.say("EUR/USD", "1.15440")
        self.exchange.say("BTC/USD", "60000.2")
        server.wait_for("EUR/USD", source="kraken", rate="1.15440")
        server.wait_for("BTC/USD", status="live")

    def test_a_closed_connection_is_opened_again(self):
        server = self.serve()
        self.exchange.say("EUR/USD", "1.15430")
        server.wait_for("EUR/USD", source="kraken")
        self.exchange.hang_up()
        until(lambda: len(self.exchange.subscriptions) >= 2, "a new subscription")
        self.exchange.say("EUR/USD", "1.15450")
        server.wait_for("EUR/USD", rate="1.15450")
        states = [entry["state"] for entry in server.feed("kraken")["connectionLog"]]
        self.assertGreaterEqual(states.count("streaming"), 2, states)

    def test_a_spike_is_never_published(self):
        server = self.serve()
        self.exchange.say("BTC/USD", "60000.1")
        server.wait_for("BTC/USD", rate="60000")
        self.exchange.say("BTC/USD", "600001")
        self.assertEqual(server.wait_for("BTC/USD", status="held")["rate"], "60000")
        self.exchange.say("BTC/USD", "60010.1")
        self.assertEqual(server.wait_for("BTC/USD", status="live")["rate"], "60010")

    def test_a_tick_is_measured_against_history(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        past = [(datetime.timedelta(days=30, hours=5), "50000"),
                (datetime.timedelta(days=7, minutes=10), "55000"),
                (datetime.timedelta(days=1, minutes=1), "59400"),
                (datetime.timedelta(hours=23), "1")]
        lines = ["pair,as_of,rate,source"]
        for ago, rate in past:
            lines.append(f"BTC/USD,{(now - ago).isoformat(timespec='milliseconds')[:-6]}Z,{rate},kraken")
        config = self.folder / "import.json"
        config.write_text(json.dumps({**self.config, "data_dir": str(self.folder / "data")}))
        taken = subprocess.run([BINARY, "import", "-", "--config", str(config)], text=True,
                               input="\n".join(lines) + "\n", capture_output=True, timeout=60)
        self.assertIn("4 points imported", taken.stderr)

        server = self.serve()
        self.exchange.say("BTC/USD", "66000.1")
        server.wait_for("BTC/USD", rate="66000")

        def change(server, kind):
            return server.rates(f"?pairs=BTC/USD&basis={kind}")["BTC/USD"]["change_pct"]

        known = {"24h": "11.11", "7d": "20", "30d": "32"}
        for kind, percent in known.items():
            until(lambda: change(server, kind) == percent, f"{kind} of {percent}")
        self.assertIsNone(change(server, "previous"))
        self.exchange.say("BTC/USD", "66660.2")
        server.wait_for("BTC/USD", rate="66660")
        self.assertEqual(change(server, "previous"), "1")
        self.assertEqual(change(server, "7d"), "21.2")
        self.assertEqual(server.stop(), 0)
        again = Tickerd(self.config, folder=str(self.folder))
        self.addCleanup(again.__exit__)
        for kind, percent in {"previous": "1", "7d": "21.2", "30d": "33.32"}.items():
            self.assertEqual(change(again, kind), percent, f"{kind} right after a restart")

    def test_one_bad_frame_harms_nothing(self):
        server = self.serve()
        self.exchange.send("<html>maintenance</html>")
        self.exchange.say("EUR/USD", "1.15460")
        server.wait_for("EUR/USD", rate="1.15460")

    def test_a_recorded_stream_is_replayed(self):
        config = self.folder / "record.json"
        config.write_text(json.dumps(self.config))
        recording = self.folder / "recording"
        recorder = subprocess.Popen([BINARY, "record", "--config", str(config), "--dir", str(recording)],
                                    stderr=subprocess.PIPE)
        try:
            until(lambda: self.exchange.subscriptions, "a subscription")
            for last in ("1.15430", "1.15431", "1.15437"):
                self.exchange.say("EUR/USD", last)
                time.sleep(0.2)
        finally:
            recorder.terminate()
            self.assertEqual(recorder.wait(30), 0, recorder.stderr.read())
            recorder.stderr.close()
        replay = Tickerd(self.config, folder=str(self.folder), subcommand=("replay",),
                         arguments=["--dir", str(recording), "--speed", "10"])
        self.addCleanup(replay.__exit__)
        self.assertEqual(replay.wait_for("EUR/USD", rate="1.15437")["status"], "demo")


if __name__ == "__main__":
    unittest.main()

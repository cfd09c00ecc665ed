"""Killed at random moments under a stream of batches: nothing that a subscriber saw is lost.

TICKERD_KILLS says how often (10); scripts/soak.sh kills 200 times.
"""

import asyncio
import json
import os
import random
import re
import sqlite3
import tempfile
import threading
import time
import unittest

import websockets

from source import Source
from tickerd import Tickerd, payload, until

KILLS = int(os.environ.get("TICKERD_KILLS", "10"))
PAIRS = ["KZT/USD", "KZT/EUR", "USD/KZT"]
USD = re.compile(rb"(<title>USD</title>.*?<description>)[0-9.]+", re.S)


class Changing:
    """Serves Kazakhstan's day with another dollar each time, as fast as it is asked."""

    def __init__(self, source: Source):
        self.body = payload("nbk/get_rates_2026-04-01.xml")
        self.source = source
        self.moving = True
        self.url = source.serve("/nbk", self.body)
        threading.Thread(target=self._change, daemon=True).start()

    def _change(self):
        while True:
            if self.moving:
                dollar = f"{random.uniform(470, 490):.4f}".encode()
                self.source.serve("/nbk", USD.sub(rb"\g<1>" + dollar, self.body, count=1))
            time.sleep(0.005)


class Subscriber(threading.Thread):
    """Keeps what it was told, until its connection ends."""

    def __init__(self, port: int):
        super().__init__(daemon=True)
        self.url = f"ws://127.0.0.1:{port}/v1/stream"
        self.epoch, self.seq, self.rates = None, 0, {}

    def run(self):
        asyncio.run(self._listen())

    async def _listen(self):
        try:
            async with websockets.connect(self.url) as socket:
                async for text in socket:
                    self._take(json.loads(text))
        except (OSError, websockets.WebSocketException, asyncio.TimeoutError):
            pass

    def _take(self, message):
        self.epoch = message.get("epoch", self.epoch)
        self.seq = max(self.seq, message.get("seq", 0))
        for rate in message.get("rates", []):
            self.rates[rate["pair"]] = rate


class Kills(unittest.TestCase):
    def test_nothing_that_was_seen_is_lost(self):
        source = Source()
        self.addCleanup(source.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        changing = Changing(source)
        config = {"pairs": PAIRS,
                  "feeds": [{"preset": "nbk", "every": "10ms", "url": changing.url}]}
        with Tickerd(config, folder=folder.name) as server:
            epoch = server.json("/v1/rates")["epoch"]
            for kill in range(KILLS):
                with self.subTest(kill=kill):
                    self.kill_once(server, changing, epoch)

    def kill_once(self, server, changing, epoch):
        changing.moving = True
        subscriber = Subscriber(server.port)
        subscriber.start()
        start = server.json("/v1/rates")["seq"]
        until(lambda: subscriber.seq > start, "a batch")
        time.sleep(random.uniform(0, 0.3))
        server.kill()
        # What comes after the restart is what was kept, and not a new answer of the bank.
        changing.moving = False
        time.sleep(0.02)
        changing.source.serve("/nbk", b"", status=500)
        subscriber.join(10)
        self.assertEqual(subscriber.epoch, epoch)
        self.check_files(server.folder / "data")

        server.start()
        after = server.json("/v1/rates")
        self.assertEqual(after["epoch"], epoch)
        self.assertGreaterEqual(after["seq"], subscriber.seq)
        kept = {rate["pair"]: rate for rate in after["rates"]}
        self.assertEqual(sorted(kept), sorted(PAIRS))
        for pair, seen in subscriber.rates.items():
            self.assertGreaterEqual(kept[pair]["seq"], seen["seq"])
            if kept[pair]["seq"] == seen["seq"]:
                self.assertEqual(kept[pair], seen)

    def check_files(self, data):
        for name in ("tickerd.sqlite", "history.sqlite"):
            file = sqlite3.connect(data / name)
            self.assertEqual(file.execute("PRAGMA integrity_check").fetchone(), ("ok",), name)
            file.close()


if __name__ == "__main__":
    unittest.main()

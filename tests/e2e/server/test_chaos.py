"""Ten feeds flapping at random: no wrong rate, no gap, no growth, and all back soon after."""

import asyncio
import datetime
import json
import os
import threading
import time
import unittest
from decimal import Decimal

import websockets

from chaos_banks import EVERY, FAULTS, Bank, Flapping
from tickerd import until

SECONDS = float(os.environ.get("TICKERD_CHAOS_SECONDS", "60"))
SEED = int(os.environ.get("TICKERD_CHAOS_SEED", "1"))
MOST_GROWTH_KIB = 32 * 1024


class Listener(threading.Thread):
    """Hears all that a WebSocket subscriber is sent, and keeps what is wrong with it."""

    def __init__(self, port: int, check):
        super().__init__(daemon=True)
        self.url = f"ws://127.0.0.1:{port}/v1/stream"
        self.check = check
        self.problems: list[str] = []
        self.updates = 0
        self.ending = threading.Event()

    def run(self):
        try:
            asyncio.run(self.listen())
        except Exception as broken:  # whatever ends it early is the finding
            self.problems.append(f"the stream ended: {broken!r}")

    async def listen(self):
        last = None
        async with websockets.connect(self.url) as socket:
            while not self.ending.is_set():
                try:
                    text = await asyncio.wait_for(socket.recv(), 0.5)
                except asyncio.TimeoutError:
                    continue
                last = self.hear(json.loads(text), last)

    def hear(self, message: dict, last: int | None) -> int | None:
        if message["type"] not in ("snapshot", "update", "heartbeat"):
            return last
        if message["type"] != "snapshot" and message["prev"] != last:
            self.problems.append(f"a gap: prev {message['prev']} after {last}")
        if last is not None and message["seq"] < last:
            self.problems.append(f"seq went back: {message['seq']} after {last}")
        self.updates += message["type"] == "update"
        self.problems += self.check(message.get("rates", []))
        return message["seq"]


class ChaosTest(Flapping):
    seed = SEED

    def wrong(self, rates: list[dict]) -> list[str]:
        """Rates that their bank has never stated."""
        stated = {bank.pair: bank for bank in self.banks}
        return [f"{rate['pair']} {rate['rate']} of {rate['as_of']} was never stated"
                for rate in rates
                if (rate["as_of"], Decimal(rate["rate"])) not in stated[rate["pair"]].stated]

    def watch(self, listener: Listener) -> tuple[int, int]:
        """Polls the board while the banks flap; memory after a quarter of the time and at the end."""
        began = time.monotonic()
        warm, seq, looks = 0, 0, 0
        while (now := time.monotonic() - began) < SECONDS:
            board = self.server.json("/v1/rates")
            self.assertGreaterEqual(board["seq"], seq)
            seq = board["seq"]
            listener.problems += self.wrong(board["rates"])
            if not warm and now > SECONDS / 4:
                warm = self.server.resident()
            if looks % 50 == 0:
                self.server.get("/metrics", self.server.operations)
            looks += 1
            time.sleep(0.05)
        return warm, self.server.resident()

    def check_recovery(self):
        """Each feed is well within four intervals, and shows what its bank states."""
        self.chaos.end()
        recovered = datetime.datetime.now(datetime.timezone.utc)
        limit = datetime.timedelta(seconds=EVERY * 4 * (3 if self.server.is_sanitized() else 1))
        for bank in self.banks:
            feed = until(lambda: self.well_since(bank, recovered), f"{bank.name} is well again")
            took = datetime.datetime.fromisoformat(feed["lastSuccess"]) - recovered
            self.assertLessEqual(took, limit, f"{bank.name}: {feed}")
        for bank in self.banks:
            rate = self.server.wait_for(bank.pair, as_of=str(bank.date))
            self.assertEqual(Decimal(rate["rate"]), bank.value)
            # The banks' days are long past: some calendars call them late.
            self.assertIn(rate["status"], ("live", "late", "closed"))

    def well_since(self, bank: Bank, since: datetime.datetime) -> dict | None:
        feed = self.server.feed(bank.name)
        well = feed["state"] == "ok" and "lastSuccess" in feed
        return feed if well and datetime.datetime.fromisoformat(feed["lastSuccess"]) >= since else None

    def test_no_wrong_rate_is_published_and_all_recover(self):
        listener = Listener(self.server.port, self.wrong)
        listener.start()
        self.chaos.start()
        warm, end = self.watch(listener)
        self.check_recovery()
        listener.ending.set()
        listener.join(10)
        about = f"seed {SEED}, faults {self.chaos.count}"
        self.assertEqual(sorted(set(listener.problems))[:5], [], about)
        self.assertGreater(listener.updates, SECONDS, about)
        if SECONDS >= 60:
            self.assertEqual([name for name in FAULTS if not self.chaos.count[name]], [], about)
        if not self.server.is_sanitized():
            self.assertLess(end - warm, MOST_GROWTH_KIB, about)
        self.assertEqual(self.server.stop(), 0)


if __name__ == "__main__":
    unittest.main()

"""A crowd of good subscribers, and everything that bad clients do, at the same time.

TICKERD_ABUSE_SECONDS says for how long (20), TICKERD_ABUSE_CROWD for how many (1,000). With
TICKERD_ABUSE_BARS=1, what takes time is held to its bars too; scripts/soak.sh sets all three.
"""

import asyncio
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import unittest

from case import Case
from crowd import Crowd, allow_many_files
from reloading import Reloading
from tickerd import until

SECONDS = float(os.environ.get("TICKERD_ABUSE_SECONDS", "20"))
CROWD = int(os.environ.get("TICKERD_ABUSE_CROWD", "1000"))
HAS_BARS = os.environ.get("TICKERD_ABUSE_BARS") == "1"
ABUSERS = pathlib.Path(__file__).with_name("abusers.py")
TOKEN = "a-token-that-nobody-may-see"
PAIRS = [f"USD/{code}" for code in (
    "KGS KZT TJS UZS TMT EUR GBP CNY TRY JPY CHF SEK NOK DKK PLN CZK HUF INR KRW AED").split()]
#: What the abusers are told apart by; none of them may be for nothing.
REASONS = ["header_time", "protocol", "flood", "dead_peer", "too_big", "bad_request"]


class Abuse(Case):
    def setUp(self):
        super().setUp()
        allow_many_files()
        self.server = Reloading(
            {"pairs": PAIRS,
             "feeds": [{"kind": "pushed", "name": "desk", "token_env": "DESK_TOKEN"}],
             "heartbeat": "3s", "max_jump_percent": 1000000,
             "limits": {"header_time": "2s", "idle_time": "5s", "tracked_pairs": 20}},
            folder=self.folder, environment={"DESK_TOKEN": TOKEN})
        self.addCleanup(self.server.__exit__)
        self.push()

    def push(self):
        quotes = [{"pair": pair, "rate": f"{random.uniform(80, 90):.4f}", "as_of": "2026-05-19"}
                  for pair in PAIRS]
        status, _, text = self.server.ask(
            "POST", "/v1/quotes", body=json.dumps({"quotes": quotes}),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"})
        self.assertEqual(status, 200, text)

    def rejections(self) -> dict:
        text = self.server.get("/metrics", self.server.operations)[2]
        found = re.findall(r'^tickerd_rejections_total\{reason="(\w+)"\} (\d+)', text, re.M)
        return {reason: int(count) for reason, count in found}

    async def push_for(self, seconds: float):
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            await asyncio.to_thread(self.push)
            await asyncio.sleep(0.5)

    async def watch(self, crowd: Crowd):
        await crowd.come(self.server.port, CROWD)
        files = self.server.files()
        await self.push_for(max(5, SECONDS / 10))
        quiet = crowd.take_p99()
        abusers = subprocess.Popen(
            [sys.executable, str(ABUSERS), str(self.server.port), str(SECONDS)],
            stdout=subprocess.PIPE, text=True)
        self.addCleanup(abusers.wait)
        self.addCleanup(abusers.kill)
        await self.push_for(SECONDS / 2)
        warm = self.server.resident()
        await self.push_for(SECONDS / 2)
        resident = self.server.resident()
        abused = crowd.take_p99()
        done = json.loads((await asyncio.to_thread(abusers.communicate))[0])
        board = {rate["pair"]: rate for rate in self.server.json("/v1/rates")["rates"]}
        async with asyncio.timeout(30):
            while not crowd.problems() and any(one.rates != board for one in crowd.members):
                await asyncio.sleep(0.1)
        self.assertEqual(crowd.problems()[:5], [])
        about = (f"{CROWD} subscribers, {SECONDS:.0f} s: p99 {quiet:.1f} ms quiet, {abused:.1f} ms "
                 f"abused; RSS {warm} to {resident} KiB; {done}; refused {self.rejections()}")
        print(about)
        refused = self.rejections()
        self.assertEqual([reason for reason in REASONS if not refused[reason]], [], about)
        if not self.server.is_sanitized():
            self.assertLess(resident, warm * 1.1 + 4096, about)
        if HAS_BARS:
            self.assertLessEqual(abused, 5 * quiet, about)
        return files

    def test_good_clients_notice_nothing_of_bad_ones(self):
        async def run():
            crowd = Crowd()
            files = await self.watch(crowd)
            await asyncio.to_thread(until, lambda: self.server.files() <= files + 4,
                                    "their files given back")
            self.assertEqual(crowd.problems()[:5], [])
            crowd.leave()

        asyncio.run(run())
        self.assertEqual(self.server.get("/livez")[0], 200)


if __name__ == "__main__":
    unittest.main()

"""A long time: subscribers of different pairs who come and go, on feeds that flap.

TICKERD_SOAK_SECONDS says for how long (20), TICKERD_SOAK_CROWD how many subscribers are there (200):
scripts/soak.sh --long sets both.
"""

import asyncio
import os
import random
import statistics
import unittest

from chaos_banks import Flapping
from crowd import Crowd, Subscriber, allow_many_files
from tickerd import until

SECONDS = float(os.environ.get("TICKERD_SOAK_SECONDS", "20"))
CROWD = int(os.environ.get("TICKERD_SOAK_CROWD", "200"))
#: What part of the subscribers goes in a minute, and is replaced.
CHURN = 0.05
#: KiB of memory that may come to be in ten minutes, once it is warm.
MOST_SLOPE = 1024
#: From when on a slope tells more than what a few pages do.
LONG_SECONDS = 600


class Soak(Flapping):
    # Who does not answer for three of these is dead: 2,000 in one process of Python may take a while.
    heartbeat = "10s"

    def setUp(self):
        allow_many_files()
        super().setUp()
        self.random = random.Random(self.seed)
        self.crowd = Crowd()
        self.memory: list[tuple[float, int]] = []  # seconds since the start, KiB
        self.left = 0
        self.p99 = 0.0  # of the last ten seconds; 0 when nothing came

    def target(self) -> str:
        """The stream of one to four pairs."""
        chosen = self.random.sample(self.banks, self.random.randint(1, 4))
        return "/v1/stream?pairs=" + ",".join(bank.pair for bank in chosen)

    async def change_places(self, count: int):
        for _ in range(count):
            leaving = self.crowd.members.pop(self.random.randrange(len(self.crowd.members)))
            leaving.leave()
            self.assertEqual(leaving.problems, [])
        await self.crowd.come(self.server.port, count, self.target)
        self.left += count

    async def go_on(self):
        loop = asyncio.get_running_loop()
        began, due, measured_at = loop.time(), 0.0, 0.0
        while (now := loop.time() - began) < SECONDS:
            await asyncio.sleep(1)
            due += CROWD * CHURN / 60
            await self.change_places(int(due))
            due -= int(due)
            if now > SECONDS / 3 and now >= measured_at:
                self.memory.append((now, self.server.resident()))
                measured_at = now + 10
                self.p99 = self.crowd.take_p99()

    def slope(self) -> float:
        """By how many KiB the memory grew in ten minutes, as a line through all that was measured."""
        if len(self.memory) < 2:
            return 0.0
        seconds, resident = zip(*self.memory)
        return 600 * statistics.linear_regression(seconds, resident).slope

    def is_up_to_date(self, member: Subscriber, board: dict) -> bool:
        return member.rates == {pair: board[pair] for pair in member.rates}

    async def settle(self):
        board = {rate["pair"]: rate for rate in self.server.json("/v1/rates")["rates"]}
        async with asyncio.timeout(30):
            while not all(self.is_up_to_date(member, board) for member in self.crowd.members):
                await asyncio.sleep(0.1)
                board = {rate["pair"]: rate for rate in self.server.json("/v1/rates")["rates"]}

    async def watch(self):
        await self.crowd.come(self.server.port, CROWD, self.target)
        files = self.server.files()
        self.chaos.start()
        await self.go_on()
        await asyncio.to_thread(self.chaos.end)
        await self.settle()
        about = (f"{CROWD} subscribers, {SECONDS:.0f} s, {self.left} came and went; "
                 f"p99 {self.p99:.1f} ms; memory {self.memory[0][1]} to "
                 f"{self.memory[-1][1]} KiB, {self.slope():+.0f} KiB in ten minutes; files {files} to "
                 f"{self.server.files()}; faults {sum(self.chaos.count.values())}")
        print(about)
        self.assertEqual(self.crowd.problems()[:5], [], about)
        self.assertGreater(self.p99, 0, about)
        if SECONDS >= LONG_SECONDS and not self.server.is_sanitized():
            self.assertLess(self.slope(), MOST_SLOPE, about)
        return files

    def test_nothing_grows_and_nobody_misses_anything(self):
        async def run():
            files = await self.watch()
            # Feeds have connections of their own, which come and go.
            most = files + 2 * len(self.banks)
            await asyncio.to_thread(until, lambda: self.server.files() <= most, "files given back")
            self.crowd.leave()

        asyncio.run(run())
        self.assertEqual(self.server.stop(), 0)


if __name__ == "__main__":
    unittest.main()

"""Signals end the server as an operator expects: in good form at the first, at once at the second."""

import asyncio
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import websockets

from case import Case
from tickerd import Tickerd, payload, until

PEG = {"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}
#: Has fdatasync() and fsync() never return once the file named by HANG is there.
HANGING_DISK = r"""
#include <stdlib.h>
#include <unistd.h>
static int hang(void) {
  while (access(getenv("HANG"), F_OK) == 0) usleep(10000);
  return 0;
}
int fdatasync(int file) { (void)file; return hang(); }
int fsync(int file) { (void)file; return hang(); }
"""


def hanging_disk(folder: str) -> str:
    """Compiles what is laid over the C library; its path."""
    source, library = pathlib.Path(folder, "hang.c"), pathlib.Path(folder, "hang.so")
    source.write_text(HANGING_DISK)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    return str(library)


class Signals(Case):
    def config(self, **more):
        return {"pairs": ["TMT/USD"], "feeds": [PEG]} | more

    def test_a_second_signal_ends_a_long_drain_at_once(self):
        for first, second in [(signal.SIGTERM, signal.SIGTERM), (signal.SIGINT, signal.SIGTERM)]:
            with self.subTest(first=first.name), tempfile.TemporaryDirectory() as folder:
                with Tickerd(self.config(drain="60s"), folder=folder) as server:
                    asyncio.run(self.stay_while_it_is_told_twice(server, first, second))

    async def stay_while_it_is_told_twice(self, server, first, second):
        # Many, so that their goodbyes take the whole drain.
        url = f"ws://127.0.0.1:{server.port}/v1/stream"
        streams = [await websockets.connect(url) for _ in range(50)]
        server.process.send_signal(first)
        until(lambda: "event=draining" in server.log(), "the drain")
        await asyncio.sleep(0.3)
        self.assertIsNone(server.process.poll())
        told = time.monotonic()
        server.process.send_signal(second)
        self.assertEqual(await asyncio.to_thread(server.ended), 0)
        self.assertLess(time.monotonic() - told, 5)
        self.assertIn("event=cut", server.log())
        for stream in streams:
            stream.transport.abort()

    def test_a_second_signal_ends_it_though_a_commit_hangs(self):
        hang = pathlib.Path(self.folder, "hang")
        environment = {"LD_PRELOAD": hanging_disk(self.folder), "HANG": str(hang),
                       "ASAN_OPTIONS": "verify_asan_link_order=0"}
        bank = self.source.serve("/nbk", payload("nbk/get_rates_2026-04-01.xml"))
        config = {"pairs": ["KZT/USD"], "drain": "1s",
                  "feeds": [{"preset": "nbk", "url": bank, "every": "50ms"}]}
        with Tickerd(config, folder=self.folder, environment=environment) as server:
            server.wait_for("KZT/USD")
            hang.touch()
            self.source.serve("/nbk", payload("nbk/get_rates_2026-04-02.xml"))
            time.sleep(1)
            self.assertEqual(server.wait_for("KZT/USD")["as_of"], "2026-04-01", "it hangs indeed")
            server.process.terminate()
            time.sleep(3)
            self.assertIsNone(server.process.poll(), "it waits for what was promised")
            told = time.monotonic()
            server.process.terminate()
            self.assertEqual(server.ended(), 1)
            self.assertLess(time.monotonic() - told, 3)
            self.assertIn("event=stopped_by_force", server.log())

    def test_it_ends_though_a_configuration_is_never_read_to_its_end(self):
        with Tickerd(self.config(), folder=self.folder) as server:
            server.wait_for("TMT/USD")
            file = pathlib.Path(self.folder, "tickerd.json")
            file.unlink()
            os.mkfifo(file)
            server.process.send_signal(signal.SIGHUP)
            # Opened for reading: this returns when the server waits for what is written.
            writer = os.open(file, os.O_WRONLY)
            self.addCleanup(os.close, writer)
            server.wait_for("TMT/USD")
            server.process.terminate()
            self.assertEqual(server.ended(), 1)
            self.assertIn("event=stopped_by_force", server.log())

    def test_it_is_not_ready_at_once_and_finishes_what_is_under_way(self):
        with Tickerd(self.config(drain="2s"), folder=self.folder) as server:
            server.wait_for("TMT/USD")
            self.assertEqual(server.get("/readyz", server.operations)[0], 200)
            asyncio.run(self.drain_with_a_request_under_way(server))
            self.assertEqual(server.ended(), 0)

    async def drain_with_a_request_under_way(self, server):
        url = f"ws://127.0.0.1:{server.port}/v1/stream"
        streams = [await websockets.connect(url) for _ in range(50)]
        begun = socket.create_connection(("127.0.0.1", server.port))
        begun.sendall(b"GET /v1/rates HTTP/1.1\r\nHost: a\r\n")
        await asyncio.sleep(0.2)
        told = time.monotonic()
        server.process.terminate()
        ready = lambda: server.get("/readyz", server.operations)[0]
        status = await asyncio.to_thread(until, lambda: ready() == 503, "not ready", 1)
        self.assertTrue(status)
        self.assertLess(time.monotonic() - told, 1)
        self.assertGreater(len([s for s in streams if s.open]), 0, "streams leave one by one")
        begun.sendall(b"\r\n")
        answer = http.client.HTTPResponse(begun)
        answer.begin()
        self.assertEqual(answer.status, 200)
        self.assertIn(b"TMT/USD", answer.read())
        self.assertEqual(answer.getheader("Connection"), "close")
        for stream in streams:
            await asyncio.wait_for(stream.wait_closed(), 10)
            self.assertEqual(stream.close_code, 1012)
        self.assertLess(time.monotonic() - told, 2 + 5 + 3, "the drain is bounded")


if __name__ == "__main__":
    unittest.main()

"""How updates go out: compressed or not, through io_uring or not, merged, and in what time."""

import asyncio
import json
import tempfile
import unittest

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

from tickerd import Tickerd, until

TOKEN = "a-token-that-nobody-may-see"


class Delivery(unittest.TestCase):
    def start(self, **settings) -> Tickerd:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        server = Tickerd(
            {"pairs": ["KGS/USD", "KRW/KGS"], **settings,
             "feeds": [{"kind": "pushed", "name": "desk", "token_env": "DESK_TOKEN"}]},
            folder=folder.name, environment={"DESK_TOKEN": TOKEN})
        self.addCleanup(server.__exit__)
        return server

    def push(self, server: Tickerd, rate: str):
        quotes = [{"pair": "USD/KGS", "rate": rate, "as_of": "2026-05-19"}]
        status, _, text = server.ask(
            "POST", "/v1/quotes", body=json.dumps({"quotes": quotes}),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"})
        self.assertEqual(status, 200, text)

    def updates(self, server: Tickerd, rates, pause=0.0, **connect):
        """What a client sees of the rates pushed, and the extensions it was granted."""

        async def run():
            url = f"ws://127.0.0.1:{server.port}/v1/stream"
            async with websockets.connect(url, **connect) as socket:
                await socket.recv()  # hello
                seen = [json.loads(await socket.recv())]
                for rate in rates:
                    await asyncio.to_thread(self.push, server, rate)
                    await asyncio.sleep(pause)
                last = f"{1 / float(rates[-1]):.6f}"
                while seen[-1]["rates"][:1] == [] or seen[-1]["rates"][0]["rate"][:8] != last:
                    seen.append(json.loads(await asyncio.wait_for(socket.recv(), 10)))
                await socket.send(json.dumps({"type": "ping", "id": "x" * 60}))
                self.assertEqual(json.loads(await socket.recv())["id"], "x" * 60)
                return seen[1:], socket.response_headers.get("Sec-WebSocket-Extensions")

        return asyncio.run(run())

    def metric(self, server: Tickerd, name: str) -> float:
        _, _, text = server.get("/metrics", port=server.operations)
        lines = [line for line in text.splitlines() if line.startswith(name + " ")]
        self.assertEqual(len(lines), 1, name)
        return float(lines[0].split(" ")[1])

    def test_a_client_that_offers_compression_gets_it_where_it_is_configured(self):
        plain, extensions = self.updates(self.start(), ["87.45", "87.54"])
        self.assertIsNone(extensions)
        packed, extensions = self.updates(self.start(compression=True), ["87.45", "87.54"])
        self.assertEqual(extensions, "permessage-deflate; server_no_context_takeover; "
                                     "client_no_context_takeover")
        values = [[rate["rate"] for rate in update["rates"]] for update in plain]
        self.assertEqual([[rate["rate"] for rate in update["rates"]] for update in packed], values)

    def test_a_client_may_limit_the_window(self):
        server = self.start(compression=True)
        granted = ("permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                   "server_max_window_bits=12")
        for bits, answer in ((15, granted), (12, granted), (11, None)):
            offer = ClientPerMessageDeflateFactory(server_max_window_bits=bits)
            seen, extensions = self.updates(server, [f"87.{bits}"], extensions=[offer])
            self.assertEqual(extensions, answer, bits)
            self.assertEqual(len(seen), 1)

    def test_updates_are_the_same_without_io_uring(self):
        server = self.start(io_uring=False)
        self.assertEqual(self.metric(server, "tickerd_io_uring_edges"), 0)
        seen, _ = self.updates(server, ["87.45", "87.54"])
        self.assertEqual(len(seen), 2)

    def test_what_comes_within_the_publish_interval_is_merged(self):
        server = self.start(publish_interval="400ms", threads=1)
        rates = [f"87.{hundredth:02}" for hundredth in range(10, 40)]
        seen, _ = self.updates(server, rates)
        self.assertLess(len(seen), 10)
        for before, after in zip(seen, seen[1:]):
            self.assertEqual(after["prev"], before["seq"])

    def test_metrics_tell_how_long_a_rate_was_underway(self):
        server = self.start()
        self.updates(server, ["87.45", "87.54"])
        for to in ("first", "last"):
            name = f'tickerd_delivery_seconds_count{{to="{to}"}}'
            until(lambda: self.metric(server, name) >= 2, name)
            total = self.metric(server, f'tickerd_delivery_seconds_sum{{to="{to}"}}')
            self.assertTrue(0 < total < 10, total)


if __name__ == "__main__":
    unittest.main()

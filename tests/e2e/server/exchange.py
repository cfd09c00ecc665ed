"""An exchange that streams what a test tells it to: a real WebSocket server on loopback."""

import asyncio
import datetime
import json
import threading

import websockets


class Exchange:
    """Speaks Kraken's version 2. `say` sends a ticker to everybody who has subscribed."""

    def __init__(self):
        self.subscriptions: list[list[str]] = []
        self.silent = False
        self._clients: set = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(10)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/v2"

    def say(self, pair: str, last: str):
        """A trade at this moment; `last` stands in the frame as it is written here."""
        at = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        frame = (f'{{"channel":"ticker","type":"update","data":[{{"symbol":"{pair}","bid":1,"ask":1,'
                 f'"last":{last},"timestamp":"{at}"}}]}}')
        self.send(frame)

    def send(self, frame: str):
        self._on_loop(self._send_all(frame))

    def hang_up(self):
        """Closes every connection."""
        self._on_loop(self._close_all())

    def close(self):
        self._on_loop(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _on_loop(self, work):
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _send_all(self, frame: str):
        for client in list(self._clients):
            await client.send(frame)

    async def _close_all(self):
        for client in list(self._clients):
            await client.close(1012)

    async def _end(self):
        self._server.close()
        await self._server.wait_closed()

    async def _beat(self, client):
        while True:
            await asyncio.sleep(0.1)
            if not self.silent and client.open:
                await client.send('{"channel":"heartbeat"}')

    async def _serve(self, client, *_):
        await client.send('{"channel":"status","type":"update","data":[{"system":"online"}]}')
        beat = asyncio.ensure_future(self._beat(client))
        try:
            async for text in client:
                asked = json.loads(text)
                if asked.get("method") != "subscribe":
                    continue
                symbols = asked["params"]["symbol"]
                for symbol in symbols:
                    await client.send(json.dumps({
                        "method": "subscribe", "success": True,
                        "result": {"channel": "ticker", "snapshot": True, "symbol": symbol}}))
                self._clients.add(client)
                self.subscriptions.append(symbols)
        except websockets.ConnectionClosed:
            pass  # the client left without a word, as some tests want it to
        finally:
            beat.cancel()
            self._clients.discard(client)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        serving = websockets.serve(self._serve, "127.0.0.1", 0, ping_interval=None)
        self._server = self._loop.run_until_complete(serving)
        self.port = self._server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

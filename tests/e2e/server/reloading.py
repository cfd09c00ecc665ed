"""A server whose configuration changes while it runs, and a subscriber that must not notice."""

import asyncio
import json
import re
import signal
import threading

import websockets

from tickerd import Tickerd, until


class Reloading(Tickerd):
    """A server whose configuration changes while it runs."""

    def counts(self) -> dict:
        text = self.get("/metrics", self.operations)[2]
        found = re.findall(r'^tickerd_reloads_total\{result="(\w+)"\} (\d+)', text, re.M)
        return {result: int(count) for result, count in found}

    def write(self, text: str):
        (self.folder / "tickerd.json").write_text(text)

    def hang_up(self, result: str = "taken"):
        """SIGHUP; waits until that has come to `result`."""
        before = self.counts()
        self.process.send_signal(signal.SIGHUP)
        until(lambda: sum(self.counts().values()) > sum(before.values()),
              f"a reload; log:\n{self.log()[-2000:]}")
        assert self.counts()[result] == before[result] + 1, self.log()[-2000:]

    def change(self, **keys):
        """Reloads with other keys."""
        config = json.loads((self.folder / "tickerd.json").read_text())
        self.write(json.dumps(config | keys))
        self.hang_up()


class Subscriber:
    """Follows a stream and holds it to the protocol: no gap by `prev`, no end."""

    def __init__(self, port: int, query: str = ""):
        self.url = f"ws://127.0.0.1:{port}/v1/stream{query}"
        self.seq, self.rates, self.problems, self.hellos = None, {}, [], []
        self.snapshots, self.updates = 0, 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self.thread.start()
        until(lambda: self.snapshots or self.problems, "a snapshot")

    async def _run(self):
        try:
            async with websockets.connect(self.url) as stream:
                while not self.done.is_set():
                    try:
                        self._take(json.loads(await asyncio.wait_for(stream.recv(), 0.2)))
                    except asyncio.TimeoutError:
                        pass
        except (OSError, websockets.WebSocketException) as error:
            self.problems.append(f"dropped: {error!r}")

    def _take(self, message):
        kind = message["type"]
        if kind == "hello":
            self.hellos.append(message)
        elif kind == "snapshot":
            self.snapshots += 1
            if not message["resumed"]:
                self.rates = {}
        elif kind in ("update", "heartbeat"):
            self.updates += kind == "update"
            if message["prev"] != self.seq:
                self.problems.append(f"gap: {message['prev']} after {self.seq}")
        else:
            self.problems.append(f"unexpected: {message}")
        if kind in ("snapshot", "update", "heartbeat"):
            self.seq = message["seq"]
        for rate in message.get("rates", []):
            self.rates[rate["pair"]] = rate

    def end(self):
        self.done.set()
        self.thread.join(10)

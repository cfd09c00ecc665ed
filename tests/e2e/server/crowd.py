"""Many well-behaved subscribers in one loop, each held to the protocol."""

import asyncio
import datetime
import json
import os
import resource
import ssl


def greeting(target: str) -> str:
    return (f"GET {target} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")


GREETING = greeting("/v1/stream")


def allow_many_files():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def client_frame(opcode: int, payload: bytes = b"", first: int = 0x80, masked: bool = True) -> bytes:
    """A frame of a client; `first` is FIN and the reserved bits."""
    size = len(payload)
    mask = 0x80 if masked else 0
    length = bytes([mask | size]) if size < 126 else bytes([mask | 126]) + size.to_bytes(2, "big")
    key = os.urandom(4) if masked else b""
    body = bytes(byte ^ key[at % 4] for at, byte in enumerate(payload)) if masked else payload
    return bytes([first | opcode]) + length + key + body


class Subscriber(asyncio.Protocol):
    """Follows a stream: no gap by `prev`, no end before leave()."""

    def __init__(self, delays: list[float], target: str = "/v1/stream"):
        self.delays = delays  # of all updates, in seconds
        self.target = target
        self.has_left = False
        self.received = b""
        self.is_upgraded = False
        self.seq, self.rates, self.problems, self.updates = None, {}, [], 0

    def connection_made(self, transport):
        self.transport = transport
        transport.write(greeting(self.target).encode())

    def connection_lost(self, error):
        if not self.has_left:
            self.problems.append(f"dropped: {error!r}")

    def leave(self):
        self.has_left = True
        self.transport.abort()

    def data_received(self, data: bytes):
        self.received += data
        if not self.is_upgraded:
            head, end, rest = self.received.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 101 "):
                self.problems.append(f"refused: {head[:200]!r}")
            self.is_upgraded, self.received = True, rest
        while self.take_frame():
            pass

    def take_frame(self) -> bool:
        data = self.received
        if len(data) < 2:
            return False
        size, start = data[1] & 0x7F, 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(data[2:start], "big")
        if len(data) < start + size:
            return False
        payload, self.received = data[start:start + size], data[start + size:]
        opcode = data[0] & 0xF
        if opcode == 9:
            self.transport.write(client_frame(10, payload))
        elif opcode == 8:
            self.problems.append(f"closed: {payload!r}")
        elif opcode == 1:
            self.take(json.loads(payload))
        return True

    def take(self, message: dict):
        kind = message["type"]
        if kind in ("update", "heartbeat"):
            self.updates += kind == "update"
            if message["prev"] != self.seq:
                self.problems.append(f"gap: {message['prev']} after {self.seq}")
        elif kind not in ("hello", "snapshot"):
            self.problems.append(f"unexpected: {message}")
        if kind != "hello":
            self.seq = message["seq"]
        if kind == "update":
            sent = datetime.datetime.fromisoformat(message["ts"])
            self.delays.append((datetime.datetime.now(datetime.timezone.utc) - sent).total_seconds())
        for rate in message.get("rates", []):
            self.rates[rate["pair"]] = rate


class Crowd:
    """So many subscribers, over TLS or in the clear."""

    def __init__(self, tls: ssl.SSLContext | None = None):
        self.tls = tls
        self.members: list[Subscriber] = []
        self.delays: list[float] = []

    async def come(self, port: int, count: int, target=lambda: "/v1/stream"):
        """`target` says what the next one asks for."""
        loop = asyncio.get_running_loop()
        for _ in range(count):
            _, member = await loop.create_connection(lambda: Subscriber(self.delays, target()),
                                                     "127.0.0.1", port, ssl=self.tls)
            self.members.append(member)
        while any(member.seq is None and not member.problems for member in self.members):
            await asyncio.sleep(0.05)

    def problems(self) -> list[str]:
        return [problem for member in self.members for problem in member.problems]

    def take_p99(self) -> float:
        """Of the delays since the last time, in milliseconds."""
        delays = sorted(self.delays)
        self.delays.clear()
        return 1000 * delays[len(delays) * 99 // 100] if delays else 0.0

    def leave(self):
        for member in self.members:
            member.leave()

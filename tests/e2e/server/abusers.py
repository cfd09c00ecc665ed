"""Clients as bad as they come, all at once: python3 abusers.py PORT SECONDS

Prints how often each of them did what it does.
"""

import asyncio
import collections
import json
import random
import socket
import struct
import sys

from crowd import GREETING, allow_many_files, client_frame

WHO_NEVER_READS = 200
RESETS_AT_ONCE = 500
MALFORMED = [
    client_frame(1, b"unmasked", masked=False),
    client_frame(1, b"\xff\xfe"),
    client_frame(3, b""),
    client_frame(1, b"", first=0xF0),
    client_frame(0, b"continues nothing"),
    client_frame(9, b"", first=0x00),
    client_frame(8, b"\x03"),
    client_frame(8, b"\x00\x00"),
    bytes([0x81, 0xFF]) + b"\xff" * 8 + b"\0\0\0\0",
    bytes([0x81, 0xFF]) + (1 << 40).to_bytes(8, "big") + b"\0\0\0\0",
    client_frame(2, b"binary"),
    client_frame(1, b"x" * 5000),
]
REQUESTS = [
    b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
    b"POST /v1/rates HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 20000 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    b"GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
    b"\0" * 100,
    b"GET /v1/rates?pairs=" + b",".join(b"AAA/%03d" % n for n in range(200)) + b" HTTP/1.1\r\nHost: a\r\n\r\n",
]


class Abusers:
    def __init__(self, port: int):
        self.port = port
        self.done = collections.Counter()

    async def connect(self, receive_buffer: int = 0):
        with_buffer = socket.socket()
        if receive_buffer:
            with_buffer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        with_buffer.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(with_buffer, ("127.0.0.1", self.port))
        return await asyncio.open_connection(sock=with_buffer, limit=2 ** 16)

    async def upgraded(self, **how):
        reader, writer = await self.connect(**how)
        writer.write(GREETING.encode())
        await reader.readuntil(b"\r\n\r\n")
        return reader, writer

    async def again_and_again(self, what, pause: float):
        while True:
            try:
                await what()
                self.done[what.__name__] += 1
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                self.done[what.__name__ + ", ended by the server"] += 1
            await asyncio.sleep(pause)

    async def to_the_end(self, reader, writer):
        """Reads until the server ends it, a minute at most."""
        try:
            async with asyncio.timeout(60):
                while await reader.read(2 ** 16):
                    pass
        except (OSError, TimeoutError):
            pass
        writer.transport.abort()

    async def flood_with_pings(self):
        reader, writer = await self.upgraded()
        writer.write(client_frame(9, b"x" * 125) * 200)
        await self.to_the_end(reader, writer)

    async def flood_with_subscriptions(self):
        reader, writer = await self.upgraded()
        for number in range(200):
            pairs = [f"{random.choice('ABCDEFGH')}{number % 26:02d}/USD" for _ in range(8)] + ["AAA/USD"]
            command = {"type": "subscribe", "id": number, "pairs": pairs}
            writer.write(client_frame(1, json.dumps(command).encode()))
        await self.to_the_end(reader, writer)

    async def never_read(self):
        reader, writer = await self.upgraded(receive_buffer=2048)
        writer.transport.pause_reading()
        await asyncio.sleep(20)
        writer.transport.abort()

    async def reset(self):
        async def one():
            _, writer = await self.connect()
            if random.random() < 0.7:
                writer.write(GREETING.encode())
                await asyncio.sleep(random.random() / 10)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                                       struct.pack("ii", 1, 0))
            writer.transport.abort()

        await asyncio.gather(*(one() for _ in range(RESETS_AT_ONCE)), return_exceptions=True)

    async def send_slowly(self):
        reader, writer = await self.connect()
        for byte in b"GET /v1/rates HTTP/1.1\r\nHost: a\r\n" * 10:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.2)
            if reader.at_eof() or reader._buffer:
                break
        writer.transport.abort()

    async def say_nothing(self):
        await self.to_the_end(*await self.connect())

    async def malform(self):
        reader, writer = await self.upgraded()
        writer.write(random.choice(MALFORMED))
        await self.to_the_end(reader, writer)

    async def ask_wrongly(self):
        reader, writer = await self.connect()
        writer.write(random.choice(REQUESTS))
        writer.write_eof()
        await self.to_the_end(reader, writer)

    async def ask_much(self):
        reader, writer = await self.connect()
        writer.write(b"GET /v1/rates HTTP/1.1\r\nHost: a\r\n\r\n" * 100)
        writer.write_eof()
        await self.to_the_end(reader, writer)

    async def run(self, seconds: float):
        crews = [(self.flood_with_pings, 8, 0.1), (self.flood_with_subscriptions, 8, 0.1),
                 (self.never_read, WHO_NEVER_READS, 1), (self.reset, 1, 1), (self.send_slowly, 40, 0.1),
                 (self.say_nothing, 40, 0.1), (self.malform, 8, 0.05), (self.ask_wrongly, 8, 0.05),
                 (self.ask_much, 2, 0.2)]
        tasks = [asyncio.create_task(self.again_and_again(what, pause))
                 for what, count, pause in crews for _ in range(count)]
        await asyncio.sleep(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def main():
    allow_many_files()
    abusers = Abusers(int(sys.argv[1]))
    asyncio.run(abusers.run(float(sys.argv[2])))
    print(json.dumps(abusers.done))


if __name__ == "__main__":
    main()

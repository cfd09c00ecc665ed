"""What one kind of hostile client may cost at most: memory, files, and the time of others."""

import contextlib
import pathlib
import re
import resource
import socket
import time
import unittest
import zlib

from case import Case
from crowd import GREETING, allow_many_files, client_frame
from reloading import Reloading
from tickerd import until

MIB = 1024
DEFLATE = GREETING.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n")


class Hostile(Case):
    settings: dict = {}

    def setUp(self):
        super().setUp()
        allow_many_files()
        self.server = Reloading(
            {"pairs": ["TMT/USD"], "heartbeat": "60s", "compression": True,
             "feeds": [{"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}]}
            | self.settings, folder=self.folder)
        self.addCleanup(self.server.__exit__)
        self.server.wait_for("TMT/USD")
        self.clients = contextlib.ExitStack()
        self.addCleanup(self.clients.close)

    def connect(self, greeting: str = "", receive_buffer: int = 0) -> socket.socket:
        """A socket; with a greeting, a WebSocket that has its hello."""
        client = self.clients.enter_context(socket.socket())
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(20)
        client.connect(("127.0.0.1", self.server.port))
        if greeting:
            client.sendall(greeting.encode())
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += client.recv(1)
            self.assertTrue(head.startswith(b"HTTP/1.1 101 "), head)
        return client

    @staticmethod
    def send(client, data: bytes):
        """Sends what the server takes; it may end the connection in the middle."""
        with contextlib.suppress(OSError):
            client.sendall(data)

    @staticmethod
    def close_code(client) -> int:
        """The code of the close frame, whatever comes before it."""
        stream = client.makefile("rb")
        while True:
            opcode, size = stream.read(1)[0] & 15, stream.read(1)[0]
            if size >= 126:
                size = int.from_bytes(stream.read(2 if size == 126 else 8), "big")
            payload = stream.read(size)
            if opcode == 8:
                return int.from_bytes(payload[:2], "big")

    def memory(self) -> tuple[int, int]:
        """KiB resident, and KiB of addresses."""
        status = pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text()
        return tuple(int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "VmSize"))

    @contextlib.contextmanager
    def growing_no_more_than(self, resident: int, addresses: int = 1024 * MIB):
        """Sanitizers set aside what is freed: with them, only the rest is looked at."""
        before = self.memory()
        yield
        after = self.memory()
        if not self.server.is_sanitized():
            self.assertLess(after[0] - before[0], resident)
            self.assertLess(after[1] - before[1], addresses)

    def assert_served(self, within: float = 2):
        begun = time.monotonic()
        self.assertEqual(self.server.get("/v1/rates")[0], 200)
        if not self.server.is_sanitized():
            self.assertLess(time.monotonic() - begun, within)


class Bounds(Hostile):
    def test_a_length_is_not_believed(self):
        with self.growing_no_more_than(16 * MIB):
            for length in (1 << 40, 1 << 62, 1 << 63, (1 << 64) - 1):
                client = self.connect(GREETING)
                self.send(client, b"\x81\xff" + length.to_bytes(8, "big") + b"\0\0\0\0{}")
                self.assertIn(self.close_code(client), (1002, 1009), hex(length))
        self.assert_served()

    def test_what_is_inflated_is_counted_as_it_grows(self):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        zeros = packer.compress(bytes(4_000_000)) + packer.flush(zlib.Z_SYNC_FLUSH)
        bomb = zeros.removesuffix(b"\0\0\xff\xff")[:4000]
        with self.growing_no_more_than(32 * MIB):
            for _ in range(4):
                client = self.connect(DEFLATE)
                self.send(client, client_frame(1, bomb, first=0xC0))
                self.assertEqual(self.close_code(client), 1009)
        self.assert_served()

    def test_pieces_cost_no_more_than_their_bytes(self):
        pieces = client_frame(1, b"a", first=0) + client_frame(0, b"a", first=0) * 100_000
        nothing = client_frame(1, b"", first=0) + client_frame(0, b"", first=0) * 100_000
        with self.growing_no_more_than(64 * MIB):
            clients = [self.connect(GREETING) for _ in range(16)]
            for client in clients[:8]:
                self.send(client, pieces)
            for client in clients[8:]:
                self.send(client, nothing)
            self.assert_served()
            for client in clients[:8]:
                self.assertEqual(self.close_code(client), 1009)

    def test_headers_are_bounded_in_size_and_number(self):
        with self.growing_no_more_than(16 * MIB):
            for headers in (b"X: " + b"a" * 1_000_000, b"a: b\r\n" * 10_000,
                            b"Sec-WebSocket-Protocol: " + b"a," * 500_000):
                client = self.connect()
                self.send(client, b"GET / HTTP/1.1\r\nHost: a\r\n" + headers + b"\r\n\r\n")
                with contextlib.suppress(ConnectionResetError):
                    self.assertIn(b" 431 ", client.recv(4096))
        self.assert_served()

    def test_a_flood_that_is_not_read_is_closed(self):
        pings = client_frame(9, b"x" * 125) * 50_000
        commands = client_frame(1, b'{"type":"list","id":1}') * 20_000
        with self.growing_no_more_than(32 * MIB):
            for flood in (pings, commands):
                client = self.connect(GREETING, receive_buffer=2048)
                self.send(client, flood)
                self.assert_served()
                self.assertEqual(self.close_code(client), 1008)


class Slowloris(Hostile):
    settings = {"limits": {"header_time": "3s"}}

    def test_half_open_connections_are_cut_in_total_not_by_byte(self):
        files = self.server.files()
        silent = [self.connect() for _ in range(500)]
        slow = self.connect()
        begun = time.monotonic()
        self.assert_served()
        for byte in b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100:
            self.send(slow, bytes([byte]))
            time.sleep(0.25)
            if time.monotonic() - begun > 15 or self.is_ended(slow):
                break
        self.assertLess(time.monotonic() - begun, 15)
        self.assert_served()
        until(lambda: all(self.is_ended(client) for client in silent), "all are cut", 15)
        until(lambda: self.server.files() <= files + 8, "the files are given back")

    @staticmethod
    def is_ended(client) -> bool:
        """Whether the server has said its last word, or something before it."""
        client.settimeout(0)
        try:
            return client.recv(65536) == b"" or True
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True
        finally:
            client.settimeout(20)


class FewFiles(Case):
    def test_it_rests_when_there_are_no_files_and_goes_on_afterwards(self):
        allow_many_files()
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, limits[1]))
        try:
            server = Reloading(
                {"pairs": ["TMT/USD"], "limits": {"connections": 10_000},
                 "feeds": [{"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}]},
                folder=self.folder)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        self.addCleanup(server.__exit__)
        server.wait_for("TMT/USD")
        # It takes all that it may have at its start, so it is told anew how much that is.
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (64, 64))
        with contextlib.ExitStack() as stack:
            for _ in range(150):
                client = stack.enter_context(socket.socket())
                client.settimeout(5)
                client.connect(("127.0.0.1", server.port))
            before = self.processor_time(server)
            time.sleep(3)
            self.assertIsNone(server.process.poll())
            if not server.is_sanitized():
                self.assertLess(self.processor_time(server) - before, 1, "it does not spin")
        until(lambda: server.get("/livez")[0] == 200, "it serves again")
        metrics = server.get("/metrics", server.operations)[2]
        self.assertRegex(metrics, r"\ntickerd_accept_failures_total [1-9]")

    @staticmethod
    def processor_time(server) -> float:
        fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().split(") ")[1].split()
        return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    unittest.main()

"""What one address may ask of the server, and how the operator sees who was refused."""

import socket
import unittest

from case import Case
from tickerd import Tickerd, until

PEG = {"name": "tmt-peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}


class Limits(Case):
    def serve(self, **limits) -> Tickerd:
        # Two edges: an address is counted over all of them.
        server = Tickerd({"pairs": ["TMT/USD"], "feeds": [PEG], "threads": 2, "limits": limits}, folder=self.folder)
        self.addCleanup(server.__exit__)
        return server

    def connect(self, server: Tickerd) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        self.addCleanup(connection.close)
        return connection

    def ask(self, connection: socket.socket) -> str:
        """The status line of an answer on a connection that stays."""
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b""
        while b"\r\n" not in answer:
            more = connection.recv(4096)
            if not more:
                break
            answer += more
        return answer.split(b"\r\n")[0].decode()

    def rejections(self, server: Tickerd, reason: str) -> int:
        start = f'tickerd_rejections_total{{reason="{reason}"}} '
        lines = server.get("/metrics", server.operations)[2].splitlines()
        return next(int(line.removeprefix(start)) for line in lines if line.startswith(start))

    def test_an_address_is_counted_over_all_edges(self):
        server = self.serve(connections_per_ip=3)
        kept = [self.connect(server) for _ in range(3)]
        for connection in kept:
            self.assertEqual(self.ask(connection), "HTTP/1.1 200 OK")
        for _ in range(4):
            status, headers, body = server.get("/v1/rates")
            self.assertEqual(status, 429, body)
            self.assertEqual(headers["Retry-After"], "10")
        self.assertEqual(self.rejections(server, "ip"), 4)
        kept.pop().close()
        until(lambda: server.get("/v1/rates")[0] == 200, "the place of the one that left")

    def test_the_exempt_are_not_counted(self):
        server = self.serve(connections_per_ip=1, accept_rate=1, exempt=["127.0.0.0/8"])
        kept = [self.connect(server) for _ in range(5)]
        self.assertEqual({self.ask(connection) for connection in kept}, {"HTTP/1.1 200 OK"})

    def test_operations_are_reached_however_many_come(self):
        server = self.serve(accept_rate=1)
        statuses = {server.get("/v1/rates")[0] for _ in range(10)}
        self.assertIn(503, statuses)
        self.assertGreater(self.rejections(server, "accept_rate"), 0)
        for _ in range(5):
            self.assertEqual(server.get("/livez", server.operations)[0], 200)

    def test_no_limit_is_none(self):
        server = self.serve(target_bytes=0, header_bytes=0, idle_time="0s", pairs_per_subscription=0, control_rate=0)
        until(lambda: server.get("/readyz", server.operations)[0] == 200, "the peg's first value")
        status, _, body = server.get("/v1/rates?pairs=TMT/USD&" + "x" * 50_000)
        self.assertEqual(status, 200, body)


if __name__ == "__main__":
    unittest.main()

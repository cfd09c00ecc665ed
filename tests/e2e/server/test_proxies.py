"""Behind a real HAProxy: the clients are counted, not the proxy."""

import asyncio
import json
import pathlib
import socket
import subprocess
import unittest

import websockets

from case import Case
from tickerd import Tickerd, until

PEG = {"name": "tmt-peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}
#: Two clients of this host, whom their addresses tell apart.
FIRST, SECOND = "127.0.0.11", "127.0.0.12"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Proxies(Case):
    def serve(self, announce: bool) -> Tickerd:
        server = Tickerd({"pairs": ["TMT/USD"], "feeds": [PEG], "threads": 2,
                          "listen": {"address": "127.0.0.1", "port": 0, "proxy_protocol": announce},
                          "trusted_proxies": ["127.0.0.1"],
                          "limits": {"connections_per_ip": 1}}, folder=self.folder)
        self.addCleanup(server.__exit__)
        self.port = free_port()
        how = "send-proxy-v2 check-send-proxy" if announce else ""
        # A connection that it kept for later would be one of its client's.
        option = "http-server-close" if announce else "forwardfor"
        file = pathlib.Path(self.folder, "haproxy.cfg")
        file.write_text(f"""
global
  stats socket {self.folder}/haproxy.sock
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 30s
  timeout check 30s
  option {option}
listen tickerd
  bind 127.0.0.1:{self.port}
  option httpchk GET /readyz
  server one 127.0.0.1:{server.port} source 127.0.0.1 check inter 100ms fall 100 {how}
""")
        proxy = subprocess.Popen(["haproxy", "-db", "-f", str(file)], stderr=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL)
        self.addCleanup(proxy.wait)
        self.addCleanup(proxy.kill)
        until(lambda: self.get(SECOND)[0] == 200, "the proxy")
        return server

    def get(self, client: str) -> tuple[int, str]:
        """The status and body of /v1/rates for a client of that address."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 10, (client, 0)) as connection:
                connection.sendall(b"GET /v1/rates HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                answer = b""
                while more := connection.recv(65536):
                    answer += more
        except OSError:
            return 0, ""
        head, _, body = answer.decode().partition("\r\n\r\n")
        return int(head.split()[1]), body

    async def stream(self, client: str):
        return await websockets.connect(f"ws://127.0.0.1:{self.port}/v1/stream",
                                        local_addr=(client, 0))

    def check_counting(self):
        async def run():
            stream = await self.stream(FIRST)
            self.assertEqual(json.loads(await stream.recv())["type"], "hello")
            self.assertEqual(self.get(FIRST)[0], 429)
            self.assertEqual(self.get(SECOND)[0], 200)
            with self.assertRaises(websockets.exceptions.InvalidStatusCode) as refused:
                await self.stream(FIRST)
            self.assertEqual(refused.exception.status_code, 429)
            await stream.close()

        asyncio.run(run())
        until(lambda: self.get(FIRST)[0] == 200, "the place of the one that left")

    def test_clients_are_told_apart_by_x_forwarded_for(self):
        self.serve(announce=False)
        self.check_counting()

    def test_clients_are_told_apart_by_the_proxy_protocol(self):
        server = self.serve(announce=True)
        self.check_counting()
        # Who is no proxy, and does not say whom it is of.
        with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
            connection.sendall(b"GET /v1/rates HTTP/1.1\r\nHost: a\r\n\r\n")
            with self.assertRaises(ConnectionResetError):  # with what it sent unread
                connection.recv(100)


if __name__ == "__main__":
    unittest.main()

"""What TLS costs the server: a handshake, an idle connection, a delivered update.

usage: TICKERD_BINARY=... tls_cost.py [RUNS=5] [SUBSCRIBERS=1000] [UPDATES=100]

In the clear and over TLS, in turns, through the real program with one edge. A handshake is all from
the connection to the snapshot. CPU is the server's, from /proc; memory its resident set.
"""

import asyncio
import json
import os
import pathlib
import ssl
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e" / "server"))
from crowd import Crowd, allow_many_files
from reloading import Reloading
from test_tls import make_certificate

TOKEN = "correct-horse-battery-staple"
PAIRS = ["USD/KGS", "USD/KZT", "USD/TJS", "USD/UZS", "USD/TMT"]
TICK = os.sysconf("SC_CLK_TCK")


class Run:
    """One server and its crowd; `key` is the kind of its certificate, none for in the clear."""

    def __init__(self, key: str | None, subscribers: int, updates: int):
        self.subscribers, self.updates = subscribers, updates
        self.folder = tempfile.TemporaryDirectory()
        config = {"pairs": PAIRS, "threads": 1, "heartbeat": "60s", "max_jump_percent": 1000000,
                  "feeds": [{"kind": "pushed", "name": "desk", "token_env": "DESK_TOKEN"}]}
        self.tls = None
        if key:
            make_certificate(pathlib.Path(self.folder.name), key=key)
            config["tls"] = {"certificate": "server.pem", "key": "server.key"}
            self.tls = ssl.create_default_context()
            self.tls.check_hostname, self.tls.verify_mode = False, ssl.CERT_NONE
        self.server = Reloading(config, folder=self.folder.name, environment={"DESK_TOKEN": TOKEN})

    def cpu(self) -> float:
        fields = pathlib.Path(f"/proc/{self.server.process.pid}/stat").read_text().split()
        return (int(fields[13]) + int(fields[14])) / TICK

    async def push(self, number: int, reader, writer):
        body = json.dumps({"quotes": [{"pair": pair, "rate": f"{80 + number % 97 / 10:.1f}",
                                       "as_of": "2026-05-19"} for pair in PAIRS]}).encode()
        writer.write(b"POST /v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                     b"Authorization: Bearer " + TOKEN.encode() +
                     b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.lower().splitlines()
                      if line.startswith(b"content-length:"))
        await reader.readexactly(length)

    async def measure(self) -> dict:
        crowd = Crowd(self.tls)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port, ssl=self.tls)
        await self.push(0, reader, writer)
        cpu, resident = self.cpu(), self.server.resident()
        await crowd.come(self.server.port, self.subscribers)
        found = {"handshake, us": 1e6 * (self.cpu() - cpu) / self.subscribers,
                 "idle, KiB": (self.server.resident() - resident) / self.subscribers}
        cpu = self.cpu()
        for number in range(1, self.updates + 1):
            await self.push(number, reader, writer)
            while any(member.updates < number for member in crowd.members):
                await asyncio.sleep(0.005)
        messages = self.subscribers * self.updates
        found["update, us"] = 1e6 * (self.cpu() - cpu) / messages
        assert not crowd.problems(), crowd.problems()[:3]
        crowd.leave()
        writer.transport.abort()
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.kill()
        self.folder.cleanup()


def main():
    runs, subscribers, updates = (int(value) for value in (sys.argv[1:] + ["5", "1000", "100"])[:3])
    allow_many_files()
    kinds = {"in the clear": None, "TLS, ECDSA P-256": "ec", "TLS, RSA 2048": "rsa"}
    found = {name: [] for name in kinds}
    for _ in range(runs):
        for name, key in kinds.items():
            with Run(key, subscribers, updates) as run:
                found[name].append(asyncio.run(run.measure()))
    for what in ("handshake, us", "idle, KiB", "update, us"):
        for name, measured in found.items():
            values = sorted(one[what] for one in measured)
            print(f"{what:15} {name:18} {statistics.median(values):8.2f} "
                  f"({values[0]:.2f}-{values[-1]:.2f})")


if __name__ == "__main__":
    main()

"""Publishes through a server that does not make messages itself. Begins at SIGUSR2.

usage: publisher.py nchan|nats|tickerd PORT RATE

RATE is messages a second; 0: the next as soon as the server has taken the one before.
"""

import http.client
import json
import signal
import socket
import sys
import time

TOKEN = "a-token-of-a-bench-that-opens-one-door"


def timestamp() -> str:
    now = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03}Z"


def update(seq: int) -> bytes:
    """The update that the floor sends."""
    rate = {"pair": "AAA/USD", "rate": f"0.{11000 + seq % 997:06}", "change": "0.00000010",
            "change_pct": "0.08",
            "basis": {"kind": "previous_close", "rate": "0.011000", "as_of": "2026-05-18"},
            "as_of": "2026-05-19", "fetched_at": "2026-05-19T05:02:11.480Z", "source": "desk",
            "status": "live", "seq": seq}
    message = {"type": "update", "epoch": "e1", "seq": seq, "prev": seq - 1, "ts": timestamp(),
               "rates": [rate]}
    return json.dumps(message, separators=(",", ":")).encode()


class Posting:
    """One POST a message over one connection."""

    def __init__(self, port: int, path: str, headers, body):
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._path, self._headers, self._body = path, headers, body

    def publish(self, seq: int):
        self._connection.request("POST", self._path, self._body(seq), self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"answered {answer.status}: {text[:200]}")


class Nats:
    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")
        self._answers.readline()
        self._socket.sendall(b'CONNECT {"verbose":false}\r\n')

    def publish(self, seq: int):
        text = update(seq)
        self._socket.sendall(b"PUB rates %d\r\n%s\r\nPING\r\n" % (len(text), text))
        while (line := self._answers.readline()) != b"PONG\r\n":
            if line == b"PING\r\n":
                self._socket.sendall(b"PONG\r\n")
            elif not line:
                raise RuntimeError("the server closed the connection")


def quotes(seq: int) -> bytes:
    return json.dumps({"quotes": [{"pair": "AAA/USD", "rate": f"0.{11000 + seq % 997:06}",
                                   "as_of": "2026-05-19"}]}).encode()


def make(kind: str, port: int):
    if kind == "nats":
        return Nats(port)
    if kind == "nchan":
        return Posting(port, "/publish", {"Content-Type": "application/json"}, update)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    return Posting(port, "/v1/quotes", headers, quotes)


def main(kind: str, port: int, rate: float):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
    print(json.dumps({"port": port}), flush=True)
    signal.sigwait({signal.SIGUSR2})
    server = make(kind, port)
    due = time.monotonic()
    for seq in range(1, sys.maxsize):
        server.publish(seq)
        if rate > 0:
            due += 1 / rate
            time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))

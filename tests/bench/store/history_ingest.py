"""What keeping a history costs those who wait for a rate: the same stream of pushed quotes with the
history on and off, in turns, through the real program.

usage: TICKERD_BINARY=... history_ingest.py [SECONDS=60] [PAIRS_OF_RUNS=9] [RATES_PER_SECOND=5000]

A batch of 200 quotes is due every 200 / RATES_PER_SECOND seconds, whether or not the one before has
gone out; all times count from then. "answered" is when the push was: its batch is durable and was
handed to the edges. "received" is when a subscriber of all pairs has the last byte of its update.
"""

import datetime
import http.client
import json
import socket
import statistics
import sys
import threading
import time

from paths import PAIRS
from tickerd import Tickerd, until

TOKEN = "correct-horse-battery-staple"
CONFIG = {"pairs": PAIRS, "feeds": [{"kind": "pushed", "name": "desk", "token_env": "DESK_TOKEN"}]}
HEADERS = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}


def body(number: int) -> bytes:
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")[:-6] + "Z"
    return json.dumps({"quotes": [
        {"pair": pair, "rate": f"{100 + (number * 7 + place) % 97 / 100:.2f}", "as_of": now}
        for place, pair in enumerate(PAIRS)]}).encode()


class Subscriber:
    """Listens to all pairs and notes when each update was complete."""

    def __init__(self, port: int):
        self.received = []  # when, in order of the updates
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.sendall(b"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        self._rest = b""
        while b"event: snapshot" not in self._rest:
            self._rest += self._socket.recv(1 << 20)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self):
        while data := self._socket.recv(1 << 20):
            now = time.perf_counter()
            *events, self._rest = (self._rest + data).split(b"\n\n")
            self.received += [now for event in events if b"event: update" in event]

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()


class Run:
    """One server from its start to its end, and the latencies of all batches in milliseconds."""

    def __init__(self, history: bool, seconds: float, rate: float):
        self.history = history
        self.rounds = int(seconds * rate / len(PAIRS))
        self.answered = []
        config = CONFIG | {"history": {"enabled": history}}
        with Tickerd(config, environment={"DESK_TOKEN": TOKEN}) as server:
            subscriber = Subscriber(server.port)
            due = self._push_all(server.port, len(PAIRS) / rate)
            until(lambda: len(subscriber.received) >= self.rounds, "all updates")
            told = self.rounds * len(PAIRS) if history else 0
            until(lambda: self._count(server, "points_total") +
                  self._count(server, "dropped_points_total") >= told, "all points written")
            self.points = self._count(server, "points_total")
            self.dropped = self._count(server, "dropped_points_total")
            subscriber.close()
        assert len(subscriber.received) == self.rounds, len(subscriber.received)
        self.received = [(at - then) * 1000 for at, then in zip(subscriber.received, due)]

    def _push_all(self, port: int, interval: float) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        first = time.perf_counter() + interval
        due = [first + number * interval for number in range(self.rounds)]
        for number, at in enumerate(due):
            content = body(number)
            time.sleep(max(0.0, at - time.perf_counter()))
            connection.request("POST", "/v1/quotes", body=content, headers=HEADERS)
            answer = connection.getresponse()
            text = answer.read()
            self.answered.append((time.perf_counter() - at) * 1000)
            assert answer.status == 200, text
        connection.close()
        return due

    @staticmethod
    def _count(server: Tickerd, name: str) -> int:
        lines = server.get("/metrics", server.operations)[2].splitlines()
        found = [line for line in lines if line.startswith(f"tickerd_history_{name} ")]
        return int(float(found[0].split()[1])) if found else 0

    def __str__(self):
        history = f"on, {self.points} points, {self.dropped} dropped" if self.history else "off"
        return ", ".join(f"{what} p50 {percentile(values, 0.5):.2f} p99 {percentile(values, 0.99):.2f} "
                         f"max {max(values):.1f} ms" for what, values in
                         (("answered", self.answered), ("received", self.received))) + (
                             f"; {self.rounds} batches, history {history}")


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main():
    given = [float(text) for text in sys.argv[1:]]
    seconds, count, rate = given + [60, 9, 5000][len(given):]
    runs = {True: [], False: []}
    for number in range(int(count)):
        for history in ((True, False) if number % 2 == 0 else (False, True)):
            runs[history].append(Run(history, seconds, rate))
            print(runs[history][-1], flush=True)
    for what in ("answered", "received"):
        for share in (0.5, 0.99):
            on, off = ([percentile(getattr(run, what), share) for run in runs[history]]
                       for history in (True, False))
            ratio = statistics.median(one / other for one, other in zip(on, off))
            print(f"{what} p{share * 100:.0f}: on {statistics.median(on):.2f} ms, off "
                  f"{statistics.median(off):.2f} ms, on/off {ratio:.2f} (medians of {len(on)})")
    kept, dropped = (sum(getattr(run, name) for run in runs[True]) for name in ("points", "dropped"))
    print(f"{kept} of {sum(run.rounds for run in runs[True]) * len(PAIRS)} points kept, {dropped} dropped")


if __name__ == "__main__":
    main()

"""What keeping a history costs those who wait for a rate: the same stream of pushed quotes with the
history on and off, in turns, through the real program.

usage: TICKERD_BINARY=... history_ingest.py [SECONDS=60] [RUNS=9] [RATES_PER_SECOND=5000]

A push is answered once its batch is durable and went out, so the time it takes is the publish
latency. One subscriber of all pairs listens meanwhile.
"""

import datetime
import http.client
import json
import pathlib
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e" / "server"))
from tickerd import Tickerd  # noqa: E402

PAIRS = [f"{chr(65 + i // 26)}{chr(65 + i % 26)}X/USD" for i in range(200)]
TOKEN = "correct-horse-battery-staple"


def body(round_number: int) -> bytes:
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")[:-6] + "Z"
    return json.dumps({"quotes": [
        {"pair": pair, "rate": f"{100 + (round_number * 7 + place) % 97 / 100:.2f}", "as_of": now}
        for place, pair in enumerate(PAIRS)]}).encode()


def run(history: bool, seconds: float, rate: float) -> tuple[list[float], dict]:
    """The latencies of all pushes in milliseconds, and what the metrics say in the end."""
    config = {"pairs": PAIRS, "history": {"enabled": history},
              "feeds": [{"kind": "pushed", "name": "desk", "token_env": "DESK_TOKEN"}]}
    with Tickerd(config, environment={"DESK_TOKEN": TOKEN}) as server:
        subscriber = subprocess.Popen(
            ["curl", "-sN", f"http://127.0.0.1:{server.port}/v1/events"], stdout=subprocess.DEVNULL)
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        interval = len(PAIRS) / rate
        latencies = []
        due = time.perf_counter()
        for round_number in range(int(seconds / interval)):
            content = body(round_number)
            time.sleep(max(0.0, due - time.perf_counter()))
            begin = time.perf_counter()
            connection.request("POST", "/v1/quotes", body=content, headers=headers)
            answer = connection.getresponse()
            text = answer.read()
            latencies.append((time.perf_counter() - begin) * 1000)
            assert answer.status == 200, text
            due = max(due + interval, time.perf_counter() - 1)
        metrics = dict(line.rsplit(" ", 1) for line in
                       server.get("/metrics", server.operations)[2].splitlines()
                       if line.startswith("tickerd_history"))
        subscriber.kill()
        subscriber.wait()
        return latencies, metrics


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main():
    seconds, runs, rate = (float(text) for text in (sys.argv[1:] + ["60", "9", "5000"][len(sys.argv) - 1:]))
    ratios = []
    for number in range(int(runs)):
        p99 = {}
        for history in ((True, False) if number % 2 == 0 else (False, True)):
            latencies, metrics = run(history, seconds, rate)
            p99[history] = percentile(latencies, 0.99)
            print(f"history {'on ' if history else 'off'}: {len(latencies)} batches, "
                  f"p50 {percentile(latencies, 0.5):.2f} ms, p99 {p99[history]:.2f} ms, {metrics}",
                  flush=True)
        ratios.append(p99[True] / p99[False])
        print(f"p99 on/off {ratios[-1]:.2f}", flush=True)
    print(f"median of {len(ratios)}: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()

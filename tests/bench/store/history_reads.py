"""How long `GET /v1/history` takes for a pair and year, asked of the real program beside the file that
history_year made.

usage: TICKERD_BINARY=... history_reads.py FOLDER [PAIR=AAX/USD] [TIMES=21]

Every question is a connection of its own, read to its end. Before each kind of question the system
forgets the file, so the first has to come from the disk where the program itself kept nothing of it.
"""

import http.client
import os
import pathlib
import statistics
import sys
import time

import paths  # noqa: F401
from tickerd import Tickerd

YEAR = "from=2025-05-19&to=2026-05-18"
QUESTIONS = {
    "1h, a page of JSON": "interval=1h&limit=10000",
    "1h, CSV": "interval=1h&format=csv",
    "1d, a page of JSON": "interval=1d",
    "1d, CSV": "interval=1d&format=csv",
}


def ask(port: int, path: str, headers: dict) -> tuple[float, bytes]:
    """How many milliseconds the answer took, and its body."""
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - begin) * 1000
    connection.close()
    assert answer.status == 200, body
    return took, body


def forget(file: pathlib.Path):
    """Has the system drop the pages of a file that it keeps in memory."""
    descriptor = os.open(file, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def main():
    folder, pair, times = (sys.argv[1:] + ["AAX/USD", "21"][max(0, len(sys.argv) - 2):])
    config = {"pairs": [pair], "data_dir": folder,
              "feeds": [{"kind": "pushed", "name": "desk", "token_env": "DESK_TOKEN"}]}
    with Tickerd(config, environment={"DESK_TOKEN": "correct-horse-battery-staple"}) as server:
        for name, question in QUESTIONS.items():
            for coding in ("identity", "gzip"):
                forget(pathlib.Path(folder) / "history.sqlite")
                path = f"/v1/history?pair={pair}&{YEAR}&{question}"
                answers = [ask(server.port, path, {"Accept-Encoding": coding})
                           for _ in range(int(times))]
                took = [each for each, _ in answers]
                print(f"{name}, {coding}: {len(answers[0][1])} bytes, "
                      f"median {statistics.median(took):.1f} ms, first {took[0]:.1f}, "
                      f"slowest {max(took):.1f}", flush=True)


if __name__ == "__main__":
    main()

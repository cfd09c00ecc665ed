"""How many points a second `tickerd import` reads, of a file as `tickerd export` writes it.

usage: TICKERD_BINARY=... import_speed.py [POINTS=2000000]

200 pairs at one rate a minute, sorted by time; the folder is a new one.
"""

import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import paths
from tickerd import BINARY


def write_points(file: pathlib.Path, count: int):
    begin = datetime.datetime(2026, 1, 1)
    with open(file, "w", encoding="ascii") as out:
        out.write("pair,as_of,value_date,rate,source,published_at,seq\n")
        for minute in range(count // len(paths.PAIRS)):
            at = begin + datetime.timedelta(minutes=minute)
            text = at.strftime("%Y-%m-%dT%H:%M:00.000Z")
            for place, pair in enumerate(paths.PAIRS):
                rate = f"{100 + (minute * 7 + place * 13) % 9973 / 10000:.4f}"
                out.write(f"{pair},{text},{text[:10]},{rate},stream,{text},{minute + 1}\n")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_points(folder / "points.csv", count)
        config = {"pairs": ["KZT/USD"], "data_dir": str(folder / "data"), "feeds": [{"preset": "nbk"}]}
        (folder / "tickerd.json").write_text(json.dumps(config))
        begin = time.perf_counter()
        done = subprocess.run([BINARY, "import", "--config", str(folder / "tickerd.json"),
                               str(folder / "points.csv")], capture_output=True, text=True)
        took = time.perf_counter() - begin
        assert done.returncode == 0, done.stderr
        print(done.stderr.strip())
        size = sum(file.stat().st_size for file in (folder / "data").iterdir())
        print(f"{count / took:.0f} points a second; {(folder / 'points.csv').stat().st_size / 1e6:.0f} MB "
              f"became {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()

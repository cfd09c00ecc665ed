"""Compares the fan-out with the floor and with peers, in turns, and writes a table.

Pins servers to one core and the load to another. Keeps only runs between two of the reference that
agree: a virtual machine changes its speed every so often.
"""

import argparse
import contextlib
import pathlib
import signal
import sys

import report
from measuring import Bench, Failed
from rows import all_rows
from servers import all_servers

ROOT = pathlib.Path(__file__).resolve().parents[4]


def read_options():
    parser = argparse.ArgumentParser(prog="compare.sh", description=__doc__)
    parser.add_argument("--only", action="append", metavar="ROW", help="this row (repeatable)")
    parser.add_argument("--subjects", metavar="A,B", help="these servers; the reference runs anyway")
    parser.add_argument("--quick", action="store_true",
                        help="a tenth of the connections, a second, one pair: only whether it works")
    parser.add_argument("--pairs", type=int, default=5, help="how many have to count (5)")
    parser.add_argument("--limit", type=int, default=15, help="and after how many to stop (15)")
    parser.add_argument("--seconds", type=float,
                        help="how long each run is measured (6): a short pair more often has one speed")
    parser.add_argument("--agreement", type=float, default=0.10,
                        help="how far two runs of the reference may be apart (0.10)")
    parser.add_argument("--poll", choices=("busy", "block"), default="busy")
    parser.add_argument("--hold", type=float, default=600, help="seconds of the idle herd (600)")
    parser.add_argument("--patience", type=float, default=60,
                        help="seconds to wait for a quiet machine before each run (60)")
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--load-core", type=int, default=1)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/bench")
    parser.add_argument("--out", type=pathlib.Path, help="default: fanout.md in the build")
    parser.add_argument("--list", action="store_true", help="the rows and the servers; nothing runs")
    options = parser.parse_args()
    options.out = options.out or options.build / "fanout.md"
    if options.quick:
        options.pairs, options.patience = 1, 0
    return options


def say(text: str):
    print(text, flush=True)


def runs_there(row, servers) -> list:
    """The row's subjects whose programs are there; says what is missing, once."""
    there = []
    for case in row.subjects:
        missing = servers[case.server].missing()
        if missing is None:
            there.append(case)
        else:
            say(f"  {case.label()}: missing. {missing}")
    return there


def measure(row, bench: Bench, servers, wanted) -> str | None:
    """The row's part of the report; None when nothing could be measured."""
    say(f"{row.name}: {row.title}")
    subjects = [case for case in runs_there(row, servers) if not wanted or case.server in wanted]
    if not subjects:
        return None
    try:
        method = bench.alternate if row.reference else bench.repeat
        results = method(row, subjects)
    except (Failed, RuntimeError, OSError) as error:
        say(f"  left out: {error}")
        return None
    text = report.section(row, results)
    say("\n" + text)
    return text


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers are ended on the way out
    options = read_options()
    servers = all_servers(options.build)
    rows = all_rows(options.hold)
    if options.list:
        for row in rows:
            say(f"{row.name:18} {row.title}")
        for server in servers.values():
            say(f"{server.name:18} {server.missing() or 'is there'}")
        return 0
    names = [row.name for row in rows]
    if unknown := set(options.only or []) - set(names):
        say(f"no such row: {', '.join(sorted(unknown))}. There are: {', '.join(names)}")
        return 64
    wanted = set(options.subjects.split(",")) if options.subjects else None
    program = options.build / "tests/bench/fanout/tickerd-bench"
    bench = Bench(program, servers, options, say)
    texts = []
    for row in rows:
        if options.only and row.name not in options.only:
            continue
        if text := measure(row, bench, servers, wanted):
            texts.append(text)
            options.out.write_text("\n".join([report.head(options), *texts]))
    say(f"written: {options.out}" if texts else "nothing was measured")
    return 0 if texts else 1


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
    sys.exit(130)

"""Whether the load judges rightly: a floor that does its work, and one that leaves a message out.

usage: BENCH_PROGRAMS=... python3 -m unittest bench_test
"""

import contextlib
import json
import os
import pathlib
import subprocess
import unittest

PROGRAMS = pathlib.Path(os.environ.get("BENCH_PROGRAMS", "."))
SUBSCRIBERS = 50


@contextlib.contextmanager
def floor(*arguments):
    """A running floor: its port and process."""
    command = [PROGRAMS / "tickerd-bench-floor", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            yield json.loads(process.stdout.readline())["port"], process.pid
        finally:
            process.kill()


def load(port: int, pid: int, *arguments) -> dict:
    command = [PROGRAMS / "tickerd-bench", "--port", str(port), "--server-pid", str(pid),
               "--connections", str(SUBSCRIBERS), "--poll", "block", "--warm-up", "0.2",
               "--seconds", "1", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    return json.loads(done.stdout)


class Load(unittest.TestCase):
    def test_a_floor_without_faults_has_none(self):
        with floor("--rate", "50") as (port, pid):
            outcome = load(port, pid)
        self.assertEqual(set(outcome["faults"].values()), {0}, outcome)
        window = outcome["window"]
        self.assertGreater(window["messages"], 0)
        self.assertEqual(window["rates"], window["messages"])
        self.assertGreater(window["us_per_message"], 0)
        self.assertGreater(window["longest_ms"], 0)
        self.assertEqual(outcome["connections"]["at_end"], SUBSCRIBERS)

    def faults_of(self, fault: str) -> dict:
        with floor("--rate", "50", "--fault", fault) as (port, pid):
            outcome = load(port, pid)
        return {name: count for name, count in outcome["faults"].items() if count}

    def test_a_message_that_is_left_out_is_a_gap(self):
        self.assertEqual(self.faults_of("skip"), {"gaps": 1})

    def test_a_message_that_comes_twice_goes_back(self):
        self.assertEqual(self.faults_of("repeat"), {"gaps": 1, "reorderings": 1})

    def test_a_torn_message_is_malformed(self):
        self.assertEqual(self.faults_of("tear"), {"malformed": 1, "disconnects": 1})

    def test_a_connection_that_ends_is_seen(self):
        self.assertEqual(self.faults_of("hang-up"), {"disconnects": 1})


if __name__ == "__main__":
    unittest.main()

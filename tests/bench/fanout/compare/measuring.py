"""Runs cases: one by one, or in turns with a reference."""

import dataclasses
import json
import statistics
import subprocess
import time

from processes import precedence, wait_until_quiet


class Failed(Exception):
    """A run that gave no numbers."""


def value_at(outcome: dict, path: str):
    """The number at "window.us_per_message"; None where there is none."""
    for name in path.split("."):
        outcome = outcome.get(name) if outcome else None
    return outcome


@dataclasses.dataclass
class Pair:
    """A subject's run between two of the reference."""
    before: dict
    run: dict
    after: dict

    def agrees(self, path: str, within: float) -> bool:
        first, second = value_at(self.before, path), value_at(self.after, path)
        return bool(first and second) and abs(first / second - 1) <= within

    def ratio(self, measure) -> float | None:
        path = measure.reference_path or measure.path
        subject = value_at(self.run, measure.path)
        first, second = value_at(self.before, path), value_at(self.after, path)
        if subject is None or not first or not second:
            return None
        return subject / statistics.mean([first, second])


class Bench:
    def __init__(self, program, servers: dict, options, say):
        self._program, self._servers, self._options, self._say = program, servers, options, say

    def run(self, case) -> dict:
        """The load's JSON of one run of a case."""
        options, server = self._options, self._servers[case.server]
        wait_until_quiet(options.patience, self._say)
        with server.run(case.flow, (options.server_core, options.load_core)) as running:
            command = [self._program, "--port", running.port, "--server-pid", running.pid,
                       "--transport", case.transport or server.transports[0],
                       *server.load_arguments, *self._scaled(case.load)]
            if "--poll" not in command:
                command += ["--poll", options.poll]
            if running.publisher:
                command += ["--trigger-pid", running.publisher]
            done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                                  preexec_fn=precedence(options.load_core), check=False)
        if done.returncode:
            why = (done.stderr or done.stdout).strip().splitlines()
            raise Failed(f"{case.label()}: {why[0] if why else done.returncode}")
        return json.loads(done.stdout)

    def _scaled(self, load) -> list:
        """As long as it was asked for; fewer and shorter, when it has to be quick."""
        scaled = list(load)
        for at, word in enumerate(scaled):
            if word == "--seconds" and self._options.seconds:
                scaled[at + 1] = self._options.seconds
            if not self._options.quick:
                continue
            if word == "--connections":
                scaled[at + 1] = max(50, scaled[at + 1] // 10)
            elif word in ("--seconds", "--hold"):
                scaled[at + 1] = min(scaled[at + 1], 1)
        return scaled

    def alternate(self, row, subjects) -> dict:
        """R S1 R S2 R ... S1 R: pairs by the subject's label, those that count first.

        A pair counts when the runs of the reference beside it agree: the machine had one speed.
        """
        options = self._options
        path = row.measures[0].reference_path or row.measures[0].path
        kept = {case.label(): [] for case in subjects}
        tried = dict.fromkeys(kept, 0)
        open_cases = list(subjects)
        before = self.run(row.reference)
        while open_cases:
            for case in list(open_cases):
                label = case.label()
                try:
                    run = self.run(case)
                except (Failed, RuntimeError, OSError) as error:
                    self._say(f"  {label}: left out: {error}")
                    open_cases.remove(case)
                    continue
                after = self.run(row.reference)
                pair = Pair(before, run, after)
                before = after
                tried[label] += 1
                agrees = options.quick or pair.agrees(path, options.agreement)
                if agrees:
                    kept[label].append(pair)
                self._tell(row, label, pair, agrees)
                if len(kept[label]) >= options.pairs or tried[label] >= options.limit:
                    open_cases.remove(case)
        return {label: (pairs, tried[label]) for label, pairs in kept.items()}

    def repeat(self, row, subjects) -> dict:
        """Runs without a reference, by the subject's label."""
        runs = {case.label(): [] for case in subjects}
        for case in subjects:
            times = 1 if "--hold" in case.load else self._options.pairs
            for _ in range(times):
                try:
                    runs[case.label()].append(self.run(case))
                except (Failed, RuntimeError, OSError) as error:
                    self._say(f"  {case.label()}: left out: {error}")
                    break
                time.sleep(0.2)
        return runs

    def _tell(self, row, label: str, pair: Pair, agrees: bool):
        measure = row.measures[0]
        ratio, foreign = pair.ratio(measure), value_at(pair.run, "window.foreign_share")
        numbers = [value_at(one, path) for one, path in (
            (pair.before, measure.reference_path or measure.path), (pair.run, measure.path),
            (pair.after, measure.reference_path or measure.path))]
        shown = " ".join("-" if number is None else f"{number:.3g}" for number in numbers)
        said = "none" if ratio is None else f"{ratio:.3f}"
        note = "" if agrees else ", the machine changed its speed: not counted"
        self._say(f"  {label}: {said} ({shown}; foreign CPU {foreign or 0:.0%}{note})")

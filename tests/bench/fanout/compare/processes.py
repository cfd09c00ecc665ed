"""Programs pinned to a core, in sessions of their own at the scheduler's highest priority."""

import json
import os
import signal
import subprocess
import tempfile
import time


def precedence(core: int):
    """What a child does before it becomes its program. Nice values count within a session only."""
    def prepare():
        os.sched_setaffinity(0, {core})
        try:
            with open("/proc/self/autogroup", "w") as group:
                group.write("-20")
        except OSError:
            pass  # not permitted: the machine's other work is noise then
    return prepare


class Program:
    """A running server or publisher; a context manager that ends it."""

    def __init__(self, command, core: int, environment=None):
        self._log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=self._log,
            env=os.environ | (environment or {}), start_new_session=True,
            preexec_fn=precedence(core))

    @property
    def pid(self) -> int:
        return self.process.pid

    def said_port(self) -> int:
        """The port on the first line of output: {"port": 1234}."""
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(self.why_not("it ended at its start"))
        return json.loads(line)["port"]

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def why_not(self, what: str) -> str:
        """What happened, with the last line that the program wrote about it."""
        self._log.seek(0)
        said = self._log.read().decode(errors="replace").strip().splitlines()
        return f"{self.process.args[0]}: {what}" + (f": {said[-1]}" if said else "")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self._log.close()


def busy_share(seconds: float) -> float:
    """How much of all cores was used, measured for so long."""
    def ticks():
        with open("/proc/stat") as stat:
            user, nice, system, idle, wait, irq, soft = map(int, stat.readline().split()[1:8])
        return user + nice + system + irq + soft, idle + wait
    busy, idle = ticks()
    time.sleep(seconds)
    busy_then, idle_then = ticks()
    spent = busy_then - busy
    return spent / max(spent + idle_then - idle, 1)


def wait_until_quiet(limit: float, say) -> None:
    """Until the machine does next to nothing, or for so many seconds."""
    deadline = time.monotonic() + limit
    while (share := busy_share(0.3)) > 0.08:
        if time.monotonic() > deadline:
            if limit > 0:
                say(f"  the machine is not quiet: {share:.0%} of its cores is used")
            return
        time.sleep(0.5)

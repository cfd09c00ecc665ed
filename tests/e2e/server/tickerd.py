"""Runs the real program: a configuration in, its ports out."""

import asyncio
import http.client
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

import websockets

BINARY = os.environ.get("TICKERD_BINARY", "")
DATA = pathlib.Path(__file__).resolve().parents[2] / "data"
FIVE = ["KGS/USD", "KZT/USD", "TJS/USD", "UZS/USD", "TMT/USD"]
#: Sanitizers slow a start down; nothing here measures speed.
PATIENCE = 30.0


def payload(name: str) -> bytes:
    """The recorded answer of a bank: "nbk/get_rates_2026-04-01.xml"."""
    return (DATA / name).read_bytes()


def until(condition, what: str, limit: float = PATIENCE):
    """Polls `condition` until it gives something true, and returns that."""
    deadline = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {limit:.0f} s")
        time.sleep(0.03)


class Tickerd:
    """One running server. A context manager: leaving it ends the server.

    `subcommand` is another one than "serve" that serves, with its own arguments.
    """

    def __init__(self, config: dict | None = None, folder: str | None = None, arguments=(),
                 subcommand=("serve",), environment: dict | None = None):
        self.subcommand = list(subcommand)
        self.environment = environment or {}
        self._own = tempfile.TemporaryDirectory() if folder is None else None
        self.folder = pathlib.Path(folder or self._own.name)
        self.config = config
        self.arguments = list(arguments)
        self.start()

    def start(self):
        ports_file = self.folder / "ports.json"
        ports_file.unlink(missing_ok=True)
        command = [BINARY, *self.subcommand, "--ports-file", str(ports_file)]
        if self.config is not None:
            config = {
                "listen": {"address": "127.0.0.1", "port": 0},
                "operations": {"address": "127.0.0.1", "port": 0},
                "data_dir": str(self.folder / "data"),
                "threads": 2,
            } | self.config
            (self.folder / "tickerd.json").write_text(json.dumps(config))
            command += ["--config", str(self.folder / "tickerd.json")]
        self._log = open(self.folder / "log.txt", "ab")
        self.process = subprocess.Popen(command + self.arguments, stderr=self._log,
                                        env=os.environ | self.environment)
        until(lambda: ports_file.exists() or self.process.poll() is not None, "ports file")
        if self.process.poll() is not None:
            raise AssertionError(f"tickerd ended with {self.process.returncode}: {self.log()}")
        ports = until(lambda: json.loads(ports_file.read_text() or "null"), "ports")
        self.port, self.operations = ports["listen"], ports["operations"]

    def command(self, *arguments) -> subprocess.CompletedProcess:
        """Runs a subcommand that asks this server, which listens on the ports of its choice."""
        ports = ["--set", f"listen.port={self.port}", "--set", f"operations.port={self.operations}"]
        config = ["--config", str(self.folder / "tickerd.json")]
        return subprocess.run([BINARY, *arguments, *config, *ports], capture_output=True, text=True,
                              timeout=60, env=os.environ | self.environment)

    def log(self) -> str:
        return (self.folder / "log.txt").read_text()

    def get(self, path: str, port: int | None = None, headers=None):
        """The status, headers and body of one GET."""
        return self.ask("GET", path, port, headers=headers)

    def ask(self, method: str, path: str, port: int | None = None, body=None, headers=None):
        """The status, headers and body of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def json(self, path: str, port: int | None = None):
        return json.loads(self.get(path, port)[2])

    def rates(self, query: str = "") -> dict:
        """The board by pair."""
        return {rate["pair"]: rate for rate in self.json("/v1/rates" + query)["rates"]}

    def wait_for(self, pair: str, **fields) -> dict:
        """The rate of `pair` once its fields are those given."""

        def there():
            rate = self.rates().get(pair)
            return rate if rate and all(rate[k] == v for k, v in fields.items()) else None

        return until(there, f"{pair} with {fields}; log:\n{self.log()[-2000:]}")

    def feed(self, name: str) -> dict:
        """What health says of one feed."""
        return self.json("/healthz", self.operations)["checks"][f"feed:{name}"][0]

    def wait_for_failure(self, name: str) -> str:
        """What health says is wrong with a feed, once something is."""
        return until(
            lambda: self.feed(name).get("output") if self.feed(name)["status"] != "pass" else None,
            f"failure of {name}",
        )

    def listen(self, query: str = "", messages: int = 2, limit: float = PATIENCE, after=None):
        """The first messages of a WebSocket subscriber; `after` runs once it has its snapshot."""

        async def run():
            url = f"ws://127.0.0.1:{self.port}/v1/stream{query}"
            heard = []
            async with websockets.connect(url) as socket:
                while len(heard) < messages:
                    heard.append(json.loads(await asyncio.wait_for(socket.recv(), limit)))
                    if after and heard[-1]["type"] == "snapshot":
                        await asyncio.to_thread(after)
            return heard

        return asyncio.run(run())

    def is_sanitized(self) -> bool:
        """Whether it was built with a sanitizer, which takes memory and time of its own."""
        program = pathlib.Path(f"/proc/{self.process.pid}/exe").read_bytes()
        return b"__asan_init" in program or b"__tsan_init" in program

    def files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def resident(self) -> int:
        """Its memory, in KiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def kill(self):
        """kill -9."""
        self.process.kill()
        self.process.wait()
        self._log.close()

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        self.process.terminate()
        return self.ended()

    def ended(self) -> int:
        """Waits for the end that was asked for; returns the exit code."""
        code = self.process.wait(PATIENCE)
        self._log.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
        if self._own:
            self._own.cleanup()

"""The servers that are compared: whether they are there, how they are started."""

import contextlib
import dataclasses
import json
import pathlib
import shutil
import socket
import tempfile
import time

from processes import Program
from publisher import TOKEN

HERE = pathlib.Path(__file__).resolve().parent
PEERS = HERE.parent / "peers"
NCHAN = pathlib.Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
WS_VERSION = "8.23.0"


@dataclasses.dataclass
class Flow:
    """How a server is to publish."""
    saturated: bool = False
    rate: float = 10.0
    arguments: tuple = ()  # more, for the programs of ours

    def as_arguments(self) -> list:
        pace = ["--saturated"] if self.saturated else ["--rate", self.rate]
        return [*pace, *self.arguments]

    def publisher_rate(self) -> float:
        return 0.0 if self.saturated else self.rate


@dataclasses.dataclass
class Running:
    """A started server, as the load has to know it."""
    port: int
    pid: int
    publisher: int = 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(is_there, program: Program, limit: float = 20.0):
    deadline = time.monotonic() + limit
    while not is_there():
        if program.has_ended() or time.monotonic() > deadline:
            raise RuntimeError(program.why_not("it did not start"))
        time.sleep(0.05)


def listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    return False


def filled(name: str, folder: str, **values) -> pathlib.Path:
    """A configuration of peers/ with its @PLACES@ filled in."""
    text = (PEERS / name).read_text()
    for place, value in ({"FOLDER": folder} | values).items():
        text = text.replace(f"@{place}@", str(value))
    file = pathlib.Path(folder) / name
    file.write_text(text)
    return file


class Server:
    """One that makes its messages itself and has the floor's command line."""
    transports = ("websocket",)
    load_arguments = ()

    def __init__(self, name: str, command, arguments=(), needs=None, missing: str = ""):
        self.name, self.command, self.arguments = name, list(command), list(arguments)
        self.needs, self._missing = pathlib.Path(needs or command[0]), missing

    def missing(self) -> str | None:
        """What has to be installed or built first."""
        return None if self.needs.exists() else self._missing

    @contextlib.contextmanager
    def run(self, flow: Flow, cores):
        command = [*self.command, "--port", 0, *flow.as_arguments(), *self.arguments]
        with Program(command, cores[0]) as server:
            yield Running(server.said_port(), server.pid)


class Published(Server):
    """One that needs a publisher; `kind` is publisher.py's."""
    kind = ""

    @contextlib.contextmanager
    def run(self, flow: Flow, cores):
        with tempfile.TemporaryDirectory() as folder, self.start(folder, cores[0]) as started:
            server, port, door = started
            command = ["/usr/bin/python3", HERE / "publisher.py", self.kind, door,
                       flow.publisher_rate()]
            with Program(command, cores[1]) as publisher:
                publisher.said_port()
                yield Running(port, server.pid, publisher.pid)

    def start(self, folder: str, core: int):
        raise NotImplementedError


class Nchan(Published):
    kind = "nchan"
    transports = ("websocket", "sse")

    @contextlib.contextmanager
    def start(self, folder, core):
        port = free_port()
        config = filled("nginx.conf", folder, PORT=port)
        with Program([*self.command, "-p", folder, "-c", config], core) as server:
            wait_for(lambda: listens(port), server)
            yield server, port, port


class Nats(Published):
    kind = "nats"
    transports = ("nats",)
    load_arguments = ("--path", "rates")

    @contextlib.contextmanager
    def start(self, folder, core):
        port, door = free_port(), free_port()
        config = filled("nats.conf", folder, PORT=port, CLIENT_PORT=door)
        with Program([*self.command, "-c", config], core, {"GOMAXPROCS": "1"}) as server:
            wait_for(lambda: listens(port), server)
            yield server, port, door


class Tickerd(Published):
    """The whole program, fed by POST /v1/quotes."""
    kind = "tickerd"
    transports = ("websocket", "sse")

    @contextlib.contextmanager
    def start(self, folder, core):
        root = pathlib.Path(folder)
        config, ports = root / "tickerd.json", root / "ports.json"
        config.write_text(json.dumps({
            "listen": {"address": "127.0.0.1", "port": 0},
            "operations": {"address": "127.0.0.1", "port": 0},
            "data_dir": str(root / "data"), "threads": 1, "pairs": ["AAA/USD"],
            "feeds": [{"kind": "pushed", "name": "desk", "token_env": "BENCH_TOKEN"}]}))
        command = [*self.command, "serve", "--ports-file", ports, "--config", config]
        with Program(command, core, {"BENCH_TOKEN": TOKEN}) as server:
            wait_for(ports.exists, server)
            port = json.loads(ports.read_text())["listen"]
            yield server, port, port


class Ws(Server):
    """The module is looked for beside the program: so this is copied to where it is installed."""

    @contextlib.contextmanager
    def run(self, flow: Flow, cores):
        shutil.copy(PEERS / "ws_server.mjs", self.command[1])
        with super().run(flow, cores) as running:
            yield running


def all_servers(build: pathlib.Path) -> dict:
    """By name; `build` is where the preset `bench` was built."""
    programs = build / "tests/bench/fanout"
    ours = "cmake --preset bench && cmake --build --preset bench"
    packages = "apt-get install --no-install-recommends "
    node = pathlib.Path(shutil.which("node") or "/usr/bin/node")
    peers = build / "peers"
    nginx = packages + "nginx libnginx-mod-nchan"
    floor, edge = programs / "tickerd-bench-floor", programs / "tickerd-bench-edge"
    ws = f"npm install --prefix {peers} --no-save --no-audit --no-fund ws@{WS_VERSION}"
    servers = [
        Server("floor", [floor], missing=ours),
        Server("floor-together", [floor], ["--together"], missing=ours),
        Server("edge", [edge], missing=ours),
        Server("edge-no-ring", [edge], ["--no-ring"], missing=ours),
        Tickerd("tickerd", [build / "server/app/tickerd"], missing=ours),
        Nchan("nchan", ["/usr/sbin/nginx"], needs=NCHAN, missing=nginx),
        Nats("nats", [shutil.which("nats-server") or "/usr/sbin/nats-server"],
             missing=packages + "nats-server"),
        Ws("ws", [node, peers / "ws_server.mjs"], needs=peers / "node_modules/ws", missing=ws),
        Server("beast", [programs / "tickerd-bench-beast"], missing=ours),
    ]
    named = {server.name: server for server in servers}
    for name in ("edge", "edge-no-ring"):
        named[name].transports = ("websocket", "sse")
    return named

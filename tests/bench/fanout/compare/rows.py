"""What is compared: the rows of the table, each with its load and its bars."""

import dataclasses

from servers import Flow

SECONDS = 6


@dataclasses.dataclass
class Measure:
    """One number of a run, as a ratio to the reference's or as it stands."""
    title: str
    path: str           # in the load's JSON: "window.us_per_message"
    bar: float | None = None
    at_least: bool = False      # the bar is the least, not the most
    is_ratio: bool = True
    reference_path: str = ""    # of the reference, when it is another
    unit: str = ""


@dataclasses.dataclass
class Case:
    """A server under a load. A row's reference is one, and each of its subjects."""
    server: str
    flow: Flow
    load: list
    transport: str = ""  # empty: the server's first

    def label(self) -> str:
        return f"{self.server} ({self.transport})" if self.transport else self.server


@dataclasses.dataclass
class Row:
    name: str
    title: str
    measures: list
    subjects: list  # cases
    reference: Case | None = None


def load(connections: int, seconds=SECONDS, *more) -> list:
    return ["--connections", connections, "--seconds", seconds, *more]


def each(servers, flow: Flow, arguments: list) -> list:
    return [Case(server, flow, arguments) for server in servers]


PEERS = ["nchan", "ws", "beast", "nats"]
CPU = "window.us_per_message"


def cpu(bar: float | None, **more) -> Measure:
    return Measure("CPU per delivered message", CPU, bar, unit="us", **more)


def fanout_rows() -> list:
    flat_out, steady = Flow(saturated=True), Flow(rate=10)
    thousand, ten_thousand = load(1_000), load(10_000)
    sixteen = Flow(saturated=True, arguments=("--per-flush", 16))
    per_batch = Measure("CPU per delivered batch", "window.us_per_rate", 0.12,
                        reference_path=CPU, unit="us")
    latency = Measure("p99 delivery latency", "window.p99_ms", 0.95, unit="ms")
    last = Measure("share of clients that are always last", "fairness.always_last_share", 0.0,
                   is_ratio=False)
    no_ring = ["edge-no-ring"]
    return [
        Row("saturated", "1,000 subscribers, back to back", [cpu(0.92)],
            each(["floor-together", "edge", *PEERS], flat_out, thousand),
            Case("floor", flat_out, thousand)),
        Row("steady", "10,000 subscribers, 10 messages a second", [cpu(0.90), latency, last],
            each(["floor-together", "edge", "tickerd", *PEERS], steady, ten_thousand),
            Case("floor", steady, ten_thousand)),
        Row("saturated-no-ring", "1,000 subscribers, back to back, io_uring refused", [cpu(1.05)],
            each(no_ring, flat_out, thousand), Case("floor", flat_out, thousand)),
        Row("steady-no-ring", "10,000 subscribers, 10 messages a second, io_uring refused",
            [cpu(1.05)], each(no_ring, steady, ten_thousand), Case("floor", steady, ten_thousand)),
        Row("flush", "1,000 subscribers, 16 batches of different pairs in one flush", [per_batch],
            each(["edge", "edge-no-ring"], sixteen, thousand), Case("floor", flat_out, thousand)),
    ]


def kind_rows() -> list:
    """Where the reference is the same server under another load."""
    flat_out, steady = Flow(saturated=True), Flow(rate=10)
    many = Flow(rate=10, arguments=("--pairs", 200, "--rates-per-batch", 200))
    picks = ["--pairs-of", 200, "--pick", 3]
    packed = Flow(rate=10, arguments=("--deflate",))
    thousand, ten_thousand = load(1_000), load(10_000)
    return [
        Row("distinct", "10,000 subscribers, each 3 random pairs of 200, 10 batches a second",
            [cpu(1.3)], [Case("edge", many, ten_thousand + picks)],
            Case("edge", many, ten_thousand + picks + ["--same-pick"])),
        Row("sse", "1,000 SSE subscribers, back to back", [cpu(1.05)],
            [Case("edge", flat_out, thousand, "sse")], Case("edge", flat_out, thousand)),
        Row("sse-nchan", "1,000 SSE subscribers of nchan, back to back", [cpu(None)],
            [Case("nchan", flat_out, thousand, "sse")], Case("nchan", flat_out, thousand)),
        Row("deflate", "1,000 subscribers, 10 messages a second, compressed", [cpu(1.05)],
            [Case("edge", packed, thousand + ["--deflate"])], Case("edge", steady, thousand)),
    ]


def state_rows(hold_seconds: float) -> list:
    """Numbers that stand for themselves."""
    idle = load(10_000, 0)
    herd = load(19_000, 0, "--hold", hold_seconds, "--poll", "block")
    flow = Flow(rate=10)

    def state(title, path, bar=None, unit="", **more):
        return Measure(title, path, bar, is_ratio=False, unit=unit, **more)
    return [
        Row("idle", "10,000 connections that are idle",
            [state("user-space memory of a connection", "connections.user_kib_each", 1.5, "KiB"),
             state("kernel memory of a connection", "connections.kernel_kib_each", None, "KiB"),
             state("CPU of a handshake", "connections.server_us_per_handshake", 28, "us"),
             state("handshakes a second", "connections.handshakes_per_s", 28_000, at_least=True)],
            each(["floor", "edge", "tickerd", *PEERS], flow, idle)),
        Row("loop", "another client of the same edge, during a fan-out to 10,000",
            [state("longest answer to GET /livez", "probe.longest_ms", 10, "ms"),
             state("p99 of them", "probe.p99_ms", None, "ms")],
            each(["edge", "edge-no-ring"], flow, load(10_000, SECONDS, "--probe"))),
        Row("herd", f"19,000 connections held for {hold_seconds:.0f} s",
            [state("disconnects", "faults.disconnects", 0),
             state("CPU of the idle herd, of a second", "hold.server_us_per_s", None, "us"),
             state("heartbeats", "hold.heartbeats"),
             state("memory when all are connected", "connections.server_kib_connected", None, "KiB"),
             state("memory at the end", "connections.server_kib_at_end", None, "KiB")],
            each(["edge"], flow, herd)),
    ]


def all_rows(hold_seconds: float) -> list:
    return fanout_rows() + kind_rows() + state_rows(hold_seconds)

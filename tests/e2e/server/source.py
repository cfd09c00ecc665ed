"""A bank that answers what a test tells it to: a real HTTP server on loopback."""

import contextlib
import gzip
import http.server
import socket
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Answer:
    """What one path answers, and how badly.

    `cut` sends only so many bytes of the body and closes; `drip` sends one byte each so many seconds;
    `hang` never answers; `reset` breaks the connection off; `gzip_lie` says that a plain body is
    compressed.
    """

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None
    etag: str | None = None
    compressed: bool = False
    drip: float = 0.0
    hang: bool = False
    reset: bool = False
    gzip_lie: bool = False


@dataclass
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: dict
    body: bytes


class Server(http.server.ThreadingHTTPServer):
    """Counts and knows its connections, so that they can be broken off."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, handler):
        self.connections = 0
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), handler)

    def process_request(self, request, client_address):
        self.connections += 1
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address):
        pass  # a client that gave up, as some tests want it to


class Source:
    """Serves `answers` on 127.0.0.1; `hits` counts the requests to each path, `asked` keeps the last.

    A target with a query may be set as a path of its own; without one the path answers any query.
    """

    def __init__(self):
        self.answers: dict[str, Answer] = {}
        self.hits: dict[str, int] = {}
        self.asked: dict[str, Asked] = {}
        self.not_modified: dict[str, int] = {}
        self._stopped = threading.Event()
        source = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                try:
                    source._answer(self)
                except OSError:  # the client gave up, as some tests want it to
                    self.close_connection = True

            do_POST = do_GET

            def log_message(self, *args):
                pass

        self._handler = Handler
        self._listen(0)

    def _listen(self, port: int):
        self._server = Server(port, self._handler)
        self.port = self._server.server_address[1]
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()

    @property
    def connections(self) -> int:
        """How many connections were accepted since it listens."""
        return self._server.connections

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self, path: str, body: bytes, **more) -> str:
        self.answers[path] = Answer(body, **more)
        return self.url(path)

    def wait_for_hits(self, path: str, more: int = 2, limit: float = 10.0):
        """Waits until `path` was asked `more` times from now on."""
        goal = self.hits.get(path, 0) + more
        deadline = time.monotonic() + limit
        while self.hits.get(path, 0) < goal:
            if time.monotonic() > deadline:
                raise AssertionError(f"{path} was asked {self.hits.get(path, 0)} times, not {goal}")
            time.sleep(0.02)

    def refuse(self):
        """Connections are refused, and the open ones end."""
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._server.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def accept(self):
        """Listens again, at the same port."""
        self._listen(self.port)

    def close(self):
        self._stopped.set()
        self.refuse()

    def _answer(self, request):
        path = request.path.split("?")[0]
        length = int(request.headers.get("Content-Length") or 0)
        self.asked[path] = Asked(request.command, request.path, dict(request.headers),
                                 request.rfile.read(length))
        answer = self.answers.get(request.path) or self.answers.get(path)
        answer = answer or Answer(b"no such file", 404)
        self.hits[path] = self.hits.get(path, 0) + 1
        if answer.hang:
            self._stopped.wait()
        if answer.hang or answer.reset:
            request.close_connection = True
            return
        if answer.delay:
            time.sleep(answer.delay)
        if answer.etag and request.headers.get("If-None-Match") == answer.etag:
            self.not_modified[path] = self.not_modified.get(path, 0) + 1
            request.send_response(304)
            request.send_header("ETag", answer.etag)
            request.end_headers()
            return
        self._send(request, answer)

    def _send(self, request, answer: Answer):
        body = gzip.compress(answer.body) if answer.compressed else answer.body
        request.send_response(answer.status)
        for name, value in answer.headers.items():
            request.send_header(name, value)
        if answer.etag:
            request.send_header("ETag", answer.etag)
        if answer.compressed or answer.gzip_lie:
            request.send_header("Content-Encoding", "gzip")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if answer.cut is not None:
            request.wfile.write(body[: answer.cut])
            request.close_connection = True
        elif answer.drip:
            for at in range(len(body)):
                request.wfile.write(body[at : at + 1])
                if self._stopped.wait(answer.drip):
                    break
        else:
            request.wfile.write(body)

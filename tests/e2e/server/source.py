"""A bank that answers what a test tells it to: a real HTTP server on loopback."""

import gzip
import http.server
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Answer:
    """What one path answers. `cut` sends only so many bytes of the body and closes."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None
    etag: str | None = None
    compressed: bool = False


class Source:
    """Serves `answers` on 127.0.0.1; `hits` counts the requests to each path."""

    def __init__(self):
        self.answers: dict[str, Answer] = {}
        self.hits: dict[str, int] = {}
        self.not_modified: dict[str, int] = {}
        source = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                try:
                    source._answer(self)
                except ConnectionError:  # the client gave up, as some tests want it to
                    self.close_connection = True

            def log_message(self, *args):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

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

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request):
        path = request.path
        self.hits[path] = self.hits.get(path, 0) + 1
        answer = self.answers.get(path, Answer(b"no such file", 404))
        if answer.delay:
            time.sleep(answer.delay)
        if answer.etag and request.headers.get("If-None-Match") == answer.etag:
            self.not_modified[path] = self.not_modified.get(path, 0) + 1
            request.send_response(304)
            request.send_header("ETag", answer.etag)
            request.end_headers()
            return
        body = gzip.compress(answer.body) if answer.compressed else answer.body
        request.send_response(answer.status)
        for name, value in answer.headers.items():
            request.send_header(name, value)
        if answer.etag:
            request.send_header("ETag", answer.etag)
        if answer.compressed:
            request.send_header("Content-Encoding", "gzip")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if answer.cut is not None:
            request.wfile.write(body[: answer.cut])
            request.close_connection = True
        else:
            request.wfile.write(body)

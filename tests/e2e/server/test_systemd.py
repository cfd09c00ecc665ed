"""The server under systemd: what it says to it, what it takes from it, and the units that are shipped."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import unittest
import urllib.request

from case import Case
from tickerd import BINARY, Tickerd, until

UNITS = pathlib.Path(__file__).resolve().parents[3] / "config" / "systemd"
CONFIG = {
    "pairs": ["TMT/USD"], "drain": "0s",
    "feeds": [{"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}],
}


class Notify(Case):
    def setUp(self):
        super().setUp()
        self.heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.heard.close)
        self.heard.bind(os.path.join(self.folder, "notify"))
        self.heard.settimeout(20)

    def serve(self, **environment) -> Tickerd:
        environment["NOTIFY_SOCKET"] = os.path.join(self.folder, "notify")
        server = Tickerd(CONFIG, folder=self.folder, environment=environment)
        self.addCleanup(server.__exit__)
        return server

    def next(self) -> str:
        return self.heard.recv(1000).decode()

    def test_it_says_when_it_is_ready_reloads_and_stops(self):
        server = self.serve()
        self.assertEqual(self.next(), "READY=1")
        server.process.send_signal(signal.SIGHUP)
        self.assertRegex(self.next(), r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
        self.assertEqual(self.next(), "READY=1")
        (server.folder / "tickerd.json").write_text("{")
        server.process.send_signal(signal.SIGHUP)
        self.assertRegex(self.next(), "^RELOADING=1\n")
        self.assertEqual(self.next(), "READY=1", "with the configuration before")
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.next(), "STOPPING=1")

    def test_it_feeds_the_watchdog(self):
        server = self.serve(WATCHDOG_USEC="400000")
        self.assertEqual(self.next(), "READY=1")
        for _ in range(5):
            self.heard.settimeout(2)
            self.assertEqual(self.next(), "WATCHDOG=1")
        self.assertEqual(server.stop(), 0)

    def test_nobody_waits_for_a_watchdog_that_was_meant_for_another(self):
        self.serve(WATCHDOG_USEC="100000", WATCHDOG_PID="1")
        self.assertEqual(self.next(), "READY=1")
        self.heard.settimeout(0.5)
        with self.assertRaises(TimeoutError):
            self.next()


class SocketActivation(Case):
    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read()

    def start(self) -> subprocess.Popen:
        """The program as systemd's own tool starts it, with the socket that is bound already."""
        config = CONFIG | {"listen": {"port": 1}, "operations": {"port": 0}, "threads": 2,
                           "data_dir": os.path.join(self.folder, "data")}
        file = pathlib.Path(self.folder, "tickerd.json")
        file.write_text(json.dumps(config))
        with open(os.path.join(self.folder, "log.txt"), "ab") as log:
            process = subprocess.Popen(
                ["systemd-socket-activate", "-l", f"127.0.0.1:{self.port}", "--fdname=listen",
                 BINARY, "serve", "--config", str(file)], stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_it_takes_the_socket_that_it_is_given(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        process = self.start()

        def rated() -> bool:
            try:
                return b'"TMT/USD"' in self.get("/v1/rates")
            except OSError:
                return False

        until(rated, "an answer with a rate")
        for _ in range(20):  # whichever edge accepts
            self.assertEqual(json.loads(self.get("/livez"))["status"], "pass")
        self.assertIn(f"port={self.port} ", pathlib.Path(self.folder, "log.txt").read_text())
        process.terminate()
        self.assertEqual(process.wait(20), 0)


class Units(Case):
    def test_they_are_sound(self):
        for unit in UNITS.iterdir():
            copy = shutil.copy(unit, self.folder)
            text = pathlib.Path(copy).read_text().replace("/usr/bin/tickerd", BINARY)
            pathlib.Path(copy).write_text(text)
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no",
                               os.path.join(self.folder, "tickerd.service"),
                               os.path.join(self.folder, "tickerd.socket")],
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_service_is_exposed_to_little(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                               str(UNITS / "tickerd.service")],
                              capture_output=True, text=True, check=True)
        exposure = float(re.search(r"exposure level for tickerd\.service: ([\d.]+)", done.stdout)[1])
        self.assertLessEqual(exposure, 1.5)


if __name__ == "__main__":
    unittest.main()

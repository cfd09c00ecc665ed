"""What `tickerd record` keeps, `tickerd replay` serves again: the same numbers, marked as a demo."""

import json
import pathlib
import signal
import subprocess
import tempfile
import unittest

from source import Source
from tickerd import BINARY, Tickerd, payload, until

SECRET = "sid=0123456789abcdef"
PAIRS = ["KZT/USD", "UZS/USD", "KZT/UZS"]
#: Of a rate: what a replay must say again.
SAME = ("pair", "rate", "change", "change_pct", "basis", "as_of", "source")


class Recorder:
    """`tickerd record` at work."""

    def __init__(self, config: pathlib.Path, folder: pathlib.Path, *more):
        self.folder = folder
        self.log = config.parent / "record.txt"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [BINARY, "record", "--config", str(config), "--dir", str(folder), *more], stderr=log)

    def stop(self, how=signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)

    def entries(self, feed: str) -> list[dict]:
        files = sorted((self.folder / feed).glob("*.json"))
        return [json.loads(file.read_text()) | {"name": file.stem} for file in files]


class Recording(unittest.TestCase):
    def setUp(self):
        self.source = Source()
        self.addCleanup(self.source.close)
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = pathlib.Path(temporary.name)
        self.folder = self.root / "recording"
        self.source.serve("/nbk", payload("nbk/get_rates_2026-04-01.xml"),
                          headers={"Set-Cookie": SECRET, "Content-Type": "text/xml"})
        self.source.serve("/cbu", payload("cbu/all_2026-04-01.json"))

    def config(self) -> dict:
        return {
            "listen": {"address": "127.0.0.1", "port": 0},
            "operations": {"address": "127.0.0.1", "port": 0},
            "pairs": [{"pair": pair, "max_age": "3650d"} for pair in PAIRS],
            "feeds": [{"preset": name, "url": self.source.url(f"/{name}"), "every": "200ms",
                       "timeout": "5s"} for name in ("nbk", "cbu")],
        }

    def record(self, *more) -> Recorder:
        file = self.root / "tickerd.json"
        file.write_text(json.dumps(self.config()))
        recorder = Recorder(file, self.folder, *more)
        self.addCleanup(recorder.process.kill)
        return recorder

    def two_days_with_a_failure_between(self, recorder: Recorder):
        """Goes on only when the recorder has kept what the source says at the moment."""
        self.wait_for_entry(recorder, "nbk", lambda entry: entry.get("same_as"))
        self.wait_for_entry(recorder, "cbu", lambda entry: entry["status"] == 200)
        html = payload("bnr/request_rejected_html_instead_of_xml.html")
        self.source.serve("/nbk", html, headers={"Content-Type": "text/html"})
        self.wait_for_entry(recorder, "nbk", lambda entry: entry["bytes"] == len(html))
        for name, day in (("nbk", "get_rates_2026-04-02.xml"), ("cbu", "all_2026-04-02.json")):
            body = payload(f"{name}/{day}")
            self.source.serve(f"/{name}", body)
            self.wait_for_entry(recorder, name, lambda entry: entry["bytes"] == len(body))

    def wait_for_entry(self, recorder: Recorder, feed: str, is_it):
        until(lambda: any(is_it(entry) for entry in recorder.entries(feed)), f"an answer of {feed}")

    def replay(self, config: dict | None, *arguments) -> Tickerd:
        server = Tickerd(config, arguments=arguments,
                         subcommand=("replay", "--dir", str(self.folder), "--speed", "50"))
        self.addCleanup(server.__exit__)
        return server

    def check_same_as_live(self, server: Tickerd, live: dict):
        server.wait_for("KZT/UZS", as_of="2026-04-02")
        server.wait_for("KZT/USD", as_of="2026-04-02")
        replayed = until(
            lambda: server.rates() if server.rates()["UZS/USD"]["as_of"] == "2026-04-02" else None,
            "the second day")
        self.assertEqual(set(replayed), set(live))
        for pair, rate in live.items():
            for key in SAME:
                self.assertEqual(replayed[pair][key], rate[key], f"{pair} {key}")
            self.assertEqual(replayed[pair]["status"], "demo")

    def test_a_recording_is_served_again_with_the_same_numbers(self):
        live = Tickerd(self.config())
        self.addCleanup(live.__exit__)
        recorder = self.record()
        live.wait_for("KZT/UZS", as_of="2026-04-01")
        self.two_days_with_a_failure_between(recorder)
        live.wait_for("KZT/USD", as_of="2026-04-02")
        live.wait_for("UZS/USD", as_of="2026-04-02")
        of_live = live.rates()
        self.assertEqual(recorder.stop(), 0)
        self.check_files(recorder)

        self.source.close()  # a replay asks nobody
        server = self.replay(self.config())
        self.check_same_as_live(server, of_live)
        health = until(lambda: server.feed("nbk") if "nextAttempt" not in server.feed("nbk") else None,
                       "the end of the recording")
        self.assertEqual(health["attempts"], len(recorder.entries("nbk")))
        metrics = server.get("/metrics", server.operations)[2]
        self.assertRegex(metrics, r'tickerd_feed_failures_total\{[^}]*"bad_document"[^}]*\} [1-9]')

        bare = self.replay(None, "--set", "listen.port=0", "--set", "operations.port=0")
        self.check_same_as_live(bare, of_live)

    def check_files(self, recorder: Recorder):
        entries = recorder.entries("nbk")
        self.assertEqual(entries[0]["preset"], "nbk")
        self.assertEqual(entries[0]["url"], self.source.url("/nbk"))
        first = payload("nbk/get_rates_2026-04-01.xml")
        self.assertEqual((self.folder / "nbk" / f"{entries[0]['name']}.body").read_bytes(), first)
        self.assertTrue(any(entry.get("same_as") for entry in entries))
        self.assertEqual([entry["at"] for entry in entries], sorted(e["at"] for e in entries))
        self.assertEqual([p.name for p in self.folder.glob("*/*.new")], [])
        self.assertNotIn(SECRET, recorder.log.read_text())
        for file in self.folder.rglob("*"):
            if file.is_file():
                self.assertNotIn(SECRET.encode(), file.read_bytes(), file.name)

    def test_it_ends_by_itself_or_by_a_signal_with_all_written(self):
        timed = self.record("--for", "1500ms")
        self.assertEqual(timed.process.wait(30), 0)
        kept = len(timed.entries("cbu"))
        self.assertGreaterEqual(kept, 2)
        second = self.record()  # goes on in the same folder
        until(lambda: len(second.entries("cbu")) > kept, "more answers")
        self.assertEqual(second.stop(signal.SIGTERM), 0)
        for entry in second.entries("cbu"):
            self.assertTrue((self.folder / "cbu" / f"{entry['name']}.body").exists()
                            or entry.get("same_as"))
        self.assertRegex(second.log.read_text(), "event=recording_stopped kept=[1-9]")

    def test_it_is_bounded(self):
        recorder = self.record("--max-bytes", "65536")
        for at in range(12):
            body = payload("cbu/all_2026-04-01.json") + b" " * at
            self.source.serve("/cbu", body)
            self.wait_for_entry(recorder, "cbu", lambda entry: entry["bytes"] == len(body))
        self.assertEqual(recorder.stop(), 0)
        size = sum(-(-file.stat().st_size // 4096) * 4096 for file in (self.folder / "cbu").iterdir())
        self.assertLessEqual(size, 65536)

    def test_what_cannot_be_is_said(self):
        def run(*arguments):
            done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60)
            return done.returncode, done.stderr

        folder = str(self.folder)
        code, said = run("replay", "--dir", folder)
        self.assertEqual(code, 78)
        self.assertIn("recording.json", said)
        code, said = run("record", "--dir", folder, "--for", "soon")
        self.assertEqual(code, 2)
        self.assertIn('--for: expected a duration above zero like "30d", got "soon"', said)
        self.assertEqual(run("replay", "--dir", folder, "--speed", "0")[0], 2)
        self.assertEqual(run("record")[0], 2)
        file = self.root / "pegs.json"
        file.write_text('{"pairs": ["TMT/USD"], "feeds": '
                        '[{"name": "p", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}]}')
        code, said = run("record", "--config", str(file), "--dir", folder)
        self.assertEqual(code, 1)
        self.assertIn("no feed to record", said)


if __name__ == "__main__":
    unittest.main()

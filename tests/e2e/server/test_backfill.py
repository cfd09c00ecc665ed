"""The days before the first start: loaded once, in the background or by the command, and kept."""

import datetime
import json
import os
import pathlib
import pty
import signal
import subprocess
import time
import unittest
import zoneinfo

from case import Case
from tickerd import BINARY, DATA, PATIENCE, Tickerd, payload, until

PRESETS = DATA.parent.parent / "config" / "presets"
PAIR = {"pair": "USD/KZT", "max_age": "3650d"}


def working_days(count: int, zone: str = "Asia/Almaty") -> list[datetime.date]:
    """So many working days before today, the last one first."""
    day = datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()
    days = []
    while len(days) < count:
        day -= datetime.timedelta(1)
        if day.weekday() < 5:
            days.append(day)
    return days


def today(zone: str = "Asia/Almaty") -> datetime.date:
    return datetime.datetime.now(zoneinfo.ZoneInfo(zone)).date()


class Bank(Case):
    """A bank of Kazakhstan with a file for each day: 500 tenge today, one less each day before."""

    def setUp(self):
        super().setUp()
        self.serve(today(), "500")
        self.days = working_days(12)
        for back, day in enumerate(self.days, 1):
            self.serve(day, str(500 - back))

    def path(self, day: datetime.date) -> str:
        return f"/nbk/{day:%Y-%m-%d}.xml"

    def serve(self, day: datetime.date, tenge: str, **more):
        text = payload("nbk/get_rates_2026-04-01.xml").decode()
        text = text.replace("01.04.2026", f"{day:%d.%m.%Y}").replace("478.77", tenge)
        self.source.serve(self.path(day), text.encode(), **more)

    def preset(self, name: str) -> str:
        """One of the program's, with a pause that a test can wait for."""
        text = (PRESETS / f"{name}.json").read_text()
        file = pathlib.Path(self.folder, f"{name}.json")
        file.write_text(text.replace('"backfill": {', '"backfill": {"pause": "1s", '))
        return str(file)

    def config(self, days: int = 7, path: str = "/nbk/{date:%Y-%m-%d}.xml", **more) -> dict:
        feed = {"preset": self.preset("nbk"), "name": "nbk", "url": self.source.url(path),
                "every": "10m", "timeout": "5s"}
        return {"pairs": [PAIR], "feeds": [feed], "backfill_days": days} | more

    def start(self, config: dict) -> Tickerd:
        server = Tickerd(config, folder=self.folder)
        self.addCleanup(server.__exit__)
        return server

    def hits(self, days) -> list[int]:
        return [self.source.hits.get(self.path(day), 0) for day in days]

    def told(self, server) -> list:
        """The days that history tells."""
        return server.json("/v1/history?pair=USD/KZT")["points"]

    def past(self, days: int) -> list[datetime.date]:
        """The working days among so many days before today."""
        return [day for day in self.days if today() - day <= datetime.timedelta(days)]


class FirstStart(Bank):
    def test_the_change_is_right_on_day_one(self):
        server = self.start(self.config())
        rate = server.wait_for("USD/KZT", rate="500.00")
        self.assertIsNone(rate["basis"])
        self.assertIsNone(rate["change_pct"])
        seen = until(lambda: server.feed("nbk").get("backfill"), "the progress of the past")
        self.assertRegex(seen, r"^\d/\d$")
        rate = server.wait_for("USD/KZT", change_pct="0.2")
        self.assertEqual(rate["basis"], {"kind": "previous_close", "rate": "499.00",
                                         "as_of": str(self.days[0])})
        self.assertEqual((rate["rate"], rate["as_of"]), ("500.00", str(today())))
        until(lambda: "event=backfill_done" in server.log(), "the end of the past")
        wanted = self.past(7)
        self.assertEqual(self.hits(wanted), [1] * len(wanted))
        for back in range(1, 10):
            day = today() - datetime.timedelta(back)
            if day not in wanted:
                self.assertEqual(self.hits([day]), [0], "a weekend, or too old")
        kept = until(lambda: len(self.told(server)) == len(wanted) + 1 and self.told(server),
                     "the past in the history")
        self.assertEqual([day["start"] for day in kept],
                         [str(day) for day in reversed(wanted)] + [str(today())])
        self.assertEqual(kept[-2]["close"], "499")
        log = server.log()
        self.assertIn(f"event=backfill_started feed=nbk days={len(wanted)} from={wanted[-1]} "
                      f"to={wanted[0]}", log)
        self.assertIn(f"done={len(wanted)} of={len(wanted)} values={len(wanted)}", log)
        self.assertNotIn("backfill", server.feed("nbk"))
        self.assertEqual(server.feed("nbk")["status"], "pass")
        metrics = server.get("/metrics", server.operations)[2]
        self.assertIn('tickerd_feed_backfill_missing_days{feed="nbk"} 0', metrics)

    def test_a_restart_asks_only_for_what_is_missing(self):
        wanted = self.past(7)
        for day in wanted[2:]:
            self.serve(day, "1", hang=True)
        server = self.start(self.config())
        server.wait_for("USD/KZT", change_pct="0.2")
        until(lambda: sum(self.hits(wanted)) == 3, "the third day")
        server.kill()
        for back, day in enumerate(wanted, 1):
            self.serve(day, str(500 - back))
        server.start()
        self.assertEqual(server.wait_for("USD/KZT")["change_pct"], "0.2")
        until(lambda: "event=backfill_done" in server.log(), "the end of the past")
        self.assertEqual(self.hits(wanted)[:2], [1, 1])
        self.assertEqual(self.hits(wanted)[2:], [2] + [1] * (len(wanted) - 3))
        # History is written behind.
        until(lambda: len(self.told(server)) == len(wanted) + 1, "the past in the history")
        server.kill()
        (pathlib.Path(self.folder) / "log.txt").unlink()
        before = self.hits(wanted)
        polls = self.hits([today()])[0]
        server.start()
        until(lambda: self.hits([today()])[0] > polls, "a poll")
        time.sleep(2)
        self.assertEqual(self.hits(wanted), before)
        self.assertNotIn("backfill", server.log())

    def test_nothing_is_loaded_where_it_is_off_or_the_mirror_has_no_days(self):
        self.source.serve("/latest.xml", payload("nbk/get_rates_2026-04-01.xml"))
        for config in self.config(days=0), self.config(path="/latest.xml"):
            with Tickerd(config) as server:
                server.wait_for("USD/KZT")
                time.sleep(2)
                self.assertNotIn("backfill", server.log())
                self.assertEqual(sum(self.hits(self.days)), 0)

    def test_a_day_that_fails_is_no_failure_of_the_feed(self):
        wanted = self.past(7)
        self.serve(wanted[1], "1", status=503)
        server = self.start(self.config())
        server.wait_for("USD/KZT", change_pct="0.2")
        until(lambda: "event=backfill_gave_up" in server.log(), "the end of the past", 60)
        self.assertEqual(server.log().count("event=backfill_gave_up"), 1)
        self.assertEqual(self.hits(wanted[1:2]), [3])
        self.assertEqual(self.hits(wanted[2:]), [1] * (len(wanted) - 2))
        check = server.feed("nbk")
        self.assertEqual((check["status"], check["failuresInARow"]), ("pass", 0))
        self.assertIn(f"{len(wanted) - 1}/{len(wanted)}, given up: ", check["backfill"])


class Weekend(Bank):
    def test_an_empty_day_is_no_failure_and_the_last_word_is_what_is_shown(self):
        zone = "Asia/Tashkent"
        last, empty, before = working_days(3, zone)
        rows = payload("cbu/all_2026-04-01.json").decode()
        for day, usd in (last, "12200.00"), (before, "12000.00"):
            body = rows.replace("01.04.2026", f"{day:%d.%m.%Y}").replace("12194.21", usd)
            self.source.serve(f"/cbu/{day}", body.encode())
        for day in today(zone), empty:
            self.source.serve(f"/cbu/{day}", b"[]")
        feed = {"preset": self.preset("cbu"), "name": "cbu", "every": "10m",
                "url": self.source.url("/cbu/{date:%Y-%m-%d}")}
        server = self.start({"pairs": ["USD/UZS"], "feeds": [feed], "backfill_days": 6})
        server.wait_for("USD/UZS", as_of=str(last))
        rate = server.wait_for("USD/UZS", change_pct="1.67")
        self.assertEqual(rate["basis"]["as_of"], str(before))
        until(lambda: "event=backfill_done" in server.log(), "the end of the past")
        self.assertEqual(self.source.hits[f"/cbu/{empty}"], 1)
        self.assertEqual(server.feed("cbu")["status"], "pass")


class Command(Bank):
    def write(self, config: dict) -> list[str]:
        config = {"listen": {"address": "127.0.0.1", "port": 0},
                  "operations": {"address": "127.0.0.1", "port": 0},
                  "data_dir": self.folder + "/data"} | config
        file = pathlib.Path(self.folder, "command.json")
        file.write_text(json.dumps(config))
        return [BINARY, "backfill", "--config", str(file)]

    def run_command(self, *arguments, **config) -> subprocess.CompletedProcess:
        command = self.write(self.config() | config)
        return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120)

    def test_it_loads_the_past_and_a_server_starts_with_it(self):
        wanted = self.past(4)
        done = self.run_command("--days", "4")
        self.assertEqual(done.returncode, 0, done.stderr)
        count = len(wanted)
        self.assertEqual(done.stdout, f"nbk: {count} of {count} days, {count} with values, "
                                      f"{wanted[-1]} to {wanted[0]}\n")
        self.assertIn("event=backfill_started feed=nbk", done.stderr)
        self.assertIn("event=backfill_done feed=nbk", done.stderr)
        self.assertNotIn("\r", done.stderr)
        again = self.run_command("--days", "4", "--feed", "nbk")
        self.assertEqual((again.returncode, again.stdout), (0, "nbk: no day was missing\n"))
        before = self.hits(wanted)
        server = self.start(self.config(days=4))
        rate = server.wait_for("USD/KZT")
        self.assertEqual((rate["change_pct"], rate["basis"]["as_of"]), ("0.2", str(wanted[0])))
        self.assertEqual(self.hits(wanted), before)
        busy = self.run_command()
        self.assertEqual(busy.returncode, 1)
        self.assertIn(self.folder + "/data", busy.stderr)
        self.assertIn("another", busy.stderr)

    def test_what_is_missing_makes_it_fail_and_is_said(self):
        self.serve(self.past(4)[0], "1", status=500)
        done = self.run_command("--days", "4")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"^nbk: \d of \d days, \d with values, .*: http://127.0.0.1")
        self.source.refuse()
        down = self.run_command("--days", "9", feeds=[self.config()["feeds"][0] | {"every": "200ms"}])
        self.source.accept()
        self.assertEqual(down.returncode, 1)
        self.assertIn("nbk: not begun: ", down.stdout)

    def test_wrong_usage_is_said(self):
        unknown = self.run_command("--feed", "cbu")
        self.assertEqual(unknown.returncode, 2)
        self.assertIn('--feed: expected one of nbk, got "cbu"', unknown.stderr)
        self.assertEqual(self.run_command("--days", "61").returncode, 2)
        nowhere = self.run_command(data_dir="")
        self.assertEqual(nowhere.returncode, 78)
        self.assertIn("data_dir: ", nowhere.stderr)
        peg = {"name": "peg", "kind": "fixed", "quotes": {"USD/KZT": "500"}}
        none = self.run_command(feeds=[peg])
        self.assertEqual(none.returncode, 2)
        self.assertIn("no feed whose preset says where its past is had", none.stderr)

    def on_a_terminal(self, *arguments, interrupt_when=None) -> tuple[int, str, str]:
        """The exit code, what the terminal showed, and the summary."""
        terminal, end = pty.openpty()
        process = subprocess.Popen([*self.write(self.config()), *arguments], stderr=end,
                                   stdout=subprocess.PIPE, text=True)
        os.close(end)
        shown = ""
        deadline = time.monotonic() + PATIENCE + 30
        while time.monotonic() < deadline:
            try:
                shown += os.read(terminal, 4096).decode()
            except OSError:  # the program has ended
                break
            if interrupt_when and interrupt_when in shown:
                process.send_signal(signal.SIGINT)
                interrupt_when = None
        os.close(terminal)
        summary = process.communicate(timeout=30)[0]
        return process.returncode, shown, summary

    def test_a_terminal_sees_a_bar(self):
        count = len(self.past(4))
        code, shown, summary = self.on_a_terminal("--days", "4")
        self.assertEqual(code, 0, shown)
        self.assertIn("\r\x1b[K[", shown)
        self.assertIn("] 0/0 days  nbk waits", shown)
        self.assertIn(f"] 0/{count} days  nbk 0/{count}", shown)
        self.assertNotIn("event=", shown)
        self.assertTrue(shown.endswith("\r\x1b[K"), shown[-80:])
        self.assertTrue(summary.startswith(f"nbk: {count} of {count} days"))

    def test_an_interrupt_keeps_what_was_loaded(self):
        wanted = self.past(7)
        count = len(wanted)
        code, _, summary = self.on_a_terminal("--days", "7", interrupt_when=f"] 1/{count} days")
        self.assertEqual(code, 1)
        self.assertIn("it was ended", summary)
        before = self.hits(wanted)
        self.assertEqual(before[0], 1)
        done = self.run_command("--days", "7")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.hits(wanted), [1] * count)


if __name__ == "__main__":
    unittest.main()

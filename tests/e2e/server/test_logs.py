"""What the log says, to people and to what collects logs, and what it never says."""

import json
import re
import unittest

from case import Case
from tickerd import Tickerd, until

LINE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warning|error) event=[a-z_]+( .*)?$")


class Logs(Case):
    def serve(self, format: str) -> Tickerd:
        # A source whose answer tries to look like another line of the log.
        url = self.source.serve("/nbk", b"<html>\n2026-01-01T00:00:00.000Z error event=forged a=\"b\"\n")
        server = Tickerd({
            "pairs": ["KZT/USD"],
            "feeds": [{"name": "nbk", "preset": "nbk", "url": url, "allow_private": True}],
            "log": {"format": format, "level": "debug"},
        }, folder=self.folder)
        self.addCleanup(server.__exit__)
        until(lambda: "poll_failed" in server.log(), "a failed poll")
        return server

    def test_each_line_is_one_event(self):
        server = self.serve("text")
        lines = server.log().splitlines()
        for line in lines:
            self.assertRegex(line, LINE)
        self.assertFalse([line for line in lines if " event=forged" in line.split('"')[0]])

    def test_json_has_the_same_events(self):
        server = self.serve("json")
        events = [json.loads(line) for line in server.log().splitlines()]
        for event in events:
            self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertIn(event["level"], ("debug", "info", "warning", "error"))
            self.assertTrue(all(isinstance(value, str) for value in event.values()), event)
        named = {event["event"]: event for event in events}
        self.assertEqual(named["poll_failed"]["feed"], "nbk")
        self.assertEqual(named["poll_failed"]["level"], "warning")
        self.assertEqual(named["listening"]["port"], str(server.port))
        self.assertNotIn("forged", named)

    def test_nothing_of_a_query_is_said(self):
        server = self.serve("text")
        secret = "c0ffee-of-a-subscriber"
        for target in (f"/v1/rates?token={secret}", f"/v1/stream?token={secret}", f"/{secret}",
                       f"/v1/rates?pairs={secret}"):
            server.get(target, headers={"Authorization": f"Bearer {secret}", "Referer": f"https://a/?{secret}"})
            server.get(target, port=server.operations)
        status, _, metrics = server.get("/metrics", server.operations)
        self.assertEqual(status, 200)
        _, _, health = server.get("/healthz", server.operations)
        for text in (server.log(), metrics, health):
            self.assertNotIn(secret, text)

    def test_own_pages_that_may_not_subscribe_are_pointed_out(self):
        for more, said in ({"allowed_origins": ["https://news.example"]}, True), \
                ({"allowed_origins": ["https://news.example"], "public_url": "https://rates.example"}, False), \
                ({}, False):
            with self.subTest(more), Tickerd({
                "pairs": ["TMT/USD"], "feeds": [{"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}],
            } | more) as server:
                self.assertEqual("event=own_pages_unnamed" in server.log(), said)


if __name__ == "__main__":
    unittest.main()

"""What people point at the server: curl, Python websockets, plain HTTP."""

import json
import subprocess
import unittest

from source import Source
from tickerd import Tickerd, payload, until


class Clients(unittest.TestCase):
    def setUp(self):
        self.source = Source()
        self.addCleanup(self.source.close)
        url = self.source.serve("/nbt", payload("nbt/2026-05-18.xml"))
        self.server = Tickerd({
            "pairs": ["TJS/USD", "KGS/TJS"], "heartbeat": "1s",
            "feeds": [{"preset": "nbt", "url": url, "every": "100ms"}]})
        self.addCleanup(self.server.__exit__)
        self.server.wait_for("TJS/USD")

    def next_day(self):
        self.source.serve("/nbt", payload("nbt/2026-05-19.xml"))

    def test_websocket_gets_hello_snapshot_update_and_heartbeat(self):
        hello, snapshot, update, beat = self.server.listen(
            "?pairs=TJS/USD", messages=4, after=self.next_day)
        self.assertEqual(hello["type"], "hello")
        self.assertEqual(hello["v"], 1)
        self.assertEqual(hello["heartbeat_ms"], 1000)
        self.assertEqual((snapshot["type"], snapshot["resumed"]), ("snapshot", False))
        self.assertEqual([r["pair"] for r in snapshot["rates"]], ["TJS/USD"])
        self.assertEqual(update["type"], "update")
        self.assertEqual(update["prev"], snapshot["seq"])
        self.assertEqual(update["rates"][0]["change_pct"], "0.08")
        self.assertEqual(beat["type"], "heartbeat")
        self.assertEqual(beat["prev"], update["seq"])

    def test_a_short_heartbeat_keeps_a_healthy_client(self):
        url = self.source.url("/nbt")
        with Tickerd({"pairs": ["TJS/USD"], "heartbeat": "100ms",
                      "feeds": [{"preset": "nbt", "url": url, "every": "1h"}]}) as server:
            server.wait_for("TJS/USD")
            beats = server.listen(messages=20)[2:]
            self.assertEqual({message["type"] for message in beats}, {"heartbeat"})

    def test_numbers_as_json_have_the_same_digits(self):
        _, snapshot = self.server.listen("?pairs=TJS/USD&numbers=json")
        self.assertIsInstance(snapshot["rates"][0]["rate"], float)
        text = self.server.get("/v1/rates?pairs=TJS/USD&numbers=json")[2]
        self.assertIn('"rate":0.10701,', text.replace(" ", ""))

    def test_curl_gets_server_sent_events(self):
        curl = subprocess.Popen(
            ["curl", "-sN", f"http://127.0.0.1:{self.server.port}/v1/events?pairs=TJS/USD"],
            stdout=subprocess.PIPE, text=True)
        self.addCleanup(curl.stdout.close)
        self.addCleanup(curl.wait)
        self.addCleanup(curl.kill)
        events, event = [], {}
        for line in curl.stdout:
            line = line.rstrip("\n")
            if line:
                name, _, value = line.partition(":")
                event[name] = value.strip()
                continue
            events.append(event)
            event = {}
            if events[-1]["event"] == "snapshot":
                self.next_day()
            if len(events) == 4:
                break
        self.assertEqual([e["event"] for e in events], ["hello", "snapshot", "update", "heartbeat"])
        self.assertIn("retry", events[0])
        hello, snapshot, update, _ = (json.loads(e["data"]) for e in events)
        self.assertEqual(hello["heartbeat_ms"], 1000)
        self.assertEqual(events[2]["id"], f"{update['epoch']}:{update['seq']}")
        self.assertEqual(update["prev"], snapshot["seq"])

    def test_rest_answers(self):
        status, headers, body = self.server.get("/v1/rates")
        self.assertEqual(status, 200)
        self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
        etag = headers["ETag"]
        self.assertEqual(self.server.get("/v1/rates", headers={"If-None-Match": etag})[0], 304)
        rate = self.server.json("/v1/rates/TJS-USD")
        self.assertEqual(rate, json.loads(body)["rates"][0])
        self.assertEqual(rate["as_of"], "2026-05-18")
        catalogue = self.server.json("/v1/pairs")
        self.assertIn("TJS/USD", json.dumps(catalogue))
        status, headers, body = self.server.get("/v1/nothing")
        self.assertEqual(status, 404)
        self.assertEqual(headers["Content-Type"], "application/problem+json")
        self.assertEqual(headers["Cache-Control"], "no-store")

    def test_probes_and_metrics(self):
        for path in ("/livez", "/readyz"):
            for port in (self.server.port, self.server.operations):
                self.assertEqual(self.server.get(path, port)[0], 200, path)
        self.assertEqual(self.server.get("/healthz")[0], 404)
        self.assertEqual(self.server.get("/metrics")[0], 404)
        status, headers, body = self.server.get("/healthz", self.server.operations)
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"], "application/health+json")
        self.assertIn("feed:nbt", json.loads(body)["checks"])
        metrics = self.server.get("/metrics", self.server.operations)[2]
        for name in ("tickerd_batches_total", 'tickerd_feed_attempts_total{feed="nbt"}',
                     "tickerd_connections", "tickerd_delivered_frames_total"):
            self.assertIn(name, metrics)

    def test_pages_and_widget_come_from_the_binary(self):
        for path, kind in (("/", "text/html"), ("/demo", "text/html"), ("/embed", "text/html"),
                           ("/widget.js", "text/javascript"), ("/client.js", "text/javascript"),
                           ("/polling.js", "text/javascript"), ("/tabs.js", "text/javascript"),
                           ("/client.d.ts", "application/typescript")):
            status, headers, body = self.server.get(path)
            self.assertEqual(status, 200, path)
            self.assertTrue(headers["Content-Type"].startswith(kind), path)
            self.assertTrue(body)


if __name__ == "__main__":
    unittest.main()

"""What was published is kept, told by /v1/history, and outlives the process."""

import json
import sqlite3
import unittest

from case import Case
from tickerd import Tickerd, payload, until

KZT = "/v1/history?pair=KZT/USD&from=2026-03-01"


class History(Case):
    def setUp(self):
        super().setUp()
        url = self.source.serve("/nbk", payload("nbk/get_rates_2026-04-01.xml"))
        self.config = {"pairs": ["KZT/USD"],
                       "feeds": [{"preset": "nbk", "every": "150ms", "url": url}]}

    def days(self, server, query=""):
        return server.json(KZT + query)["points"]

    def run_two_days(self, server):
        server.wait_for("KZT/USD", as_of="2026-04-01")
        self.source.serve("/nbk", payload("nbk/get_rates_2026-04-02.xml"))
        server.wait_for("KZT/USD", as_of="2026-04-02")
        return until(lambda: len(self.days(server)) == 2 and self.days(server), "two days")

    def test_each_day_is_told_and_kept(self):
        with Tickerd(self.config, folder=self.folder) as server:
            days = self.run_two_days(server)
            self.assertEqual([day["start"] for day in days], ["2026-04-01", "2026-04-02"])
            self.assertEqual(days[0]["source"], "nbk")
            self.assertEqual(days[1]["open"], days[1]["close"])
            self.assertTrue(days[1]["close"].startswith("0.00"))
            server.kill()
            server.start()
            self.assertEqual(self.days(server), days)

            status, headers, _ = server.get(KZT + "&to=2026-04-10")
            self.assertEqual(status, 200)
            self.assertIn("max-age=86400", headers["Cache-Control"])
            again = server.get(KZT + "&to=2026-04-10", headers={"If-None-Match": headers["ETag"]})
            self.assertEqual(again[0], 304)

            points = self.days(server, "&interval=raw")
            self.assertEqual([point["as_of"] for point in points], ["2026-04-01", "2026-04-02"])
            self.assertEqual(points[1]["seq"], server.json("/v1/rates/KZT-USD")["seq"])
            lines = server.get(KZT + "&format=csv")[2].splitlines()
            self.assertEqual(lines[0], "start,open,high,low,close,points,source")
            self.assertEqual([line.split(",")[0] for line in lines[1:]],
                             ["2026-04-01", "2026-04-02"])
            objects = [json.loads(line) for line in
                       server.get(KZT + "&format=ndjson")[2].splitlines()]
            self.assertEqual(objects, days)

    def test_pages_join_without_a_gap(self):
        with Tickerd(self.config, folder=self.folder) as server:
            days = self.run_two_days(server)
            first = server.json(KZT + "&limit=1")
            second = server.json(KZT + f"&limit=1&cursor={first['next']}")
            self.assertEqual(first["points"] + second["points"], days)
            self.assertIsNone(second["next"])

    def test_the_board_of_a_past_day_and_its_sparkline(self):
        with Tickerd(self.config, folder=self.folder) as server:
            days = self.run_two_days(server)
            today = server.rates()["KZT/USD"]
            then = server.rates("?at=2026-04-02")["KZT/USD"]
            same = ("rate", "change", "change_pct", "as_of", "source")
            self.assertEqual([then[key] for key in same], [today[key] for key in same])
            # The day before is the first that is known: no change, and no zero in its place.
            first = server.rates("?at=2026-04-01")["KZT/USD"]
            self.assertEqual((first["as_of"], first["change_pct"]), ("2026-04-01", None))
            # A day without a value has the one before.
            self.assertEqual(server.rates("?at=2026-04-05")["KZT/USD"]["as_of"], "2026-04-02")
            status, _, body = server.get("/v1/rates?at=2026-03-31")
            self.assertEqual((status, json.loads(body)["code"]), (404, "no_rate_then"))
            self.assertEqual(server.get("/v1/rates?at=31.03.2026")[0], 400)
            self.assertIn("KZT/USD", server.get("/v1/rates?at=2026-04-02&format=csv")[2])

            spark = server.json("/v1/pairs?spark=30")["pairs"][0]["spark"]
            self.assertEqual(spark, [first["rate"], today["rate"]])
            self.assertEqual(len(days), len(spark))
            self.assertNotIn("spark", server.json("/v1/pairs")["pairs"][0])
            self.assertEqual(server.get("/v1/pairs?spark=1")[0], 400)

    def test_a_damaged_file_is_set_aside_and_rates_go_on(self):
        with Tickerd(self.config, folder=self.folder) as server:
            self.run_two_days(server)
            server.kill()
            data = server.folder / "data"
            (data / "history.sqlite").write_bytes(b"scribbled over" * 1000)
            server.start()
            server.wait_for("KZT/USD", as_of="2026-04-02")
            # The last rate is known, so it is what the new history begins with.
            until(lambda: [day["start"] for day in self.days(server)] == ["2026-04-02"], "a new file")
            self.assertEqual(len(list(data.glob("history.sqlite.corrupt-*"))), 1)
            self.assertIn("store_set_aside", server.log())

    def test_it_can_be_switched_off(self):
        with Tickerd(self.config | {"history": {"enabled": False}}, folder=self.folder) as server:
            server.wait_for("KZT/USD")
            status, _, body = server.get(KZT)
            self.assertEqual((status, json.loads(body)["code"]), (404, "no_history"))
            self.assertFalse((server.folder / "data" / "history.sqlite").exists())

    def test_health_and_metrics_tell_of_it(self):
        with Tickerd(self.config, folder=self.folder) as server:
            self.run_two_days(server)
            check = server.json("/healthz", server.operations)["checks"]["store:history"][0]
            self.assertEqual(check["status"], "pass")
            metrics = server.get("/metrics", server.operations)[2]
            self.assertIn("tickerd_history_points_total 2", metrics)
            self.assertIn("tickerd_history_dropped_points_total 0", metrics)

    def test_the_file_is_sound_after_the_end(self):
        with Tickerd(self.config, folder=self.folder) as server:
            self.run_two_days(server)
        file = sqlite3.connect(f"{self.folder}/data/history.sqlite")
        self.assertEqual(file.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        self.assertEqual(file.execute("SELECT count(*) FROM points").fetchone(), (2,))
        file.close()


if __name__ == "__main__":
    unittest.main()

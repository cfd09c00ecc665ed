"""kill -9 and start again: the same history goes on, and a client resumes in it."""

import unittest

from case import Case
from tickerd import DATA, Tickerd, payload, until


class Restart(Case):
    def setUp(self):
        super().setUp()
        self.config = {
            "pairs": ["KZT/USD", "TJS/USD"],
            "feeds": [
                {"preset": "nbk", "every": "150ms",
                 "url": self.source.serve("/nbk", payload("nbk/get_rates_2026-04-01.xml"))},
                {"preset": "nbt", "every": "150ms",
                 "url": self.source.serve("/nbt", payload("nbt/2026-05-18.xml"))},
            ],
        }

    def test_a_restart_goes_on_where_the_kill_was(self):
        with Tickerd(self.config, folder=self.folder) as server:
            server.wait_for("KZT/USD", source="nbk")
            server.wait_for("TJS/USD", source="nbt")
            self.source.serve("/nbk", payload("nbk/get_rates_2026-04-02.xml"))
            server.wait_for("KZT/USD", change_pct="0.77")
            before = server.json("/v1/rates")
            since = f"{before['epoch']}:{before['seq']}"
            server.kill()

            server.start()
            until(lambda: len(server.rates()) == 2, "the board after a restart")
            self.source.wait_for_hits("/nbk")
            after = server.json("/v1/rates")
            self.assertEqual(after["epoch"], before["epoch"])
            self.assertEqual(after["seq"], before["seq"])
            strip = lambda rates: [{k: v for k, v in r.items() if k != "fetched_at"} for r in rates]
            self.assertEqual(strip(after["rates"]), strip(before["rates"]))

            # Nothing changed: a resuming client gets an empty, resumed snapshot.
            hello, snapshot = server.listen(f"?since={since}")
            self.assertEqual(hello["epoch"], before["epoch"])
            self.assertTrue(snapshot["resumed"])
            self.assertEqual(snapshot["rates"], [])

            # One pair changed meanwhile: it gets that one only, and its change is of the old day.
            self.source.serve("/nbt", payload("nbt/2026-05-19.xml"))
            server.wait_for("TJS/USD", change_pct="0.08")
            _, snapshot = server.listen(f"?since={since}")
            self.assertTrue(snapshot["resumed"])
            self.assertEqual([r["pair"] for r in snapshot["rates"]], ["TJS/USD"])
            self.assertGreater(snapshot["seq"], before["seq"])

            _, snapshot = server.listen("?since=0000000000000000:5")
            self.assertFalse(snapshot["resumed"])
            self.assertEqual(len(snapshot["rates"]), 2)

    def test_killed_in_mid_stream_no_seq_is_lost_or_used_twice(self):
        def table(day, usd):
            return (f'{{"date":"2026-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}",'
                    f'"usd":{{"kzt":{usd}}}}}').encode()

        path = "/usd"
        config = {
            "pairs": ["KZT/USD"],
            "feeds": [{"preset": "currency-api", "every": "20ms",
                       "url": self.source.serve(path, table(0, "500"))}],
        }
        with Tickerd(config, folder=self.folder) as server:
            seen = 0
            epoch = None
            for day in range(1, 13):
                server.wait_for("KZT/USD")
                self.source.serve(path, table(day, f"{500 + day}"))
                if day % 3:
                    server.wait_for("KZT/USD", as_of=f"2026-01-{day + 1:02}")
                board = server.json("/v1/rates")
                self.assertGreaterEqual(board["seq"], seen)
                self.assertIn(epoch, (None, board["epoch"]))
                seen, epoch = board["seq"], board["epoch"]
                if day % 3 == 0:
                    server.kill()
                    server.start()
            final = server.wait_for("KZT/USD", as_of="2026-01-13")
            self.assertEqual(final["basis"]["as_of"], "2026-01-12")

    def test_a_tag_does_not_outlive_the_configuration(self):
        with Tickerd(self.config, folder=self.folder) as server:
            server.wait_for("KZT/USD", source="nbk")
            server.wait_for("TJS/USD", source="nbt")
            tag = server.get("/v1/rates")[1]["ETag"]
            server.kill()
            server.start()
            self.assertEqual(server.get("/v1/rates", headers={"If-None-Match": tag})[0], 304)
            server.kill()
            server.config = self.config | {"pairs": ["KZT/USD"]}
            server.start()
            self.assertEqual(server.get("/v1/rates", headers={"If-None-Match": tag})[0], 200)

    def test_a_replay_moves_again_at_once(self):
        recording = DATA.parent.parent / "config" / "demo"
        config = {"pairs": ["KZT/USD"],
                  "feeds": [{"name": "demo", "kind": "replay", "preset": "currency-api",
                             "directory": str(recording), "every": "100ms"}]}
        with Tickerd(config, folder=self.folder) as server:
            until(lambda: server.wait_for("KZT/USD")["as_of"] > "2026-09-25", "ten days")
            server.kill()
            server.start()
            before = server.json("/v1/rates")["seq"]
            until(lambda: server.json("/v1/rates")["seq"] > before, "a new day", 5)

    def test_sigterm_says_goodbye_and_ends_well(self):
        config = self.config | {"drain": "500ms"}
        with Tickerd(config, folder=self.folder) as server:
            server.wait_for("KZT/USD", source="nbk")
            server.wait_for("TJS/USD", source="nbt")
            heard = server.listen("", messages=3, after=server.process.terminate)
            self.assertEqual(heard[-1]["type"], "bye")
            self.assertGreaterEqual(heard[-1]["reconnect_ms"], 0)
            self.assertEqual(server.ended(), 0)


if __name__ == "__main__":
    unittest.main()

"""SIGHUP: another configuration is taken as a whole or not at all, and nobody is dropped.

TICKERD_RELOADS says how often it is reloaded under load (50); scripts/soak.sh reloads 1,000 times.
"""

import copy
import json
import os
import random
import re
import threading
import time
import unittest

from case import Case
from reloading import Reloading, Subscriber
from tickerd import payload, until

RELOADS = int(os.environ.get("TICKERD_RELOADS", "50"))
USD = re.compile(rb"(<title>USD</title>.*?<description>)[0-9.]+", re.S)
PEG = {"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}


class Reload(Case):
    def setUp(self):
        super().setUp()
        self.body = payload("nbk/get_rates_2026-04-01.xml")
        self.bank = self.source.serve("/nbk", self.body)
        self.config = {
            "pairs": ["KZT/USD", "KZT/EUR"],
            "feeds": [{"preset": "nbk", "every": "20ms", "url": self.bank}, PEG],
        }

    def serve(self, **more):
        server = Reloading(self.config | more, folder=self.folder)
        self.addCleanup(server.__exit__)
        server.wait_for("KZT/USD")
        return server

    def follow(self, server, query=""):
        subscriber = Subscriber(server.port, query)
        self.addCleanup(subscriber.end)
        return subscriber

    def move(self):
        """The bank has another dollar."""
        dollar = f"{random.uniform(470, 490):.4f}".encode()
        self.source.serve("/nbk", USD.sub(rb"\g<1>" + dollar, self.body, count=1))

    def test_pairs_come_and_go_and_nobody_is_dropped(self):
        server = self.serve()
        everything, named = self.follow(server), self.follow(server, "?pairs=KZT/EUR,KZT/USD")
        server.change(pairs=["TMT/USD", "KZT/USD"])
        self.assertEqual([r["pair"] for r in server.json("/v1/rates")["rates"]],
                         ["TMT/USD", "KZT/USD"])
        until(lambda: sorted(everything.rates) == ["KZT/USD", "TMT/USD"], "the new board")
        # Who named a pair that left the list keeps it, as any pair that somebody asks for.
        before = named.rates["KZT/EUR"]["seq"]
        self.assertEqual(sorted(named.rates), ["KZT/EUR", "KZT/USD"])
        self.body = self.body.replace(b"<title>EUR</title>", b"<title>EUR</title>")
        body = re.sub(rb"(<title>EUR</title>.*?<description>)[0-9.]+", rb"\g<1>555.5", self.body,
                      count=1, flags=re.S)
        self.source.serve("/nbk", body)
        until(lambda: named.rates["KZT/EUR"]["seq"] > before, "an update of it")
        self.assertEqual(everything.problems + named.problems, [])
        self.assertEqual(server.json("/healthz", server.operations)["checks"]["rates:pairs"][0]
                         ["observedValue"], 2)

    def test_a_pair_that_nothing_gives_any_more_leaves_the_board(self):
        server = self.serve(pairs=["KZT/USD", "TMT/USD"])
        server.wait_for("TMT/USD")
        named = self.follow(server, "?pairs=TMT/USD,KZT/USD")
        server.change(pairs=["KZT/USD"], feeds=self.config["feeds"][:1])
        until(lambda: list(named.rates) == ["KZT/USD"], "a snapshot without it")
        status, _, body = server.get("/v1/rates?pairs=TMT/USD")
        self.assertEqual((status, json.loads(body)["code"]), (404, "unknown_pair"))
        self.assertNotIn("feed:peg", server.json("/healthz", server.operations)["checks"])
        server.change(pairs=["KZT/USD", "TMT/USD"], feeds=self.config["feeds"])
        until(lambda: "TMT/USD" in named.rates, "it comes back")
        self.assertEqual(named.problems, [])

    def test_a_feed_that_stays_keeps_its_pace_and_one_that_changed_begins_anew(self):
        slow = self.config["feeds"][0] | {"every": "1h"}
        server = self.serve(feeds=[slow, PEG])
        asked = server.feed("nbk")["attempts"]
        self.assertEqual(asked, 1)
        server.change(feeds=[PEG, slow])
        time.sleep(0.5)
        self.assertEqual(server.feed("nbk")["attempts"], 1)
        self.assertEqual(self.source.hits["/nbk"], 1)
        server.change(feeds=[PEG, slow | {"every": "50ms"}])
        until(lambda: server.feed("nbk")["attempts"] > 3, "the new pace")

    def test_a_bad_configuration_changes_nothing(self):
        server = self.serve()
        subscriber = self.follow(server)
        before = server.json("/v1/rates")
        good = (server.folder / "tickerd.json").read_text()
        bad = {
            "a key that is unknown": '{"pairs": ["KZT/USD"],\n "fedes": []}',
            "no JSON": good[:-5],
            "nothing": "",
            "a pair that is none": json.dumps(json.loads(good) | {"pairs": ["KZT/USD", "USD"]}),
            "no feed": json.dumps(json.loads(good) | {"feeds": [], "allowed_origins": []}),
        }
        for name, text in bad.items():
            with self.subTest(name):
                server.write(text)
                server.hang_up("refused")
        (server.folder / "tickerd.json").unlink()
        server.hang_up("refused")
        log = server.log()
        self.assertRegex(log, r"event=reload_refused pointer=/fedes line=2 column=2 .*unknown key")
        self.assertRegex(log, r"event=reload_refused pointer=/pairs/1 ")
        check = server.json("/healthz", server.operations)
        self.assertEqual(check["status"], "warn")
        self.assertIn("was refused", check["checks"]["config"][0]["output"])
        after = server.json("/v1/rates")
        self.assertEqual([r["pair"] for r in after["rates"]], [r["pair"] for r in before["rates"]])
        self.assertEqual(subscriber.problems, [])
        self.assertEqual(subscriber.snapshots, 1)
        server.write(good)
        server.hang_up()
        check = server.json("/healthz", server.operations)["checks"]["config"][0]
        self.assertEqual((check["status"], check.get("output")), ("pass", None))

    def test_settings_hold_for_what_comes_next(self):
        server = self.serve(log={"level": "info"})
        page = {"Origin": "https://news.example"}
        subscriber = self.follow(server)
        self.assertEqual(server.get("/v1/rates", headers=page)[1]["Access-Control-Allow-Origin"], "*")
        token = "correct-horse-battery"
        (server.folder / "desk.token").write_text(token)
        desk = {"name": "desk", "kind": "pushed", "token_file": str(server.folder / "desk.token")}
        server.change(allowed_origins=["https://other.example"],
                      limits={"pairs_per_subscription": 1, "header_bytes": 1024},
                      frame_ancestors=["'self'"], feeds=self.config["feeds"] + [desk])
        self.assertEqual(server.get("/v1/events", headers=page)[0], 403)
        self.assertEqual(server.get("/v1/rates?pairs=KZT/USD,KZT/EUR")[0], 400)
        self.assertEqual(server.get("/v1/rates", headers={"X": "y" * 2000})[0], 431)
        self.assertIn("frame-ancestors 'self'", str(server.get("/embed?pairs=KZT/USD")[1]))
        body = json.dumps({"quotes": [{"pair": "USD/KGS", "rate": "87", "as_of": "2026-04-01"}]})
        push = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.assertEqual(server.ask("POST", "/v1/quotes", body=body, headers=push)[0], 200)
        said = server.log().count("event=reloaded")
        self.assertEqual(said, 1)
        server.change(feeds=self.config["feeds"], log={"level": "error"})
        self.assertEqual(server.log().count("event=reloaded"), said, "below the new level")
        self.assertEqual(server.ask("POST", "/v1/quotes", body=body, headers=push)[0], 404)
        self.assertEqual(subscriber.problems, [])

    def test_streams_learn_of_another_heartbeat(self):
        server = self.serve(heartbeat="30s")
        server.change(feeds=[self.config["feeds"][0] | {"every": "1h"}, PEG])
        subscriber = self.follow(server)
        server.change(heartbeat="400ms", feeds=[self.config["feeds"][0] | {"every": "1h"}, PEG])
        until(lambda: len(subscriber.hellos) == 2, "another hello")
        self.assertEqual(subscriber.hellos[-1]["heartbeat_ms"], 400)
        seq = subscriber.seq
        time.sleep(2)  # more than twice the new patience with a peer
        self.assertEqual(subscriber.problems, [])
        self.assertEqual(subscriber.seq, seq)

    def test_what_needs_a_restart_is_named_and_left(self):
        server = self.serve()
        edges = server.config.get("threads", 2)
        server.change(threads=edges + 1, history={"enabled": False}, heartbeat="20s")
        self.assertRegex(server.log(), r"event=reloaded .*needs_restart=threads,history.enabled\n")
        self.assertEqual(server.listen(messages=1)[0]["heartbeat_ms"], 20000)
        self.assertEqual(server.get("/v1/history?pair=KZT/USD")[0], 200)

    def test_many_reloads_under_load(self):
        server = self.serve()
        everybody = [self.follow(server, query) for query in
                     ["", "", "?pairs=KZT/USD", "?pairs=KZT/EUR,KZT/USD", "?numbers=json"]]
        moving = threading.Event()
        moving.set()
        self.addCleanup(moving.clear)

        def keep_moving():
            while moving.is_set():
                self.move()
                time.sleep(0.02)

        threading.Thread(target=keep_moving, daemon=True).start()
        randomly = random.Random(7)
        good = json.loads((server.folder / "tickerd.json").read_text())
        refused, early = 0, None
        for number in range(RELOADS):
            if randomly.random() < 0.3:
                server.write(randomly.choice(["{", "[]", json.dumps(good)[:-1] + ', "x": 1}']))
                server.hang_up("refused")
                refused += 1
            else:
                server.write(json.dumps(self.another(good, randomly)))
                server.hang_up()
            if number == RELOADS // 4:
                early = server.resident(), server.files()
        self.assertEqual(server.counts(), {"taken": RELOADS - refused, "refused": refused})
        server.write(json.dumps(good))
        server.hang_up()
        for subscriber in everybody:
            seen = subscriber.updates
            until(lambda: subscriber.updates > seen, "updates go on")
            self.assertEqual(subscriber.problems, [])
        moving.clear()
        time.sleep(0.5)
        board = server.rates()
        until(lambda: everybody[0].rates == board, "the same as the board")
        resident, files = server.resident(), server.files()
        if not server.is_sanitized():  # what is freed is kept aside for a while then
            self.assertLess(resident, early[0] * 1.1 + 4096, f"RSS, KiB: {early[0]} to {resident}")
        self.assertLessEqual(files, early[1] + 4)
        print(f"{RELOADS} reloads: RSS {early[0]} to {resident} KiB, files {early[1]} to {files}")

    def another(self, good, randomly):
        """A sound configuration at random that has KZT/USD from the bank."""
        config = copy.deepcopy(good)
        others = ["KZT/EUR", "USD/KZT", "TMT/USD", "KZT/RUB", "KZT/KGS"]
        config["pairs"] = ["KZT/USD"] + randomly.sample(others, randomly.randrange(len(others)))
        randomly.shuffle(config["pairs"])
        config["feeds"][0]["every"] = randomly.choice(["20ms", "20ms", "30ms"])
        if "TMT/USD" not in config["pairs"] and randomly.random() < 0.5:
            del config["feeds"][1]
        config["heartbeat"] = randomly.choice(["15s", "1s"])
        config["publish_interval"] = randomly.choice(["0ms", "10ms"])
        config["max_jump_percent"] = randomly.choice(["10", "20"])
        config["log"] = {"level": randomly.choice(["info", "debug", "warning"])}
        config["limits"] = {"pairs_per_subscription": randomly.choice([16, 128])}
        return config


if __name__ == "__main__":
    unittest.main()

"""Real bank payloads in, right numbers out: through the real program and a real HTTP server."""

import unittest
from decimal import Decimal, getcontext

from source import Source
from tickerd import FIVE, Tickerd, payload

getcontext().prec = 50
NEVER_STALE = "3650d"


def pairs(*names, **rule):
    return [{"pair": name, "max_age": NEVER_STALE} | rule for name in names]


class Banks(unittest.TestCase):
    def setUp(self):
        self.source = Source()
        self.addCleanup(self.source.close)

    def run_tickerd(self, feeds, wanted):
        server = Tickerd({"pairs": wanted, "feeds": feeds})
        self.addCleanup(server.__exit__)
        return server

    def feed(self, preset: str, path: str, body: bytes, **more):
        url = self.source.serve(path, body, **more)
        return {"preset": preset, "url": url, "every": "200ms"}

    def two_days(self, preset, path, first, second, wanted, watched):
        """Serves the first day until `watched` shows it, then the second."""
        server = self.run_tickerd([self.feed(preset, path, payload(first))], pairs(*wanted))
        server.wait_for(watched)
        before = server.rates()
        self.source.serve(path, payload(second))
        return server, before

    def test_kazakhstan_changes_by_a_day_and_divides_by_the_quant(self):
        server, before = self.two_days(
            "nbk", "/nbk", "nbk/get_rates_2026-04-01.xml", "nbk/get_rates_2026-04-02.xml",
            ["KZT/USD", "UZS/KZT", "KRW/KZT"], "KZT/USD")
        self.assertIsNone(before["KZT/USD"]["change_pct"])
        self.assertIsNone(before["KZT/USD"]["basis"])
        rate = server.wait_for("KZT/USD", change_pct="0.77", as_of="2026-04-02")
        self.assertEqual(rate["basis"]["as_of"], "2026-04-01")
        self.assertEqual(rate["basis"]["kind"], "previous_close")
        self.assertEqual(rate["rate"], "0.0021049")  # 1 / 475.09
        self.assertEqual(rate["source"], "nbk")
        rates = server.rates()
        self.assertEqual(rates["UZS/KZT"]["rate"], "0.039100")  # 3.91 for 100
        self.assertEqual(Decimal(rates["KRW/KZT"]["rate"]).adjusted(), -1)

    def test_a_multiplier_that_changes_makes_no_false_tick(self):
        """The Bank of Russia quotes 10, then 1, then 10 Hong Kong dollars."""
        first = payload("cbr/XML_daily_2026-03-17.xml")
        for was, earlier in ((b'Date="17.03.2026"', b'Date="03.03.2026"'),
                             (b"<CharCode>HKD</CharCode><Nominal>1</Nominal>",
                              b"<CharCode>HKD</CharCode><Nominal>10</Nominal>"),
                             (b"<Value>10,3686</Value>", b"<Value>98,8262</Value>")):
            self.assertEqual(first.count(was), 1, was)
            first = first.replace(was, earlier)
        server = self.run_tickerd([self.feed("cbr", "/cbr", first)], pairs("HKD/RUB"))
        self.assertEqual(server.wait_for("HKD/RUB")["rate"], "9.8826")
        for file, rate, change in (("cbr/XML_daily_2026-03-17.xml", "10.369", "4.92"),
                                   ("cbr/XML_daily_2026-04-25.xml", "9.6570", "-6.86")):
            self.source.serve("/cbr", payload(file))
            seen = server.wait_for("HKD/RUB", rate=rate)
            self.assertEqual(seen["change_pct"], change)
            self.assertNotEqual(seen["status"], "held")
        self.assertNotIn("event=rate_held", server.log())

    def test_uzbekistan_changes_by_a_day(self):
        server, _ = self.two_days(
            "cbu", "/cbu", "cbu/all_2026-04-01.json", "cbu/all_2026-04-02.json",
            ["UZS/USD"], "UZS/USD")
        rate = server.wait_for("UZS/USD", change_pct="0.43")
        self.assertEqual(rate["rate"], "0.000082358")  # 1 / 12142.10

    def test_tajikistan_changes_by_a_day(self):
        server, _ = self.two_days(
            "nbt", "/nbt", "nbt/2026-05-18.xml", "nbt/2026-05-19.xml",
            ["TJS/USD"], "TJS/USD")
        rate = server.wait_for("TJS/USD", change_pct="0.08")
        self.assertEqual(
            (rate["rate"], rate["change"], rate["basis"]["rate"], rate["basis"]["as_of"]),
            ("0.10710", "0.0000905", "0.10701", "2026-05-18"))

    def test_kyrgyzstan_reads_windows_1251_and_decimal_commas(self):
        server = self.run_tickerd(
            [self.feed("nbkr", "/nbkr", payload("nbkr/daily_2026-05-24.xml"))],
            pairs("KGS/USD", precision={"significant": 5}))
        self.assertEqual(server.wait_for("KGS/USD")["rate"], "0.011435")

    def test_turkmenistan_does_not_move(self):
        server, _ = self.two_days(
            "cbt", "/cbt", "cbt/2026-05-20.xml", "cbt/2026-05-21.xml",
            ["TMT/USD"], "TMT/USD")
        self.assertEqual(server.wait_for("TMT/USD", change_pct="0")["rate"], "0.28571")

    def test_the_tape_reads_as_newsrooms_print_it(self):
        def day(date, tjs):
            return (f'{{"date":"{date}","usd":{{"kgs":87.41,"kzt":510.2,"tjs":{tjs},'
                    f'"uzs":12500,"tmt":3.49956}}}}').encode()

        feed = self.feed("currency-api", "/usd", day("2026-03-01", "10.34478"))
        server = self.run_tickerd([feed], pairs(*FIVE, precision={"decimals": 5}))
        server.wait_for("TJS/USD")
        self.source.serve("/usd", day("2026-03-02", "10.3231"))
        server.wait_for("TJS/USD", as_of="2026-03-02")
        status, headers, tape = server.get("/v1/tape?format=txt")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/plain"))
        self.assertEqual(
            tape.strip(),
            "KGS/USD = 0.01144 0% • KZT/USD = 0.00196 0% • TJS/USD = 0.09687 0.21% • "
            "UZS/USD = 0.00008 0% • TMT/USD = 0.28575 0%")

    def test_five_banks_make_one_board_and_own_quotes_win_over_crosses(self):
        # Kazakhstan's bank comes first and could give each of the five by a cross.
        feeds = [
            self.feed("nbk", "/nbk", payload("nbk/get_rates_2026-04-02.xml")),
            self.feed("cbu", "/cbu", payload("cbu/all_2026-04-02.json")),
            self.feed("nbt", "/nbt", payload("nbt/2026-05-19.xml")),
            self.feed("nbkr", "/nbkr", payload("nbkr/daily_2026-05-24.xml")),
            self.feed("cbt", "/cbt", payload("cbt/2026-05-21.xml")),
        ]
        server = self.run_tickerd(feeds, pairs(*FIVE) + pairs("KGS/TJS", precision={"decimals": 20}))
        sources = dict(zip(FIVE, ["nbkr", "nbk", "nbt", "cbu", "cbt"]))
        for pair, source in sources.items():
            server.wait_for(pair, source=source)
        # 10 KGS are 1.0677 TJS in nbt's table of that day: read, not crossed.
        self.assertEqual(server.rates()["KGS/TJS"]["source"], "nbt")
        metrics = server.get("/metrics", server.operations)[2]
        self.assertIn("tickerd_inconsistent_quotes 0", metrics)

    def test_a_cross_nobody_quotes_is_the_quotient_of_its_legs(self):
        feeds = [self.feed("cbu", "/cbu", payload("cbu/all_2026-04-02.json"))]
        wanted = pairs("KZT/EUR", precision={"significant": 20})
        server = self.run_tickerd(feeds, wanted)
        rate = server.wait_for("KZT/EUR", source="cbu")
        table = {row["Ccy"]: row for row in __import__("json").loads(
            payload("cbu/all_2026-04-02.json"))}
        expected = Decimal(table["KZT"]["Rate"]) / Decimal(table["EUR"]["Rate"])
        self.assertLess(abs(Decimal(rate["rate"]) / expected - 1), Decimal("1e-15"))

    def test_three_crosses_agree(self):
        server = self.run_tickerd([self.feed("cbu", "/cbu", payload("cbu/all_2026-04-02.json"))],
                                  pairs("EUR/USD", "USD/JPY", "EUR/JPY"))
        eurusd, usdjpy, eurjpy = (Decimal(server.wait_for(pair, source="cbu")["rate"])
                                  for pair in ("EUR/USD", "USD/JPY", "EUR/JPY"))
        self.assertLess(abs(eurusd * usdjpy / eurjpy - 1), Decimal("0.005"))

    def test_a_cross_of_two_banks_names_both(self):
        feeds = [
            self.feed("nbkr", "/nbkr", payload("nbkr/daily_2026-05-24.xml")),
            self.feed("cbt", "/cbt", payload("cbt/2026-05-21.xml")),
        ]
        server = self.run_tickerd(feeds, pairs("KGS/TMT", precision={"significant": 15}))
        rate = server.wait_for("KGS/TMT")
        if "+" in rate["source"]:
            self.assertEqual(rate["as_of"], "2026-05-21")
            self.assertLess(
                abs(Decimal(rate["rate"]) - Decimal("3.5") / Decimal("87.45")), Decimal("1e-14"))
        else:
            self.assertEqual(rate["source"], "cbt")

    def test_a_pair_that_is_not_configured_is_crossed_on_demand(self):
        feeds = [self.feed("cbu", "/cbu", payload("cbu/all_2026-04-02.json"))]
        server = self.run_tickerd(feeds, pairs("UZS/USD"))
        server.wait_for("UZS/USD")
        status, _, body = server.get("/v1/rates/KZT-KGS")
        self.assertEqual(status, 200, body)
        self.assertNotIn("KZT/KGS", server.rates())
        heard = server.listen("?pairs=KZT/KGS")
        self.assertEqual([r["pair"] for r in heard[1]["rates"]], ["KZT/KGS"])
        self.assertEqual(server.get("/v1/rates/KZT-ZZZ")[0], 404)

    def test_no_more_pairs_are_tracked_than_the_limit(self):
        feeds = [self.feed("cbu", "/cbu", payload("cbu/all_2026-04-02.json"))]
        server = Tickerd({"pairs": pairs("UZS/USD"), "feeds": feeds, "limits": {"tracked_pairs": 1}})
        self.addCleanup(server.__exit__)
        server.wait_for("UZS/USD")
        self.assertEqual(server.get("/v1/rates/KZT-KGS")[0], 200)
        status, _, body = server.get("/v1/rates/KZT-EUR")
        self.assertEqual(status, 404)
        self.assertIn("too many", body)
        self.assertEqual(server.get("/v1/rates/KZT-KGS")[0], 200)


class NoNews(unittest.TestCase):
    def setUp(self):
        self.source = Source()
        self.addCleanup(self.source.close)

    def check_nothing_happens(self, **second):
        """After the first day, `second` is served instead: no batch, no seq, nothing replaced."""
        path = "/nbk"
        first = payload("nbk/get_rates_2026-04-02.xml")
        url = self.source.serve(path, first, **second.pop("first", {}))
        with Tickerd({"pairs": ["KZT/USD"],
                      "feeds": [{"preset": "nbk", "url": url, "every": "100ms"}]}) as server:
            server.wait_for("KZT/USD")
            before = server.json("/v1/rates")
            if second:
                self.source.serve(path, **second)
            self.source.wait_for_hits(path, 3)
            after = server.json("/v1/rates")
            self.assertEqual(after["seq"], before["seq"])
            self.assertEqual(after["rates"], before["rates"])
            self.assertEqual(server.feed("nbk")["status"], "pass")

    def test_the_same_file_again(self):
        self.check_nothing_happens()

    def test_the_same_day_in_other_bytes(self):
        self.check_nothing_happens(body=payload("nbk/get_rates_2026-04-02.xml") + b"\n")

    def test_an_older_file(self):
        self.check_nothing_happens(body=payload("nbk/get_rates_2026-04-01.xml"))

    def test_not_modified(self):
        self.check_nothing_happens(first={"etag": '"v1"'})
        self.assertGreaterEqual(self.source.not_modified["/nbk"], 2)

    def test_a_compressed_body_reads_like_a_plain_one(self):
        self.check_nothing_happens(first={"compressed": True})


if __name__ == "__main__":
    unittest.main()

"""A feed that fails says what and where; its last rates stay and every other feed goes on."""

import socket
import unittest

from source import Source
from tickerd import Tickerd, payload, until

GOOD = "nbk/get_rates_2026-04-01.xml"


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


#: What is served in place of Kazakhstan's XML, and words that health must say of it.
FAULTS = {
    "html_with_200": (
        {"body": payload("bnr/request_rejected_html_instead_of_xml.html"),
         "headers": {"Content-Type": "text/html"}}, ["html"]),
    "empty_list": ({"body": b"[]"}, ["expected"]),
    "json_from_an_xml_endpoint": (
        {"body": payload("nbk/error_invalid_date.json")}, ["JSON", "Invalid format date"]),
    "root_without_rows": ({"body": payload("cbr/error.xml")}, ["ValCurs"]),
    "broken_xml": ({"body": b"<rates><date>02.04.2026</date><item>"}, ["expected"]),
    "truncated_body": ({"body": payload(GOOD), "cut": 900}, ["body"]),
    "status_500": ({"body": b"oops", "status": 500}, ["500"]),
    "timeout": ({"body": payload(GOOD), "delay": 3.0}, ["timeout"]),
}


class Faults(unittest.TestCase):
    def test_each_fault_is_named_and_harms_nothing_else(self):
        for name, (fault, words) in FAULTS.items():
            with self.subTest(name):
                self.check(fault, words)

    def check(self, fault, words):
        source = Source()
        self.addCleanup(source.close)
        nbk = source.serve("/nbk", payload(GOOD))
        nbt = source.serve("/nbt", payload("nbt/2026-05-18.xml"))
        with Tickerd({
            "pairs": ["KZT/USD", "TJS/USD"],
            "feeds": [
                {"preset": "nbk", "url": nbk, "every": "150ms", "timeout": "700ms"},
                {"preset": "nbt", "url": nbt, "every": "150ms"},
            ],
        }) as server:
            good = server.wait_for("KZT/USD", source="nbk")
            server.wait_for("TJS/USD", source="nbt")
            source.serve("/nbk", **fault)
            output = server.wait_for_failure("nbk")
            for word in words:
                self.assertIn(word.lower(), output.lower())
            kept = server.rates()["KZT/USD"]
            self.assertEqual((kept["rate"], kept["as_of"]), (good["rate"], good["as_of"]))
            source.serve("/nbt", payload("nbt/2026-05-19.xml"))
            server.wait_for("TJS/USD", source="nbt", as_of="2026-05-19")
            self.assertEqual(server.json("/healthz", server.operations)["status"], "warn")
            source.serve("/nbk", payload("nbk/get_rates_2026-04-02.xml"))
            server.wait_for("KZT/USD", as_of="2026-04-02")
            until(lambda: server.feed("nbk")["status"] == "pass", "recovery")

    def test_broken_json_and_an_empty_list(self):
        source = Source()
        self.addCleanup(source.close)
        cbu = source.serve("/cbu", payload("cbu/all_2026-04-01.json"))
        with Tickerd({"pairs": ["UZS/USD"],
                      "feeds": [{"preset": "cbu", "url": cbu, "every": "100ms"}]}) as server:
            good = server.wait_for("UZS/USD")
            source.serve("/cbu", payload("cbu/all_2026-04-02.json")[:5000])
            self.assertIn("json", server.wait_for_failure("cbu").lower())
            source.serve("/cbu", b"[]")  # a weekend: no news, and not a failure
            until(lambda: server.feed("cbu")["status"] == "pass", "an empty list is no failure")
            self.assertEqual(server.rates()["UZS/USD"], good)

    def test_a_refused_connection(self):
        url = f"http://127.0.0.1:{closed_port()}/nbk"
        with Tickerd({"pairs": ["KZT/USD", "TMT/USD"], "feeds": [
                {"preset": "nbk", "url": url, "every": "200ms"},
                {"name": "tmt-peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}]}) as server:
            rate = server.wait_for("TMT/USD")
            self.assertEqual((rate["rate"], rate["status"]), ("0.28571", "pegged"))
            self.assertIn("refused", server.wait_for_failure("nbk").lower())

    def test_a_redirect_to_another_host(self):
        here, there = Source(), Source()
        self.addCleanup(here.close)
        self.addCleanup(there.close)
        moved = there.serve("/moved", payload(GOOD))
        url = here.serve("/nbk", b"", status=301, headers={"Location": moved})
        feed = {"preset": "nbk", "url": url, "every": "200ms"}
        place = f"127.0.0.1:{there.port}"
        with Tickerd({"pairs": ["KZT/USD"], "feeds": [feed]}) as server:
            said = server.wait_for_failure("nbk")
            self.assertIn(place, said)
            self.assertIn("redirect_hosts permits it", said)
            self.assertEqual(there.connections, 0)
        with Tickerd({"pairs": ["KZT/USD"],
                      "feeds": [{**feed, "redirect_hosts": [place]}]}) as server:
            server.wait_for("KZT/USD", source="nbk")

    def test_one_unreadable_row_is_reported_and_skipped(self):
        source = Source()
        self.addCleanup(source.close)
        text = payload(GOOD).decode()
        at = text.index("<title>KGS</title>")
        broken = text[:at] + text[at:].replace("<description>", "<description>n/a ", 1)
        url = source.serve("/nbk", broken.encode())
        with Tickerd({"pairs": ["KZT/USD"],
                      "feeds": [{"preset": "nbk", "url": url, "every": "200ms"}]}) as server:
            server.wait_for("KZT/USD")
            feed = until(lambda: server.feed("nbk") if server.feed("nbk").get("rowProblems") else None,
                         "a row problem")
            self.assertEqual(feed["status"], "pass")
            self.assertEqual(len(feed["rowProblems"]), 1)
            problem = feed["rowProblems"][0]
            self.assertIn("KGS", problem["where"])
            self.assertIn("n/a", problem["what"])


if __name__ == "__main__":
    unittest.main()

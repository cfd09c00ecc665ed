"""What the public is told of the sources: words and times, nothing that was said inside."""

import json
import unittest

from case import Case
from tickerd import Tickerd, payload, until

KEY = "s3cret-Key/0123456789"


class Status(Case):
    def serve(self, feeds: list, **more) -> Tickerd:
        server = Tickerd({"pairs": ["KZT/USD", "TMT/USD"], "feeds": feeds} | more, folder=self.folder,
                         environment={"BANK_KEY": KEY})
        self.addCleanup(server.__exit__)
        return server

    def nbk(self, **more) -> dict:
        return {"preset": "nbk", "url": self.source.url("/private-path"), "every": "100ms"} | more

    def wait_for(self, server: Tickerd, name: str, **fields) -> dict:
        """What is said of a source once it is as given."""

        def there():
            for source in server.json("/v1/status")["sources"]:
                if source["name"] == name and all(source[k] == v for k, v in fields.items()):
                    return source
            return None

        return until(there, f"{name} with {fields}: {server.get('/v1/status')[2]}")

    def test_a_source_is_named_with_its_pairs_and_times(self):
        self.source.serve("/private-path", payload("nbk/get_rates_2026-04-02.xml"))
        peg = {"name": "tmt-peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}
        server = self.serve([self.nbk(), peg])
        # The recorded day is long past: the bank owes the days since.
        bank = self.wait_for(server, "nbk", state="late", pairs=["KZT/USD"])
        self.assertEqual(bank["title"], "National Bank of Kazakhstan")
        self.assertEqual(bank["kind"], "polled")
        self.assertIsNotNone(bank["last_success"])
        self.assertIsNotNone(bank["next_poll"])
        self.wait_for(server, "tmt-peg", state="fresh", kind="fixed", pairs=["TMT/USD"])
        status = server.json("/v1/status")
        rates = server.json("/v1/rates")
        self.assertEqual((status["epoch"], status["seq"]), (rates["epoch"], rates["seq"]))
        self.assertEqual(status["pairs"]["configured"], 2)
        self.assertLess(status["started_at"], status["now"])
        self.assertRegex(status["server"], r"^tickerd/\d")

    def test_it_goes_from_starting_to_failing_and_back(self):
        body = payload("nbk/get_rates_2026-04-02.xml")
        self.source.serve("/private-path", body, delay=2)
        server = self.serve([self.nbk()])
        self.assertEqual(server.json("/v1/status")["sources"][0]["state"], "starting")
        self.source.serve("/private-path", b"<html>Wartung: frag <b>Jana</b></html>")
        self.wait_for(server, "nbk", state="failing")
        self.source.serve("/private-path", body)
        self.wait_for(server, "nbk", state="late")

    def test_what_failed_is_not_told(self):
        url = self.source.serve("/private-path", b"<html>Wartung: frag Jana</html>", status=502)
        keyed = {"preset": "openexchangerates", "url": self.source.url("/oxr?app_id={key}"),
                 "every": "100ms", "key_env": "BANK_KEY", "accept_terms": True}
        self.source.serve("/oxr", b'{"error": true, "description": "no such key"}', status=401)
        server = self.serve([self.nbk(), keyed])
        self.wait_for(server, "nbk", state="failing", last_success=None, pairs=[])
        self.wait_for(server, "openexchangerates", state="failing")
        inside = server.wait_for_failure("nbk")
        self.assertIn("502", inside)
        _, headers, text = server.get("/v1/status")
        for secret in (KEY, url, "private-path", "127.0.0.1", "Wartung", "Jana", "no such key",
                       "http_status", inside):
            self.assertNotIn(secret, text)
        for source in json.loads(text)["sources"]:
            self.assertEqual(set(source), {"name", "title", "kind", "state", "last_success",
                                           "next_poll", "pairs"})
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertIsNone(headers["ETag"])

    def test_it_counts_who_listens(self):
        self.source.serve("/private-path", payload("nbk/get_rates_2026-04-02.xml"))
        server = self.serve([self.nbk()])
        self.wait_for(server, "nbk", pairs=["KZT/USD"])
        self.assertEqual(server.json("/v1/status")["clients"], 0)
        counted = []
        server.listen(after=lambda: counted.append(
            until(lambda: server.json("/v1/status")["clients"] == 1, "one client")))
        self.assertEqual(counted, [True])
        until(lambda: server.json("/v1/status")["clients"] == 0, "nobody")


if __name__ == "__main__":
    unittest.main()

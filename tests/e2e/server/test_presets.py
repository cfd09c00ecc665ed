"""Presets: checked and listed, used over the network with their own request, a new bank by a file alone."""

import http.server
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import unittest

from tickerd import BINARY, DATA, payload

PRESETS = DATA.parent.parent / "config" / "presets"
KEY = "s3cret/key&1"


def run(*arguments, **more):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60, **more)


class Listener:
    """A source that keeps what it was asked, answering `status` and `body`."""

    def __init__(self, body: bytes, status: int = 200):
        self.requests = []
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                listener.requests.append((self.command, self.path, dict(self.headers), sent))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer

            def log_message(self, *args):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Check(unittest.TestCase):
    def check(self, text: str):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "bank.json")
            file.write_text(text)
            return run("preset", "check", str(file))

    def test_every_shipped_preset_passes(self):
        for file in sorted(PRESETS.glob("*.json")):
            with self.subTest(file.name):
                done = run("preset", "check", str(file))
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(done.stdout.startswith(f"{file.stem}: "), done.stdout)

    def test_it_says_what_it_understood(self):
        out = run("preset", "check", str(PRESETS / "tcmb.json")).stdout
        for part in ("https://www.tcmb.gov.tr/kurlar/today.xml",
                     "every 15m mon-fri 15:00 to 18:00, else every 1h",
                     "Unit of @Kod = middle of ForexBuying and ForexSelling TRY",
                     "fewer than 8 rates, no USD"):
            self.assertIn(part, out)
        self.assertIn("needs a key; not for republication", run("preset", "check", "fixer").stdout)

    def test_a_wrong_one_exits_78_with_file_and_place(self):
        text = (PRESETS / "nbk.json").read_text()
        for change, said in {
            ('"rate": "description"', '"raet": "description"'): '/mapping/raet: unknown key; did you mean "rate"?',
            ('"every": "15m"', '"every": "15"'): "/every: expected a duration",
            ('"days": "mon-fri"', '"days": "mon-fry"'): "/windows/1/days: expected days",
            ('Asia/Almaty', 'Asia/Almata'): 'time zone "Asia/Almata"',
            ('{date:%d.%m.%Y}', '{date:%d.%H}'): "expected %d %m %Y or %y, got %H",
            ('"title"', '"title'): "broken JSON: parse error at line",
        }.items():
            with self.subTest(said):
                done = self.check(text.replace(*change))
                self.assertEqual(done.returncode, 78)
                self.assertIn("bank.json: ", done.stderr)
                self.assertIn(said, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_file_that_is_not_there(self):
        done = run("preset", "check", "./none.json")
        self.assertEqual(done.returncode, 78)
        self.assertIn("./none.json: the file cannot be read", done.stderr)

    def test_the_list_names_every_shipped_preset(self):
        done = run("preset", "list")
        self.assertEqual(done.returncode, 0, done.stderr)
        names = [line.split()[0] for line in done.stdout.splitlines()]
        self.assertEqual(names, sorted(file.stem for file in PRESETS.glob("*.json")))


class Rows(unittest.TestCase):
    def test_each_row_is_shown_as_it_was_read(self):
        out = run("fetch", "nbkr-weekly", "--body", str(DATA / "nbkr/weekly_2026-05-23.xml")).stdout
        rows = {line.split()[2]: line.split() for line in out.splitlines() if "/KGS" in line}
        self.assertEqual(rows["JPY/KGS"][3:], ["0.54969", "5,4969", "10", "2026-05-23"])
        self.assertEqual(rows["JPY/KGS"][1], "(JPY)")
        self.assertIn("39 quotes, 0 rows not read, 1 left out", out)
        self.assertIn("(BYR): skip_codes has it", out)

    def test_a_row_that_cannot_be_read_says_why(self):
        body = payload("nbkr/daily_2026-05-24.xml").replace(b"101,5076", b"n/a").decode()
        done = run("fetch", "nbkr", "--body", "-", input=body)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('(EUR): rate: expected a number above zero, got "n/a"', done.stdout)

    def test_a_program_gets_the_same(self):
        done = run("fetch", "tcmb", "--json", "--body", str(DATA / "tcmb/synthetic_today.xml"))
        said = json.loads(done.stdout)
        quotes = {quote["pair"]: quote for quote in said["quotes"]}
        self.assertEqual(quotes["JPY/TRY"]["value"], "0.285")
        self.assertEqual((quotes["JPY/TRY"]["buy"], quotes["JPY/TRY"]["sell"]), ("28.4", "28.6"))
        self.assertEqual(quotes["JPY/TRY"]["multiplier"], "100")
        self.assertEqual(said["left_out"][0]["what"], 'no value: sell is ""')
        self.assertEqual(len(said["document"]["sha256"]), 64)


class NewBanks(unittest.TestCase):
    """Two banks that came by a preset file alone, on invented bodies of their shape."""

    def read(self, preset, body):
        done = run("fetch", preset, "--json", "--body", str(DATA / body))
        self.assertEqual(done.returncode, 0, done.stderr)
        said = json.loads(done.stdout)
        self.assertEqual(said["problems"], [])
        return {quote["pair"]: (quote["value"], quote["as_of"]) for quote in said["quotes"]}

    def test_belarus(self):
        quotes = self.read("nbrb", "nbrb/synthetic_rates.json")
        self.assertEqual(len(quotes), 17)
        self.assertEqual(quotes["USD/BYN"], ("2.9", "2026-01-05"))
        self.assertEqual(quotes["KZT/BYN"], ("0.0065", "2026-01-05"))
        self.assertEqual(quotes["IRR/BYN"], ("0.0000225", "2026-01-05"))

    def test_moldova(self):
        quotes = self.read("bnm", "bnm/synthetic_rates.xml")
        self.assertEqual(len(quotes), 22)
        self.assertEqual(quotes["USD/MDL"], ("17.5", "2026-01-05"))
        self.assertEqual(quotes["UZS/MDL"], ("0.00145", "2026-01-05"))
        self.assertEqual(quotes["TMT/MDL"], ("5", "2026-01-05"))

    def test_the_file_alone_is_enough(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "new-bank.json")
            file.write_text((PRESETS / "bnm.json").read_text())
            done = run("fetch", str(file), "--body", str(DATA / "bnm/synthetic_rates.xml"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("KGS/MDL", done.stdout)


class Network(unittest.TestCase):
    def source(self, body: bytes, status: int = 200) -> Listener:
        listener = Listener(body, status)
        self.addCleanup(listener.close)
        return listener

    def test_the_presets_own_request_is_sent(self):
        source = self.source(payload("cba/ExchangeRatesLatest_2026-03-18.xml"))
        done = run("fetch", "cba", "--url", source.url + "/exchangerates.asmx")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("377.39", done.stdout)
        method, path, headers, body = source.requests[0]
        self.assertEqual((method, path), ("POST", "/exchangerates.asmx"))
        self.assertEqual(headers["Content-Type"], "text/xml; charset=utf-8")
        self.assertEqual(headers["SOAPAction"], '"http://www.cba.am/ExchangeRatesLatest"')
        self.assertIn(b'<ExchangeRatesLatest xmlns="http://www.cba.am/" />', body)

    def test_the_key_is_sent_and_not_shown(self):
        source = self.source(payload("fixer/synthetic_latest.json"))
        done = run("fetch", "fixer", "--url", source.url + "/latest?access_key={key}", "--json",
                   "--key-env", "FIXER_KEY", env=os.environ | {"FIXER_KEY": KEY})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(source.requests[0][1], "/latest?access_key=s3cret%2Fkey%261")
        self.assertEqual(json.loads(done.stdout)["document"]["url"],
                         source.url + "/latest?access_key={key}")
        self.assertNotIn("s3cret", done.stdout + done.stderr)

    def test_a_source_that_repeats_the_key_does_not_show_it(self):
        said = json.dumps({"success": False, "error": {"type": f"key {KEY} is unknown"}}).encode()
        for status in (200, 403):
            source = self.source(said, status)
            done = run("fetch", "fixer", "--url", source.url + "/?k={key}",
                       "--key-env", "FIXER_KEY", env=os.environ | {"FIXER_KEY": KEY})
            self.assertEqual(done.returncode, 1)
            self.assertIn("key {key} is unknown", done.stderr)
            self.assertNotIn("s3cret", done.stdout + done.stderr)

    def test_a_missing_key_says_how_to_give_one(self):
        done = run("fetch", "fixer")
        self.assertEqual(done.returncode, 1)
        self.assertIn("key_env or key_file", done.stderr)
        self.assertIn("--key-env NAME", done.stderr)
        done = run("fetch", "fixer", "--key-env", "NO_SUCH_KEY")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--key-env: expected a key in the environment variable NO_SUCH_KEY", done.stderr)

    def test_a_preset_for_pushed_bodies_has_no_address(self):
        done = run("fetch", "push")
        self.assertEqual(done.returncode, 1)
        self.assertIn("it has no address of its own: give --url or --body", done.stderr)

    def test_a_stream_is_not_fetched(self):
        done = run("fetch", "kraken")
        self.assertEqual(done.returncode, 1)
        self.assertIn("preset kraken: a stream is not fetched: serve it", done.stderr)


if __name__ == "__main__":
    unittest.main()

"""HTTPS and wss:// of the built program, judged by OpenSSL's own client."""

import asyncio
import http.client
import json
import pathlib
import re
import ssl
import subprocess
import unittest

import websockets

from tickerd import Tickerd, until

CONFIG = {
    "pairs": ["TMT/USD"],
    "feeds": [{"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}],
    "tls": {"certificate": "server.pem", "key": "server.key"},
    "limits": {"control_rate": 0},
}


def make_certificate(folder: pathlib.Path, days: int = 90, key: str = "ec") -> str:
    """Writes server.pem and server.key, and returns the certificate."""
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec" else \
        ["-newkey", "rsa:2048"]
    subprocess.run(
        ["openssl", "req", "-x509", *kind, "-nodes", "-days", str(days), "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(folder / "server.key"), "-out", str(folder / "server.pem")],
        check=True, capture_output=True)
    return (folder / "server.pem").read_text()


class Tls(unittest.TestCase):
    def setUp(self):
        import tempfile
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.folder = pathlib.Path(own.name)
        self.certificate = make_certificate(self.folder)
        self.server = Tickerd(CONFIG, folder=own.name)
        self.addCleanup(self.server.__exit__)
        until(lambda: self.get("/v1/rates/TMT-USD")[0] == 200, "a rate")

    def trusting(self, certificate: str | None = None) -> ssl.SSLContext:
        context = ssl.create_default_context(cadata=certificate or self.certificate)
        return context

    def get(self, path: str, certificate: str | None = None):
        connection = http.client.HTTPSConnection("127.0.0.1", self.server.port, timeout=20,
                                                 context=self.trusting(certificate))
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def client(self, *options: str, text: str = "") -> str:
        """What OpenSSL's client says of a connection."""
        done = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{self.server.port}",
             "-CAfile", str(self.folder / "server.pem"), *options],
            input=text, capture_output=True, text=True, timeout=30)
        return done.stdout + done.stderr

    def metric(self, name: str) -> float:
        text = self.server.get("/metrics", self.server.operations)[2]
        return float(re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)[1])

    def reload(self):
        count = self.metric('tickerd_reloads_total{result="taken"}') + \
            self.metric('tickerd_reloads_total{result="refused"}')
        self.server.process.send_signal(1)
        until(lambda: self.metric('tickerd_reloads_total{result="taken"}') +
              self.metric('tickerd_reloads_total{result="refused"}') > count, "a reload")

    def test_pages_and_rates_are_served(self):
        status, headers, body = self.get("/v1/rates")
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(body)["rates"][0]["pair"], "TMT/USD")
        self.assertEqual(headers["Strict-Transport-Security"], "max-age=86400")
        self.assertIn("https://", self.get("/oembed?url=https://127.0.0.1:"
                                           f"{self.server.port}/embed?pairs=TMT/USD")[2])
        self.assertRegex(self.server.log(), r"builder=https://")

    def test_a_subscriber_hears_over_wss(self):
        async def listen():
            url = f"wss://127.0.0.1:{self.server.port}/v1/stream"
            async with websockets.connect(url, ssl=self.trusting()) as socket:
                return [json.loads(await socket.recv())["type"] for _ in range(2)]

        self.assertEqual(asyncio.run(listen()), ["hello", "snapshot"])

    def test_only_todays_versions_and_ciphers_are_agreed_on(self):
        for version in ("-tls1", "-tls1_1"):
            said = self.client(version, "-cipher", "ALL:@SECLEVEL=0")
            self.assertRegex(said, r"alert protocol version|no protocols available|unsupported", version)
            self.assertIn("Cipher is (NONE)", said)
        for version in ("-tls1_2", "-tls1_3"):
            said = self.client(version)
            self.assertRegex(said, r"Cipher is \S*(GCM|POLY1305)", version)
            self.assertIn("Verify return code: 0 (ok)", said)
        listed = subprocess.run(["openssl", "ciphers", "-tls1_2", "-s", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"],
                                capture_output=True, text=True, check=True).stdout.strip()
        agreed = []
        for cipher in listed.split(":"):
            said = self.client("-tls1_2", "-cipher", f"{cipher}:@SECLEVEL=0")
            if f"Cipher is {cipher}" in said:
                agreed.append(cipher)
        self.assertTrue(agreed)
        for cipher in agreed:
            self.assertRegex(cipher, r"^ECDHE-ECDSA-(AES\d+-GCM-SHA\d+|CHACHA20-POLY1305)$")

    def test_a_session_is_resumed(self):
        kept = str(self.folder / "session")
        for version in ("-tls1_2", "-tls1_3"):
            # In TLS 1.3 the ticket comes behind the handshake, here with an answer.
            self.client(version, "-sess_out", kept, "-ign_eof",
                        text="GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            self.assertIn("Reused, ", self.client(version, "-sess_in", kept), version)
        self.assertEqual(self.metric('tickerd_tls_handshakes_total{kind="resumed"}'), 2)

    def test_a_reload_takes_the_new_certificate_and_keeps_who_is_there(self):
        async def across():
            url = f"wss://127.0.0.1:{self.server.port}/v1/stream"
            async with websockets.connect(url, ssl=self.trusting()) as socket:
                await socket.recv()
                await socket.recv()
                new = await asyncio.to_thread(make_certificate, self.folder)
                await asyncio.to_thread(self.reload)
                await socket.send('{"type":"ping","id":5}')
                while json.loads(await asyncio.wait_for(socket.recv(), 20))["type"] != "pong":
                    pass
                return new

        new = asyncio.run(across())
        self.assertEqual(self.get("/livez", new)[0], 200)
        with self.assertRaises(ssl.SSLError):
            self.get("/livez", self.certificate)

    def test_a_broken_certificate_changes_nothing(self):
        (self.folder / "server.pem").write_text("not a certificate")
        self.reload()
        self.assertEqual(self.metric('tickerd_reloads_total{result="refused"}'), 1)
        self.assertEqual(self.get("/livez")[0], 200)
        self.assertRegex(self.server.log(), r"reload_refused.*pointer=/tls/certificate")

    def test_the_operator_is_warned_before_a_certificate_ends(self):
        health = self.server.json("/healthz", self.server.operations)
        self.assertEqual(health["checks"]["tls:certificate"][0]["status"], "pass")
        make_certificate(self.folder, days=5)
        self.reload()
        health = self.server.json("/healthz", self.server.operations)
        self.assertEqual(health["checks"]["tls:certificate"][0]["status"], "warn")
        self.assertIn("certificate_ends", self.server.log())
        self.assertGreater(self.metric("tickerd_certificate_end_timestamp_seconds"), 1.7e9)

    def test_the_commands_for_the_operator_still_answer(self):
        done = self.server.command("explain", "TMT/USD")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("TMT", done.stdout)

    def test_who_speaks_plain_http_is_told(self):
        status, _, body = self.server.get("/")
        self.assertEqual(status, 400)
        self.assertEqual(json.loads(body)["code"], "https_expected")
        self.assertEqual(self.metric('tickerd_rejections_total{reason="tls"}'), 1)

    def test_a_key_of_rsa_will_do(self):
        certificate = make_certificate(self.folder, key="rsa")
        self.reload()
        self.assertEqual(self.get("/livez", certificate)[0], 200)


if __name__ == "__main__":
    unittest.main()

"""Private pairs: who has a token with the scope for them reads them, and nobody else, by no way."""

import asyncio
import hashlib
import json
import pathlib
import re
import subprocess
import unittest
import urllib.parse

import websockets

from case import Case
from reloading import Reloading
from tickerd import BINARY, until
from tokens import Signer

SECRET = "a-secret-that-only-the-login-service-knows"
FEEDS = [
    {"name": "peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5", "USD/AED": "3.6725"}},
    {"name": "desk", "kind": "pushed"},
]


def made(*scopes: str) -> tuple[str, dict]:
    """A token by `tickerd token`, and its entry for the configuration."""
    command = [BINARY, "token", "--name", "wall"]
    for scope in scopes:
        command += ["--scope", scope]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    entry = next(line for line in done.stderr.splitlines() if line.startswith("{"))
    return done.stdout.strip(), json.loads(entry)


class Access(Case):
    def setUp(self):
        super().setUp()
        self.token, self.entry = made("read:*")
        self.desk, desk = made("push:desk")
        self.signers = [Signer(name, self.folder, SECRET) for name in ("HS256", "RS256", "EdDSA")]
        self.shown = [SECRET, self.token, self.desk]
        self.config = {
            "pairs": ["AED/USD", {"pair": "TMT/USD", "private": True},
                      {"pair": "KGS/USD", "private": True}],
            "feeds": FEEDS,
            "log": {"level": "debug"},
            "access": {"tokens": [self.entry, desk],
                       "jwt": {"audience": "tickerd", "keys": [s.key() for s in self.signers]}},
        }
        self.server = Reloading(self.config, folder=self.folder, environment={"JWT_SECRET": SECRET})
        self.addCleanup(self.server.__exit__)
        self.server.wait_for("AED/USD")

    def tearDown(self):
        said = self.server.log() + self.server.get("/metrics", self.server.operations)[2]
        said += self.server.get("/healthz", self.server.operations)[2]
        stored = b"".join(p.read_bytes() for p in pathlib.Path(self.folder, "data").rglob("*")
                          if p.is_file())
        for secret in self.shown:
            self.assertNotIn(secret, said)
            self.assertNotIn(secret.encode(), stored)

    def get(self, path: str, token: str | None = None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        status, headers, body = self.server.get(path, headers=headers)
        return status, headers, body

    def signed(self, signer, *arguments, **claims) -> str:
        token = signer.token(*arguments, **claims)
        self.shown.append(token)
        return token

    def push(self, token, query=""):
        body = json.dumps({"quotes": [{"pair": "USD/KGS", "rate": "87.45", "as_of": "2026-05-19"}]})
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        return self.server.ask("POST", "/v1/quotes" + query, body=body, headers=headers)

    def test_nothing_of_a_private_pair_is_told_to_anybody_else(self):
        self.assertEqual(self.push(self.desk)[0], 200)
        for path in ("/v1/rates", "/v1/rates?format=csv", "/v1/rates?format=rows", "/v1/pairs",
                     "/v1/pairs?spark=30", "/v1/tape", "/v1/tape?format=svg", "/v1/status", "/embed",
                     "/v1/rates?at=2026-05-20"):
            status, _, body = self.get(path)
            self.assertIn(status, (200, 404), path)
            self.assertNotIn("TMT/USD", body, path)
            self.assertNotIn("KGS/USD", body, path)
        for path in ("/v1/rates/TMT-USD", "/v1/rates/USD-TMT", "/v1/rates/TMT-AED",
                     "/v1/rates?pairs=AED/USD,TMT/USD", "/v1/convert?from=TMT&to=USD",
                     "/v1/explain?pair=TMT/USD", "/v1/history?pair=KGS/USD",
                     "/v1/history?pair=KGS/USD&format=csv", "/v1/tape?pairs=KGS/USD",
                     "/v1/events?pairs=TMT/USD", "/v1/rates?at=2026-05-20&pairs=KGS/USD"):
            self.assertEqual(self.get(path)[0], 401, path)
            status, headers, _ = self.get(path, self.desk)
            self.assertEqual(status, 403, path)
            self.assertEqual(headers["WWW-Authenticate"], 'Bearer error="insufficient_scope"')
        self.assertEqual(self.get("/embed?pairs=TMT/USD")[0], 403)

    def test_a_token_shows_all_of_it(self):
        self.assertEqual(self.push(self.desk)[0], 200)
        status, headers, body = self.get("/v1/rates", self.token)
        self.assertEqual(status, 200)
        self.assertEqual([rate["pair"] for rate in json.loads(body)["rates"]],
                         ["AED/USD", "TMT/USD", "KGS/USD"])
        self.assertEqual(headers["Cache-Control"], "private, no-cache")
        for path in ("/v1/rates/USD-TMT", "/v1/explain?pair=KGS/USD", "/v1/history?pair=KGS/USD"):
            self.assertEqual(self.get(path, self.token)[0], 200, path)
        # History is written behind.
        until(lambda: "KGS/USD" in self.get("/v1/rates?at=2026-05-20", self.token)[2], "the past")
        in_url = urllib.parse.urlencode({"token": self.token})
        self.assertIn("KGS/USD", self.get(f"/v1/tape?{in_url}")[2])

    def test_a_login_service_may_sign_them(self):
        for signer in self.signers:
            with self.subTest(signer.algorithm):
                token = self.signed(signer, "openid read:TMT/USD")
                self.assertEqual(self.get("/v1/rates/TMT-USD", token)[0], 200)
                self.assertEqual(self.get("/v1/rates/KGS-USD", token)[0], 403)
                self.assertEqual(self.get("/v1/rates/TMT-USD", token[:-6] + "AAAAAA")[0], 401)
                old = self.signed(signer, "read:TMT/USD", -60)
                status, headers, _ = self.get("/v1/rates/TMT-USD", old)
                self.assertEqual(status, 401)
                self.assertIn("the token has expired", headers["WWW-Authenticate"])
                for claims in ({"aud": "others"}, {"nbf": 4_000_000_000}, {"exp": "soon"}):
                    bad = self.signed(signer, "read:*", **claims)
                    self.assertEqual(self.get("/v1/rates/TMT-USD", bad)[0], 401, claims)
        # The public key is public: what is signed with it as a secret is nobody's word.
        confused = Signer("HS256", self.folder, self.signers[1].public.read_text())
        self.assertEqual(self.get("/v1/rates/TMT-USD", confused.token("read:*"))[0], 401)

    def test_the_example_of_the_document_makes_a_good_one(self):
        document = pathlib.Path(__file__).resolve().parents[3] / "docs" / "access.md"
        example = re.search(r"```python\n(.*?)```", document.read_text(), re.S)[1]
        names = {}
        exec(example, names)  # pylint: disable=exec-used
        self.assertEqual(self.get("/v1/rates/TMT-USD", names["token"](SECRET, "read:*", 60))[0], 200)

    def test_pushing_has_a_scope_of_its_own(self):
        self.assertEqual(self.push(self.desk)[0], 200)
        self.assertEqual(self.push(self.desk, "?feed=peg")[0], 403)
        self.assertEqual(self.push(self.token)[0], 403, "who may read may not push")
        self.assertEqual(self.push(self.token + "x")[0], 401)
        token = self.signed(self.signers[2], "push:desk push:other")
        self.assertEqual(self.push(token)[0], 200)
        self.assertEqual(self.get("/v1/rates/KGS-USD", self.token)[0], 200)

    def test_a_reload_takes_a_token_back(self):
        asyncio.run(self.lose_the_token())
        self.assertEqual(self.get("/v1/rates/TMT-USD", self.token)[0], 401)
        metrics = self.server.get("/metrics", self.server.operations)[2]
        self.assertIn('tickerd_rejections_total{reason="expired_token"} 1\n', metrics)

    async def lose_the_token(self):
        base = f"ws://127.0.0.1:{self.server.port}/v1/stream"
        holder = await websockets.connect(f"{base}?token={self.token}")
        anybody = await websockets.connect(base)
        _, other = made("read:*")
        access = self.config["access"]
        changed = access | {"tokens": [other, access["tokens"][1]]}
        await asyncio.to_thread(self.server.change, access=changed)
        await asyncio.wait_for(holder.wait_closed(), 10)
        self.assertEqual(holder.close_code, 4004)
        await asyncio.wait_for(await anybody.ping(), 10)
        await anybody.close()

    def test_check_says_what_is_wrong_and_never_repeats_a_token(self):
        for tokens, said in (
                ([self.entry | {"sha256": self.token}], "/access/tokens/0/sha256: expected the SHA"),
                ([self.entry | {"scopes": ["read:USD"]}], "/access/tokens/0/scopes/0: expected"),
                ([self.entry, self.entry], "this token is listed twice")):
            file = pathlib.Path(self.folder, "wrong.json")
            file.write_text(json.dumps(self.config | {"access": {"tokens": tokens}}))
            done = subprocess.run([BINARY, "check", "--config", str(file)], capture_output=True,
                                  text=True)
            self.assertEqual(done.returncode, 78)
            self.assertIn(said, done.stdout + done.stderr)
            self.assertNotIn(self.token, done.stdout + done.stderr)

    def test_a_token_that_is_made_is_random_and_hashed(self):
        token, entry = made("read:KGS/USD", "push:desk")
        self.assertRegex(token, r"^tk_[A-Za-z0-9_-]{43}$")
        self.assertEqual(entry["sha256"], hashlib.sha256(token.encode()).hexdigest())
        self.assertEqual(entry["scopes"], ["read:KGS/USD", "push:desk"])
        self.assertNotEqual(token, made("read:*")[0])
        wrong = subprocess.run([BINARY, "token", "--name", "a", "--scope", "all"],
                               capture_output=True, text=True)
        self.assertEqual(wrong.returncode, 2)
        self.assertIn('expected "read:*"', wrong.stderr)
        self.assertEqual(wrong.stdout, "")


if __name__ == "__main__":
    unittest.main()

"""Tokens as a login service signs them: by the openssl program, for that is none of our own."""

import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import tempfile
import time


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def run(*arguments) -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


class Signer:
    """Signs by one algorithm; `public` is the file of its public key."""

    def __init__(self, algorithm: str, folder: str, secret: str = ""):
        self.algorithm = algorithm
        self.secret = secret
        self.private = pathlib.Path(folder, f"{algorithm}.key")
        self.public = pathlib.Path(folder, f"{algorithm}.pem")
        if algorithm == "HS256":
            return
        kind = ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"] if algorithm == "RS256" else ["ED25519"]
        run("genpkey", "-algorithm", *kind, "-out", str(self.private))
        run("pkey", "-in", str(self.private), "-pubout", "-out", str(self.public))

    def key(self) -> dict:
        """What the configuration says of it."""
        if self.algorithm == "HS256":
            return {"algorithm": "HS256", "secret_env": "JWT_SECRET"}
        return {"algorithm": self.algorithm, "public_key_file": str(self.public)}

    def token(self, scope: str, lasts: float = 60, **claims) -> str:
        claims = {"aud": "tickerd", "scope": scope, "exp": int(time.time() + lasts)} | claims
        header = {"alg": self.algorithm, "typ": "JWT"}
        text = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
        return f"{text}.{encoded(self.sign(text.encode()))}"

    def sign(self, text: bytes) -> bytes:
        if self.algorithm == "HS256":
            return hmac.new(self.secret.encode(), text, hashlib.sha256).digest()
        with tempfile.NamedTemporaryFile() as file:
            file.write(text)
            file.flush()
            key = ["-inkey", str(self.private), "-in", file.name]
            if self.algorithm == "EdDSA":
                return run("pkeyutl", "-sign", "-rawin", *key)
            return run("dgst", "-sha256", "-sign", str(self.private), file.name)

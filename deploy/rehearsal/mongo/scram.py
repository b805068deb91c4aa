"""The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677)."""

import base64
import hashlib
import hmac
import os

ROUNDS = 15_000
MECHANISM = "SCRAM-SHA-256"


def credentials(password):
    salt = os.urandom(28)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
    client = _mac(salted, b"Client Key")
    return {
        "salt": base64.b64encode(salt).decode(),
        "stored": base64.b64encode(hashlib.sha256(client).digest()).decode(),
        "server": base64.b64encode(_mac(salted, b"Server Key")).decode(),
    }


class Exchange:
    """One client that proves that it knows the password."""

    def __init__(self, first, find):
        text = bytes(first).decode()
        self.bare = text.split(",", 2)[2]
        said = dict(part.split("=", 1) for part in self.bare.split(","))
        self.user = said["n"].replace("=2C", ",").replace("=3D", "=")
        self.known = find(self.user)
        self.nonce = said["r"] + base64.b64encode(os.urandom(18)).decode()
        salt = self.known["salt"] if self.known else base64.b64encode(os.urandom(28)).decode()
        self.challenge = f"r={self.nonce},s={salt},i={ROUNDS}"

    def prove(self, last):
        """The server's own proof, or None if the client's is wrong."""
        text = bytes(last).decode()
        without, proof = text.rsplit(",p=", 1)
        if not self.known or f"r={self.nonce}" not in without:
            return None
        said = f"{self.bare},{self.challenge},{without}".encode()
        stored = base64.b64decode(self.known["stored"])
        mask = _mac(stored, said)
        client = bytes(a ^ b for a, b in zip(base64.b64decode(proof), mask))
        if not hmac.compare_digest(hashlib.sha256(client).digest(), stored):
            return None
        return "v=" + base64.b64encode(_mac(base64.b64decode(self.known["server"]), said)).decode()


def _mac(key, text):
    return hmac.new(key, text, hashlib.sha256).digest()

"""Short codes that people read aloud, copy from a beamer and type on a phone."""

import hashlib
import hmac
import secrets

from flask import current_app

# No 0 O, 1 I L: nothing that looks like something else on a poster.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
JOIN_LENGTH = 6
RECEIPT_LENGTH = 8
# 59 bit: what votes must not be found by trying.
CARD_LENGTH = 12


def new_code(length: int) -> str:
    """Draw a code of `length` characters from a cryptographic source (4.95 bit each)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(typed: str) -> str:
    """What a person meant who typed `kr7-m4p`: upper case, without spaces and dashes."""
    return "".join(c for c in typed.upper() if c.isalnum())


def show_code(code: str) -> str:
    """The code in groups of three or four, as it is printed."""
    size = 3 if len(code) == JOIN_LENGTH else 4
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def new_token() -> str:
    """A secret of 128 bit, safe in cookies and addresses."""
    return secrets.token_urlsafe(16)


def digest(secret: str) -> str:
    """What the database keeps of a secret, so that a stolen copy of it opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed_digest(code: str) -> str:
    """What the database keeps of a secret that is short enough to be found by trying, had one only the database."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"code:{code}".encode(), hashlib.sha256).hexdigest()

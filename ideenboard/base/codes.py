"""Short codes that people read aloud, copy from a beamer and type on a phone."""

import hashlib
import secrets

# No 0 O, 1 I L: nothing that looks like something else on a poster.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
JOIN_LENGTH = 6
RECEIPT_LENGTH = 8


def new_code(length: int) -> str:
    """Draw a code of `length` characters from a cryptographic source (4.95 bit each)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(typed: str) -> str:
    """What a person meant who typed `kr7-m4p`: upper case, without spaces and dashes."""
    return "".join(c for c in typed.upper() if c.isalnum())


def show_code(code: str) -> str:
    """The code in two groups, as it is printed."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def new_token() -> str:
    """A secret of 128 bit, safe in cookies and addresses."""
    return secrets.token_urlsafe(16)


def digest(secret: str) -> str:
    """What the database keeps of a secret, so that a stolen copy of it opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()

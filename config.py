"""Configuration, from the environment alone. What is wrong stops the start with one line that says what to set."""

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class ConfigError(Exception):
    """A setting that the program must not start with."""


def from_environment(env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read and check every setting. Raises ConfigError; the table of settings stands in README.md."""
    port = _integer(env, "PORT", 8000, 1, 65535)
    instance = Path(env.get("INSTANCE_DIR") or ROOT / "instance").resolve()
    base_url = _base_url(env.get("BASE_URL") or f"http://127.0.0.1:{port}")
    https = base_url.startswith("https:")
    host = urlsplit(base_url).hostname or ""
    return {
        "PORT": port,
        "BASE_URL": base_url,
        "INSTANCE_DIR": instance,
        "UPLOADS": instance / "uploads",
        "MIGRATIONS": ROOT / "migrations",
        "SECRET_KEY": _secret_key(env.get("SECRET_KEY"), instance, local=host in LOOPBACK),
        "SQLALCHEMY_DATABASE_URI": _database(env.get("DATABASE_URL"), instance),
        # Who answers for this installation: name, address and contact, with \n between the lines.
        "OPERATOR": env.get("OPERATOR", "").replace("\\n", "\n").strip(),
        "PRIVACY_CONTACT": env.get("PRIVACY_CONTACT", "").replace("\\n", "\n").strip(),
        # Who carries mail for coordinators; without a host none is sent.
        "SMTP_HOST": env.get("SMTP_HOST", ""),
        "SMTP_PORT": _integer(env, "SMTP_PORT", 587, 1, 65535),
        "SMTP_USER": env.get("SMTP_USER", ""),
        "SMTP_PASSWORD": env.get("SMTP_PASSWORD", ""),
        "SMTP_TLS": _one_of(env, "SMTP_TLS", ("starttls", "tls", "none")),
        "MAIL_FROM": env.get("MAIL_FROM") or f"ideenboard@{host}",
        # Whether every account must have a second factor.
        "REQUIRE_TOTP": _switch(env, "REQUIRE_TOTP"),
        "TRUSTED_PROXIES": _integer(env, "TRUSTED_PROXIES", 0, 0, 5),
        "TRUSTED_HOSTS": sorted(LOOPBACK | {host}) if host in LOOPBACK else [host],
        "SESSION_COOKIE_NAME": "__Host-ideenboard" if https else "ideenboard",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # A participant comes back for two years; how long a sign-in lasts is decided by its row.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=800),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        # We send no referrer (codes stand in addresses), so the token and Sec-Fetch-Site must do without it.
        "WTF_CSRF_SSL_STRICT": False,
        # A text of a hundred thousand emoji still gets a sentence about its length, not a dropped connection.
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 400,
    }


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ConfigError(f"{name} must be a whole number from {low} to {high}, not {text!r}.")
    return int(text)


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name) or "0"
    if text not in ("0", "1"):
        raise ConfigError(f"{name} must be 0 or 1, not {text!r}.")
    return text == "1"


def _one_of(env: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    text = env.get(name) or values[0]
    if text not in values:
        raise ConfigError(f"{name} must be {' or '.join(values)}, not {text!r}.")
    return text


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigError(f"BASE_URL must be an address like https://beteiligung.example.org, not {url!r}.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigError("BASE_URL must begin with https: unless it is this computer (127.0.0.1).")
    return url.rstrip("/")


def _secret_key(key: str | None, instance: Path, *, local: bool) -> str:
    if key is not None:
        if len(key.encode()) < 32 or len(set(key)) < 8:
            raise ConfigError(
                "SECRET_KEY must be at least 32 random characters, for instance from: openssl rand -hex 32"
            )
        return key
    if not local:
        raise ConfigError("SECRET_KEY must be set for a public BASE_URL, for instance to: openssl rand -hex 32")
    # On one's own computer a key of its own is made once, so that a restart signs nobody out.
    path = instance / "secret.key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()


def _database(url: str | None, instance: Path) -> str:
    if not url:
        instance.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{instance / 'ideenboard.db'}"
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url

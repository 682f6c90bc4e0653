"""The one cookie and the form token: signed as Flask and Flask-WTF do it, with a signer that is made once."""

import hashlib
import hmac
import time
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer, base64_encode

# Cookies whose signature has been checked: a hall sends the same few hundred again and again.
CHECKED = 2000


class Seal(URLSafeTimedSerializer):
    """Signs and checks with one signer, whose key is derived at the start and not for each request."""

    def __init__(self, secret: str, salt: str, **kwargs: Any) -> None:
        # Named directly, hmac takes the fast road through OpenSSL; the signatures are the same.
        sha1 = hashlib.sha1
        derivation = kwargs.pop("key_derivation", "django-concat")
        key = Signer(secret, salt, key_derivation=derivation, digest_method=sha1).derive_key()
        super().__init__(key, salt, signer_kwargs={"key_derivation": "none", "digest_method": sha1}, **kwargs)
        self._made = super().make_signer()

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        """The signer, for the one salt that this is for."""
        return self._made


class TokenSeal(Seal):
    """Signs the tokens of forms: each page of each phone holds a fresh one."""

    def dumps(self, obj: Any, salt: str | bytes | None = None) -> str:
        """What `loads` reads, put together in one go; to press forty random letters would only cost."""
        said, at = self.serializer.dumps(obj), int(time.time())
        signed = base64_encode(said) + b"." + base64_encode(at.to_bytes(5, "big").lstrip(b"\0"))
        return (signed + b"." + base64_encode(hmac.digest(self.secret_key, signed, "sha1"))).decode()


class Cookie(SecureCookieSessionInterface):
    """Reads and writes exactly what Flask does."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._checked = lru_cache(maxsize=CHECKED)(self._check)

    @cached_property
    def _seal(self) -> Seal:
        secret = self._app.config["SECRET_KEY"]
        return Seal(secret, self.salt, key_derivation=self.key_derivation, serializer=self.serializer)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        """What signs and checks the cookie."""
        return self._seal

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the cookie of a request says."""
        return self.session_class(self.read(request.cookies.get(self.get_cookie_name(app))))

    def read(self, value: str | None) -> dict[str, Any]:
        """What a cookie says; nothing where it says nothing, is not ours, or is too old."""
        if not value:
            return {}
        try:
            signed_at, said, text = self._checked(value)
        except BadSignature:
            return {}
        if not 0 <= int(time.time()) - signed_at <= self._app.permanent_session_lifetime.total_seconds():
            return {}
        # Whoever gets it may change it.
        return dict(said) if said is not None else self._seal.load_payload(text)

    def _check(self, value: str) -> tuple[float, dict[str, Any] | None, bytes]:
        """When a cookie was signed, what it says where that is a few plain words, and the text of it."""
        text, signed_at = self._seal.make_signer().unsign(value, return_timestamp=True)
        said = self._seal.load_payload(text)
        is_plain = all(isinstance(word, str | int | None) for word in said.values())
        return signed_at.timestamp(), said if is_plain else None, text

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie where it has changed. That answers depend on it, base/htmx.py says of all of them."""
        if session.modified:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Let these keep the session and sign the tokens of forms."""
    app.session_interface = Cookie(app)
    app.extensions["token_seal"] = TokenSeal(app.config["SECRET_KEY"], "wtf-csrf-token")

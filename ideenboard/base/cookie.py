"""The one cookie and the form token: signed as Flask and Flask-WTF do it, with a signer that is made once."""

import hashlib
from functools import cached_property
from typing import Any

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import Signer, URLSafeTimedSerializer


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


class Cookie(SecureCookieSessionInterface):
    """Reads and writes exactly what Flask does."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    @cached_property
    def _seal(self) -> Seal:
        secret = self._app.config["SECRET_KEY"]
        return Seal(secret, self.salt, key_derivation=self.key_derivation, serializer=self.serializer)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        """What signs and checks the cookie."""
        return self._seal

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie where it has changed. That answers depend on it, base/htmx.py says of all of them."""
        if session.modified:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Let these keep the session and sign the tokens of forms."""
    app.session_interface = Cookie(app)
    app.extensions["token_seal"] = Seal(app.config["SECRET_KEY"], "wtf-csrf-token")

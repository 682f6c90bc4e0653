"""Addresses that come from outside and are followed only within this site, and ours as others see them."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for


def local_path(target: str | None) -> str | None:
    """The target where it is a path of this site, else None: no `//host`, backslash, scheme or control character."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(c) <= 32 or c == "\\" for c in target) or urlsplit(target).netloc:
        return None
    return target


def public_url(endpoint: str, **values: Any) -> str:
    """The full address of one of our pages, as it stands in a QR code or a letter."""
    return f"{current_app.config['BASE_URL']}{url_for(endpoint, **values)}"

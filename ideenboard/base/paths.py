"""Addresses that come from outside and are followed only within this site."""

from urllib.parse import urlsplit


def local_path(target: str | None) -> str | None:
    """The target where it is a path of this site, else None: no `//host`, backslash, scheme or control character."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(c) <= 32 or c == "\\" for c in target) or urlsplit(target).netloc:
        return None
    return target

"""What is wrong with the headers of an answer."""

import re

from werkzeug.test import TestResponse

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What anybody may keep: it says the same to everybody.
PUBLIC = re.compile(r"^/static/")


def faults(answer: TestResponse, path: str = "") -> list[str]:
    """What is wrong with the headers of an answer."""
    headers = answer.headers
    found = [name for name, value in EXACTLY.items() if headers.get(name) != value]
    policy = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    if "sandbox" in policy:
        found += [] if policy.get("default-src") == "'none'" else ["a sandbox that loads something"]
    else:
        found += [f"policy {name}" for name, value in POLICY.items() if policy.get(name) != value]
    found += [f"policy {word}" for word in ("unsafe-inline", "unsafe-eval", "http:", "*") if word in str(policy)]
    found += [name for name in ("Permissions-Policy",) if "camera=()" not in headers.get(name, "")]
    found += [name for name in ("Server", "X-Powered-By", "Via") if name in headers]
    if not PUBLIC.match(path) and "private" not in headers.get("Cache-Control", ""):
        found.append("a personal page in a public cache")
    if answer.mimetype == "text/html" and headers.get("Cache-Control") != "private, no-store":
        found.append("a page that is kept")
    return found + [f"cookie {fault}" for cookie in headers.getlist("Set-Cookie") for fault in cookie_faults(cookie)]


def cookie_faults(cookie: str) -> list[str]:
    """What a cookie lacks."""
    return [flag for flag in ("HttpOnly", "SameSite=Lax", "Path=/") if flag not in cookie]

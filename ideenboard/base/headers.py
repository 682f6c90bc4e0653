"""Security headers for every answer, from a page to an error to a file under /static."""

from collections.abc import Iterable, Mapping
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, abort, request

# data: only for images: KERN draws its icons as masks with data addresses.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # A captive portal answers in our place, with any code: what lacks this was not said by us.
    "X-Ideenboard": "1",
}
YEAR = 31_536_000


def init_app(app: Flask) -> None:
    """Put the headers on every answer and keep personal pages out of every cache."""
    app.wsgi_app = WithHeaders(app.wsgi_app, headers_for(app))  # type: ignore[method-assign]

    @app.before_request
    def same_site_only() -> None:
        # Second lock beside the CSRF token: a browser that says a change comes from elsewhere is believed.
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)


def headers_for(app: Flask) -> dict[str, str]:
    """The headers of this installation: with HSTS where it is reached by https."""
    # Nearly every page holds a token or somebody's own cards; the few public files say otherwise themselves.
    headers = {**HEADERS, "Cache-Control": "private, no-store"}
    if app.config["BASE_URL"].startswith("https:"):
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    return headers


class WithHeaders:
    """A WSGI application whose every answer leaves with the headers, except those that it says otherwise itself.

    Around everything: also what never reaches the views, as a file under /static, passes here.
    """

    def __init__(self, application: WSGIApplication, headers: Mapping[str, str]) -> None:
        self.application = application
        self.headers = [(name.lower(), (name, value)) for name, value in headers.items()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""

        def start(status: str, said: list[tuple[str, str]], *more: Any) -> Any:
            names = {name.lower() for name, _value in said}
            return start_response(status, [*said, *(pair for name, pair in self.headers if name not in names)], *more)

        return self.application(environ, start)

"""Security headers for every answer, from a page to an error to a file under /static."""

from typing import Any

from flask import Flask, Response, abort, request

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
    """Put the headers on every answer of the app and keep personal pages out of every cache."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in headers_for(app).items():
            response.headers.setdefault(name, value)
        # Nearly every page holds a token or somebody's own cards; the few public files say otherwise themselves.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    @app.before_request
    def same_site_only() -> None:
        # Second lock beside the CSRF token: a browser that says a change comes from elsewhere is believed.
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)


def headers_for(app: Flask) -> dict[str, str]:
    """The headers of this installation: with HSTS where it is reached by https."""
    if not app.config["BASE_URL"].startswith("https:"):
        return HEADERS
    return {**HEADERS, "Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"}


def add_static_headers(app: Flask) -> Any:
    """A callback for WhiteNoise, which answers /static before the app is asked."""

    def add(headers: Any, _path: str, _url: str) -> None:
        for name, value in headers_for(app).items():
            headers[name] = value

    return add

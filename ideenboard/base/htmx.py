"""The only readers and writers of HX-* headers: one address answers a page or the part of it that changes."""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page (its back button asks for the full page)."""
    return request.headers.get("HX-Request-Type") == "partial"


def render(page: str, fragment: str, status: int = 200, **context: Any) -> Response:
    """Answer a read: the fragment to htmx, the page that includes it to everybody else."""
    return make_response(render_template(fragment if wants_fragment() else page, **context), status)


def done(to: str, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """Answer an act: the changed fragment to htmx, 303 to `to` for everybody else (and where no fragment is)."""
    if not wants_fragment():
        return make_response(redirect(to, code=303))
    if fragment is None:
        response = make_response("", 204)
        response.headers["HX-Redirect"] = to
        return response
    response = make_response(render_template(fragment, **context) + render_template("_ui/flash.html", oob=True), status)
    # A morph keeps what stands in the focused field; after a success the field must be empty.
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def object_to(page: str, note: str, status: int, **context: Any) -> Response:
    """Answer an act that was refused: to htmx a note where messages stand, the page that includes it to all others."""
    response = render(page, note, status, **context)
    if wants_fragment():
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


# The same address has two faces, a third for each cookie (its language, its seat), and is packed in several ways.
VARY = "Cookie, HX-Request, HX-Request-Type, Accept-Encoding"


def init_app(app: Flask) -> None:
    """Say to caches on what an answer depends."""

    @app.after_request
    def vary(response: Response) -> Response:
        response.headers["Vary"] = VARY
        return response

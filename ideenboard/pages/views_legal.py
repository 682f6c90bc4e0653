"""Pages that the law wants one click away."""

from flask import Blueprint, current_app, render_template

bp = Blueprint("legal", __name__)


@bp.get("/impressum")
def imprint() -> str:
    """Show who is responsible."""
    return _page("imprint")


@bp.get("/datenschutz")
def privacy() -> str:
    """Show what happens with data, before anything is typed."""
    return _page("privacy")


@bp.get("/barrierefreiheit")
def accessibility() -> str:
    """Show the statement of accessibility."""
    return _page("accessibility")


@bp.get("/leichte-sprache")
def easy() -> str:
    """Explain the site in easy language."""
    return _page("easy")


def _page(name: str) -> str:
    return render_template(
        f"pages/legal_{name}.html",
        operator=current_app.config["OPERATOR"],
        privacy_contact=current_app.config["PRIVACY_CONTACT"],
    )

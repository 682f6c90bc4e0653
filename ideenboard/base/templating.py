"""What every template may use, and that a typing error in one is an error."""

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup

from ideenboard.base.codes import show_code


def init_app(app: Flask) -> None:
    """Set up Jinja: undefined names raise, lines stay tidy."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(code=show_code, paragraphs=paragraphs)


def paragraphs(text: str) -> Markup:
    """Plain text as HTML paragraphs: every character escaped, blank lines part paragraphs, single ones break."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    lines = [Markup("<br>").join(block.strip("\n").split("\n")) for block in blocks]
    return Markup("").join(Markup('<p><bdi dir="auto">{}</bdi></p>').format(line) for line in lines)

"""Every change carries a token, from the form's hidden field or htmx's header."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Guard every unsafe method of the app."""
    csrf.init_app(app)

"""Numbers of rows as they come from outside, in addresses and forms. What no row can have is nobody's number."""

from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

# The end of PostgreSQL's integer. Both databases answer a larger one with an error instead of with no row.
MAX_ID = 2**31 - 1


def read_id(text: str) -> int | None:
    """The number that a text names; None where no row can have it."""
    # The length first: a number of a million digits must not even be computed.
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_ID))):
        return None
    number = int(text)
    return number if number <= MAX_ID else None


def asked_id(name: str) -> int | None:
    """The number that this request's address gives under a name; None for none, and for what is no number."""
    return read_id(request.args.get(name, ""))


class IdConverter(IntegerConverter):
    """`<int:name>` in an address: 404 where no row can have the number."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": MAX_ID, **kwargs})


def init_app(app: Flask) -> None:
    """Let addresses carry only numbers that rows can have."""
    app.url_map.converters["int"] = IdConverter

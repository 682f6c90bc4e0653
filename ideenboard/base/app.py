"""Flask, without what we do not use of it."""

from typing import Any

import flask


class App(flask.Flask):
    """An application whose views and hooks are plain functions."""

    def ensure_sync(self, func: Any) -> Any:
        """The function itself. Flask would ask each of a dozen functions for each request whether it is a coroutine."""
        return func

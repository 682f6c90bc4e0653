"""Hands the configuration to the application: `wsgi:app` for a WSGI server, `main` for the console command."""

import gc
import sys
from typing import Any

from flask import Flask

from config import ConfigError, from_environment
from ideenboard import create_app

# What the console command was started with. The process that serves is a fork of it, and need not build it again.
_started: list[Flask] = []


def create() -> Flask:
    """The application for a server, configured by the environment."""
    return _started[-1] if _started else _build()


def _build() -> Flask:
    # Nothing that is made here is garbage, and to look for some again and again costs a quarter of the start.
    gc.disable()
    try:
        return create_app(from_environment())
    finally:
        gc.enable()
        gc.freeze()


def __getattr__(name: str) -> Any:
    # `app` is made when a server asks for it, so that the console command can report a wrong setting in one line.
    if name == "app":
        return create()
    raise AttributeError(name)


def main() -> None:
    """Run the console command `ideenboard`."""
    from ideenboard.base.cli import run

    try:
        app = _build()
    except (ConfigError, OSError) as error:
        sys.exit(f"ideenboard: {error}")
    _started.append(app)
    run(app)

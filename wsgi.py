"""Hands the configuration to the application: `wsgi:app` for a WSGI server, `main` for the console command."""

import sys
from typing import Any

from flask import Flask

from config import ConfigError, from_environment
from ideenboard import create_app


def create() -> Flask:
    """Build the application from the environment."""
    return create_app(from_environment())


def __getattr__(name: str) -> Any:
    # `app` is made when a server asks for it, so that the console command can report a wrong setting in one line.
    if name == "app":
        return create()
    raise AttributeError(name)


def main() -> None:
    """Run the console command `ideenboard`."""
    from ideenboard.base.cli import run

    try:
        app = create()
    except (ConfigError, OSError) as error:
        sys.exit(f"ideenboard: {error}")
    run(app)

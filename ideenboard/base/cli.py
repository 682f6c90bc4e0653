"""The frame of the console command: errors in one line, exit codes that scripts can trust."""

import sys
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import DBAPIError

from ideenboard.base.errors import Refusal


def run(app: Flask, arguments: list[str] | None = None) -> None:
    """Run one command line and exit: 0 done, 1 refused or failed, 2 called wrongly. Never a traceback for these."""
    app.cli.help = "ideenboard: from an idea in a workshop to a measure in the plan, and back."
    app.cli.no_args_is_help = True
    try:
        code: Any = app.cli.main(
            arguments, prog_name="ideenboard", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False
        )
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit("ideenboard: stopped.")
    except (Refusal, OSError) as error:
        sys.exit(f"ideenboard: {error}")
    except DBAPIError as error:
        sys.exit(
            f"ideenboard: the database says: {str(error.orig).splitlines()[0]} (is it migrated? run: ideenboard init)"
        )
    sys.exit(code if isinstance(code, int) else 0)

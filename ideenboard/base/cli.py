"""The frame of the console command: errors in one line, exit codes that scripts can trust."""

import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import click
from flask import Flask
from flask.cli import ScriptInfo
from flask_babel import force_locale
from sqlalchemy.exc import DBAPIError

from ideenboard.base.errors import Refusal


@click.group("import")
def imports() -> None:
    """Bring in data from elsewhere; what is already here stays as it is."""


def bar(rows: Iterable[Any], label: str) -> Any:
    """A progress bar over rows, as a context; drawn on a terminal only, and never into what a script reads."""
    return click.progressbar(rows, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())


def run(app: Flask, arguments: list[str] | None = None) -> NoReturn:
    """Run one command line and exit: 0 done, 1 refused or failed, 2 called wrongly. Never a traceback for these."""
    app.cli.help = "ideenboard: from an idea in a workshop to a measure in the plan, and back."
    app.cli.no_args_is_help = True
    try:
        # Sentences that pages say in the visitor's language are said here in that of the commands.
        with app.app_context(), force_locale("en"):
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

"""Files about a process from the console."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from ideenboard.base import clock
from ideenboard.base.tables import FORMATS
from ideenboard.pages.queries_export import export as make_export
from ideenboard.pages.queries_scope import Scope
from ideenboard.processes.queries import process_named


def init_app(app: Flask) -> None:
    """Hang the commands of this room on `ideenboard`."""
    app.cli.add_command(export)


@click.command()
@click.argument("process")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--public", is_flag=True, help="Only what everybody may read anyway.")
@with_appcontext
def export(process: str, file: Path, public: bool) -> None:
    """Write everything of a PROCESS into FILE: .xlsx, .ods, .zip (of CSV files) or .json.

    Without persons, codes and receipts, and with no time finer than a day. README in the file explains each column.
    """
    form = file.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise click.BadParameter(f"the file must end with {', '.join('.' + name for name in FORMATS)}")
    content = make_export(Scope(process_named(process), everything=not public), form, at=clock.now())
    file.write_bytes(content)
    click.echo(f"{file}: {len(content)} bytes.")

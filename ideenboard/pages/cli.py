"""Files about a process from the console."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from ideenboard.base import clock
from ideenboard.base.i18n import DEFAULT
from ideenboard.base.mail import send_all
from ideenboard.base.tables import FORMATS
from ideenboard.pages.queries_export import export as make_export
from ideenboard.pages.queries_letters import letters
from ideenboard.pages.queries_scope import Scope
from ideenboard.processes.queries import process_named


def init_app(app: Flask) -> None:
    """Hang the commands of this room on `ideenboard`."""
    app.cli.add_command(export)
    app.cli.add_command(mail_digest)


@click.command()
@click.option("--dry-run", is_flag=True, help="Print the mails instead of sending them.")
@with_appcontext
def mail_digest(dry_run: bool) -> None:
    """Tell each coordinator by mail what waits for them; who has nothing to do gets nothing."""
    # Addresses are made as for somebody who asks.
    with current_app.test_request_context(), force_locale(DEFAULT):
        found = letters(clock.to_local(clock.now()).date())
    if dry_run:
        click.echo("\n\n".join(f"To: {one.to}\nSubject: {one.subject}\n\n{one.text}" for one in found))
        return
    click.echo(f"{send_all(found) if found else 0} mails sent.")


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

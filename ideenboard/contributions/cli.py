"""Contributions from tables of other programs."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from ideenboard.base import clock
from ideenboard.base.cli import bar, imports
from ideenboard.base.codes import read_code
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.contributions.actions_import import Report, Target, district_named, import_rows
from ideenboard.contributions.models import Kind
from ideenboard.contributions.rules_import import read_table
from ideenboard.processes.models import Process, Workshop
from ideenboard.processes.queries import process_named, workshop_by_code


def init_app(app: Flask) -> None:
    """Hang the commands of this room on `ideenboard`."""
    imports.add_command(contributions)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--process", "slug", required=True, metavar="SLUG", help="The process they belong to.")
@click.option("--district", metavar="NAME", help="Their district where the table names none.")
@click.option("--workshop", "code", metavar="CODE", help="The workshop they belong to.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What they are where it is not said.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@with_appcontext
def contributions(
    file: Path, slug: str, district: str | None, code: str | None, kind: str | None, dry_run: bool
) -> None:
    """Import contributions from a table: CSV, XLSX or ODS.

    The first line names the columns, in any order, in English or German: id, title, text, kind, district, theme,
    url, created. CSV in UTF-8, parted by comma, semicolon or tab. The same table twice adds nothing.
    """
    process = process_named(slug)
    workshop = _workshop(process, code)
    district_id = district_named(process, district) if district else workshop.district_id if workshop else None
    target = Target(process, file.stem, workshop, district_id, Kind(kind or Kind.IDEA))
    table = read_table(file.read_bytes())
    with bar(table.rows, "Importing") as rows:
        report = import_rows(rows, target, by="system", at=clock.now())
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    _say(report, table.unread, dry_run)


def _workshop(process: Process, code: str | None) -> Workshop | None:
    if code is None:
        return None
    workshop = workshop_by_code(read_code(code))
    if workshop is None or workshop.process_id != process.id:
        raise Refusal(f"There is no workshop with the code {code!r} in this process.")
    return workshop


def _say(report: Report, unread: list[str], dry_run: bool) -> None:
    for line, text in sorted([*report.notes, *((line, f"skipped: {reason}") for line, reason in report.skipped)]):
        click.echo(f"line {line}: {text}")
    if unread:
        click.echo(f"Columns that were not read: {', '.join(unread)}")
    verb = "would be added" if dry_run else "added"
    click.echo(f"{report.added} {verb}, {report.present} already here, {len(report.skipped)} skipped.")

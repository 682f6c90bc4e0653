"""Which processes there are, for people and for scripts."""

import json
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext

from ideenboard.processes.models import Process
from ideenboard.processes.queries import all_processes, districts_of, themes_of, workshops_in


def init_app(app: Flask) -> None:
    """Hang the commands of this room on `ideenboard`."""
    app.cli.add_command(processes)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@with_appcontext
def processes(as_json: bool) -> None:
    """List the processes, the latest first."""
    rows = [_row(process) for process in all_processes()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['slug']:30} {row['starts_on']} to {row['ends_on']}  {row['title']}")


def _row(process: Process) -> dict[str, Any]:
    return {
        "id": process.id,
        "slug": process.slug,
        "title": process.title,
        "starts_on": process.starts_on.isoformat(),
        "ends_on": process.ends_on.isoformat(),
        "published": process.published_at is not None,
        "districts": [district.name for district in districts_of(process.id)],
        "themes": [theme.name for theme in themes_of(process.id)],
        "workshops": [
            {"code": workshop.code, "title": workshop.title, "phase": workshop.phase}
            for workshop in workshops_in(process.id)
        ],
    }

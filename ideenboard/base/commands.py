"""Commands around the program itself: set up, serve, list the routes."""

import json

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from ideenboard.base.cli import imports


def init_app(app: Flask) -> None:
    """Hang the commands on `ideenboard`."""
    for command in (init, serve, routes, imports):
        app.cli.add_command(command)


@click.command()
def init() -> None:
    """Create or migrate the database and the folder for uploads."""
    current_app.config["UPLOADS"].mkdir(parents=True, exist_ok=True)
    upgrade(directory=str(current_app.config["MIGRATIONS"]))
    click.echo("The database is up to date.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--threads", default=32, show_default=True, help="Requests that are worked on at the same time.")
def serve(host: str, threads: int) -> None:
    """Serve the application with granian until stopped."""
    from granian import Granian

    click.echo(f"ideenboard runs at {current_app.config['BASE_URL']} (stop with Ctrl+C)")
    Granian(
        "wsgi:create",
        factory=True,
        interface="wsgi",
        address=host,
        port=current_app.config["PORT"],
        # One process: SQLite has one writer, and a hall of three hundred phones does not need two.
        workers=1,
        blocking_threads=threads,
        log_access=False,
    ).serve()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def routes(as_json: bool) -> None:
    """List every route with its methods."""
    rows = [
        {"rule": rule.rule, "endpoint": rule.endpoint, "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})}
        for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(f"{','.join(row['methods']):10} {row['rule']:60} {row['endpoint']}")

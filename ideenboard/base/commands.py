"""Commands around the program itself: set up, serve, list the routes."""

import json
import socket
import sys
from collections.abc import Callable
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from ideenboard.base import checks
from ideenboard.base.cli import imports
from ideenboard.base.db import THREADS, db
from ideenboard.base.digest import digest as digest_of_all
from ideenboard.base.digest import digests
from ideenboard.base.errors import Refusal

STOP_WITHIN = 20


def init_app(app: Flask) -> None:
    """Hang the commands on `ideenboard`."""
    app.extensions["said_when_serving"] = []
    for command in (init, serve, routes, check, digest, imports):
        app.cli.add_command(command)


def say_when_serving(app: Flask, lines: Callable[[], list[str]]) -> None:
    """Let a room above add lines to what `serve` prints."""
    app.extensions["said_when_serving"].append(lines)


@click.command()
@with_appcontext
def init() -> None:
    """Create or migrate the database and the folder for uploads."""
    current_app.config["UPLOADS"].mkdir(parents=True, exist_ok=True)
    upgrade(directory=str(current_app.config["MIGRATIONS"]))
    click.echo("The database is up to date.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--threads", default=THREADS, show_default=True, help="Requests that are worked on at the same time.")
@with_appcontext
def serve(host: str, threads: int) -> None:
    """Serve the application with granian until stopped."""
    port = current_app.config["PORT"]
    _check_free(host, port)
    more = [line for lines in current_app.extensions["said_when_serving"] for line in lines()]
    # What was read for these lines must not be carried over into the process that serves: SQLite's locks do not survive
    # that, and the next tool that opens the database would take away the log that is being written to.
    db.session.remove()
    for engine in (db.engine, current_app.extensions["reading"]):
        engine.dispose()
    click.echo("\n".join([f"ideenboard runs at {current_app.config['BASE_URL']} (stop with Ctrl+C)", *more]))
    sys.stdout.flush()
    server("wsgi:create", host, port, threads).serve()


def server(target: str, host: str, port: int, threads: int = THREADS) -> Any:
    """A granian that is set up as `serve` runs it, for the application that `target` makes."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    return Granian(
        target,
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        # One process: SQLite has one writer, and a hall of three hundred phones does not need two.
        workers=1,
        blocking_threads=threads,
        # A process that was killed is replaced; one that is asked to stop has this long for what it has begun.
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
        log_access=False,
        # It would warn of the number of threads, which is meant: many phones wait for one slow hall network.
        log_level=LogLevels.error,
    )


def _check_free(host: str, port: int) -> None:
    # Asked before granian starts: its workers would fail one by one, with a traceback each.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(f"Cannot listen on {host}:{port}: {error.strerror}. Another port: PORT=8001") from error


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@with_appcontext
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


@click.command()
@with_appcontext
def check() -> None:
    """Look whether everything is set up as it must be; what is not, ends with code 1."""
    found = checks.findings()
    for finding in found:
        mark = "note" if finding.is_note else "ok  " if finding.is_good else "FAIL"
        click.echo(f"{mark}  {finding.name}: {finding.detail}")
    if not all(finding.is_good for finding in found):
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--tables", is_flag=True, help="Print one for each table, to find where two databases differ.")
@with_appcontext
def digest(tables: bool) -> None:
    """Print a SHA-256 over all rows (without the log): the same content gives the same on every database."""
    if not tables:
        click.echo(digest_of_all())
        return
    for name, value in digests().items():
        click.echo(f"{value}  {name}")

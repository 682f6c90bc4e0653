"""Load the demo, and say how to get in."""

import secrets
from dataclasses import replace
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from ideenboard.base import clock
from ideenboard.base.codes import show_code
from ideenboard.base.commands import init, say_when_serving, serve
from ideenboard.base.db import db
from ideenboard.demo.actions import LOGINS, load
from ideenboard.demo.actions_places import Login
from ideenboard.demo.queries import any_process, demo_process
from ideenboard.processes.models import Phase, Process
from ideenboard.processes.queries import workshops_in

AT_HOME = {"127.0.0.1", "localhost", "::1"}


def init_app(app: Flask) -> None:
    """Hang the commands of this room on `ideenboard`, and its logins on `ideenboard serve`."""
    app.cli.add_command(demo)
    app.cli.add_command(start)
    say_when_serving(app, _how_to_get_in)


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing where there is a process already.")
@with_appcontext
def demo(if_empty: bool) -> None:
    """Load a process from Rostock to try everything out: two districts, nine workshops, votes, plans."""
    if if_empty and any_process():
        return
    process, logins = _load()
    click.echo("\n".join(["The demo is loaded.", *_doors(process, logins)]))


@click.command()
@click.pass_context
@with_appcontext
def start(context: click.Context) -> None:
    """Migrate the database, load the demo where it is empty, and serve: `make run` in one process."""
    context.invoke(init)
    if not any_process():
        click.echo("Loading the demo …")
        _load()
    context.invoke(serve)


def _load() -> tuple[Process, list[Login]]:
    # On a server that others reach, nobody may sign in with a password that stands in this file.
    logins = LOGINS if _is_at_home() else [replace(login, password=secrets.token_urlsafe(15)) for login in LOGINS]
    process = load(logins, at=clock.now())
    db.session.commit()
    return process, logins


def _how_to_get_in() -> list[str]:
    process = demo_process()
    return _doors(process, LOGINS) if process and _is_at_home() else []


def _is_at_home() -> bool:
    return urlsplit(current_app.config["BASE_URL"]).hostname in AT_HOME


def _doors(process: Process, logins: list[Login]) -> list[str]:
    base = current_app.config["BASE_URL"]
    workshops = [workshop for workshop in workshops_in(process.id) if workshop.phase is not Phase.CLOSED]
    return [
        f"  Process   {base}/processes/{process.slug}",
        *(f"  Sign in   {base}/login  {login.email}  {login.password}" for login in logins),
        *(
            f"  Join      {base}/w/{workshop.code}  {show_code(workshop.code)}  {workshop.title}"
            for workshop in workshops
        ),
    ]

"""Accounts from the console: the first admin cannot come from anywhere else."""

import secrets
import sys

import click
from flask import Flask
from flask.cli import AppGroup

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.people.actions import create_account
from ideenboard.people.models import Role

user = AppGroup("user", help="Accounts of those who work with the contributions.")


def init_app(app: Flask) -> None:
    """Hang the commands of this room on `ideenboard`."""
    app.cli.add_command(user)


@user.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What it may do.")
@click.option("--name", help="Shown beside what this person writes. By default what stands before the @.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
def create(email: str, role: str, name: str | None, password_stdin: bool) -> None:
    """Add an account. Without --password-stdin a password is made up and printed once."""
    if "@" not in email.strip("@"):
        raise click.BadParameter("this is not an e-mail address", param_hint="EMAIL")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else secrets.token_urlsafe(15)
    create_account(email, name or email.partition("@")[0], Role(role), password, by="system", at=clock.now())
    db.session.commit()
    click.echo(f"{email.strip().casefold()} can sign in as {role}.")
    if not password_stdin:
        click.echo(f"Password (shown only now): {password}")

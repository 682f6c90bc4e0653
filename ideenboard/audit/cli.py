"""The log from the console: is it still what was written?"""

import sys
from itertools import islice

import click
from flask import Flask
from flask.cli import AppGroup

from ideenboard.audit.actions import erase
from ideenboard.audit.queries import chain_head, found_breaks, holds_head
from ideenboard.base import clock
from ideenboard.base.db import db

audit = AppGroup("audit", help="The log of all changes and its chain.")
# Who has altered more has altered all.
NAMED = 20


def init_app(app: Flask) -> None:
    """Hang the commands of this room on `ideenboard`."""
    app.cli.add_command(audit)


@audit.command("verify")
@click.option("--head", help="A head that was noted or published earlier; the log must still lead to it.")
def verify(head: str | None) -> None:
    """Check every entry against the chain. Exit code 1 names the first broken entry."""
    broken = list(islice(found_breaks(), NAMED))
    for one in broken:
        click.echo(f"entry {one.entry_id}: {one.why}", err=True)
    if head and not holds_head(head.strip().lower()):
        click.echo(f"head {head}: the log does not lead to it; its end was cut off or written anew", err=True)
    elif not broken:
        count, newest = chain_head()
        click.echo(f"The log is whole: {count} entries.\nhead {newest}")
        return
    sys.exit(1)


@audit.command("head")
def show_head() -> None:
    """Print the head of the chain: note it elsewhere, and `verify --head` finds a log that was cut off."""
    click.echo(chain_head()[1])


@audit.command("erase")
@click.argument("subject")
def erase_words(subject: str) -> None:
    """Erase what the entries about SUBJECT (for instance contribution:17) hold of its words; the chain stays whole."""
    count = erase(subject, by="system", at=clock.now())
    db.session.commit()
    click.echo(f"{count} entries about {subject} hold no words any more.")

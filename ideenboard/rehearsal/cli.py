"""Fill a workshop's copy with made-up attendees, and wipe it."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from ideenboard.base import clock
from ideenboard.base.cli import bar
from ideenboard.base.codes import read_code, show_code
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.processes.models import Phase, Workshop
from ideenboard.rehearsal import actions
from ideenboard.rehearsal.attendees import Attendee
from ideenboard.rehearsal.queries import real_workshop, rehearsal_of, size_of
from ideenboard.rehearsal.rules import hall
from ideenboard.rehearsal.wire import Browser, Device, hang_up_all

Act = Callable[[Attendee], Awaitable[None]]
MOST_PEOPLE, MOST_MINUTES = 500, 60
# What happens in which phase, and for which part of the time.
ACTS: tuple[tuple[Phase, float, Callable[..., Awaitable[None]]], ...] = (
    (Phase.COLLECTING, 0.5, Attendee.collect),
    (Phase.DISCUSSING, 0.25, Attendee.discuss),
    (Phase.VOTING, 0.25, Attendee.vote),
)


def init_app(app: Flask) -> None:
    """Hang the command of this room on `ideenboard`."""
    app.cli.add_command(rehearse)


@click.command()
@click.argument("code", metavar="WORKSHOP-CODE")
@click.option("--people", default=100, show_default=True, type=click.IntRange(1, MOST_PEOPLE), help="Who come.")
@click.option("--minutes", default=3.0, show_default=True, type=click.FloatRange(0, MOST_MINUTES), help="How long.")
@click.option("--seed", default=1, show_default=True, help="The same number gives the same attendees.")
@click.option("--url", help="Address of the running server. By default BASE_URL.")
@click.option("--wipe", is_flag=True, help="Delete the rehearsal of this workshop, and do nothing else.")
@with_appcontext
def rehearse(code: str, people: int, minutes: float, seed: int, url: str | None, wipe: bool) -> None:
    """Try a workshop out: made-up attendees fill a marked copy of it on the running server.

    They join, type, dawdle, support, comment, vote and drop out; one floods. Nothing of it can be counted with the
    real workshop. Everything is deleted with --wipe, or with one click on the rehearsal page of the event.
    """
    workshop = real_workshop(read_code(code))
    if wipe:
        _wipe(workshop)
        return
    rehearsal, _is_new = actions.begin(workshop, by="system", at=clock.now())
    copy = rehearsal.copy
    db.session.commit()
    address = url or str(current_app.config["BASE_URL"])
    click.echo(f"The copy has the code {show_code(copy.code)}: {address}/w/{copy.code}")
    heard = asyncio.run(perform(workshop, people, minutes * 60, seed, lambda: Device(address)))
    db.session.rollback()
    _say(workshop, heard)


async def perform(
    workshop: Workshop, people: int, seconds: float, seed: int, device: Callable[[], Browser]
) -> Counter[int]:
    """Let a hall of people go through all phases of a copy: the answers they got, by status.

    Ends early when the copy is wiped meanwhile. Raises OSError where the server cannot be reached.
    """
    rehearsal = rehearsal_of(workshop.id)
    if rehearsal is None:
        return Counter()
    manners = hall(people, random.Random(seed))  # noqa: S311 (behaviour, not secrets)
    code = rehearsal.copy.code
    attendees = [Attendee(device(), code, manner, f"{seed}:{i}") for i, manner in enumerate(manners)]
    try:
        for phase, share, act in ACTS:
            if not _enter(workshop, code, phase):
                break
            present = [one for one in attendees if not one.is_gone]
            await _at_once(partial(act, seconds=share * seconds), present, f"{phase.value:10}")
    finally:
        await hang_up_all()
    return sum((one.heard for one in attendees), Counter())


async def _at_once(act: Act, present: Sequence[Attendee], label: str) -> None:
    """Let all of these people act at the same time; when one cannot go on, it ends for the others as well."""
    with bar(present, label) as shown:

        async def one(attendee: Attendee) -> None:
            await act(attendee)
            shown.update(1)

        await asyncio.gather(*map(one, present))


def _enter(workshop: Workshop, code: str, phase: Phase) -> bool:
    # What was read before an act is old after it: the copy may be gone, or another one made.
    db.session.rollback()
    db.session.expire_all()
    rehearsal = rehearsal_of(workshop.id)
    if rehearsal is None or rehearsal.copy.code != code:
        return False
    actions.go_on(rehearsal.copy, phase, at=clock.now())
    db.session.commit()
    return True


def _wipe(workshop: Workshop) -> None:
    if rehearsal_of(workshop.id) is None:
        raise Refusal(f"Workshop {show_code(workshop.code)} is not being rehearsed.")
    actions.wipe(workshop, by="system", at=clock.now())
    db.session.commit()
    click.echo("The rehearsal is wiped.")


def _say(workshop: Workshop, heard: Counter[int]) -> None:
    rehearsal = rehearsal_of(workshop.id)
    if rehearsal is None:
        click.echo("The rehearsal was wiped meanwhile.", err=True)
        return
    people, cards = size_of(rehearsal.copy)
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(heard.items()))
    click.echo(f"{people} people, {cards} contributions. Answers of the server: {answers}.")
    click.echo(f"Wipe it: ideenboard rehearse {workshop.code} --wipe")

"""What is not public stays where it belongs, also at addresses to which no page leads, in fragments and in files."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.engine import Connection

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.voting.models import Option, Vote
from tests.hidden import INSIDE, SEEN_ON_THE_WALL, assert_seen_by, is_wall, leaks
from tests.tour import NUMBER, READS, read, tour_of
from tests.world import CANARIES, ROLES, World


def shown(world: World, role: str, address: str, *, htmx: bool = False) -> str:
    """Headers and words of one answer."""
    with world.browsers[role].get(address, htmx=htmx, check=False) as answer:
        return f"{answer.headers}\n{NUMBER.sub('', read(answer.data, answer.mimetype))}"


def pages_of(world: World, app: Flask, role: str, rooms: tuple[str, ...]) -> dict[str, str]:
    """The pages of some rooms at every address, whether a page links there or not."""
    paths = {door.path(app, world.ids) for door in READS if door.endpoint.startswith(rooms)}
    return {address: shown(world, role, address) for address in sorted(paths)}


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_may_read_it_find_what_is_hidden(
    house: World, session_app: Flask, connection: Connection, role: str
) -> None:
    """In pages, files and headers, at every address of the table, whether a page leads there or not."""
    seen = tour_of(role, house, session_app, connection).doors.values()
    assert_seen_by(role, {one.address: one.text if role in INSIDE else one.said for one in seen})


@pytest.mark.once
@pytest.mark.parametrize("role", ["stranger", "neighbour", "colleague"])
def test_no_fragment_file_or_search_shows_what_is_not_public(
    world: World, session_app: Flask, connection: Connection, role: str
) -> None:
    """Of everything that test_reading.py has looked at as a page."""
    seen = tour_of(role, world, session_app, connection).doors
    open_doors = [door for door in READS if seen[str(door)].is_page and seen[str(door)].status == 200]
    paths = {door.path(session_app, world.ids) for door in open_doors}
    pages = {f"{path} fragment": shown(world, role, path, htmx=True) for path in paths}
    searches = {f"{path}?q=kanari&order=supported&after=0" for path in paths if path.endswith("/contributions")}
    data = {door.path(session_app, world.ids) for door in READS if door.endpoint == "exports.open_data"}
    files = {path.replace("data.json", f"data.{kind}") for path in data for kind in ("zip", "xlsx", "ods")}
    assert searches and files
    for address in searches | (files if role == "stranger" else set()):
        pages[address] = shown(world, role, address)
    found = leaks(pages, CANARIES)
    on_walls = {name for address, names in found.items() if is_wall(address) for name in names}
    assert on_walls == SEEN_ON_THE_WALL
    assert [address for address in found if not is_wall(address)] == []


def without_chance(text: str) -> list[str]:
    """A page without what differs from one request to the next: tokens, moments, and the order of papers."""
    text = re.sub(r'(name="(?:csrf_token|token)"[^>]*|hx-headers=)\S*value="[^"]*"|"X-CSRFToken": "[^"]*"', "", text)
    text = re.sub(
        r"[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:.+Z]+|I[jm]\w+\.[\w.-]+|(?:Content-Length|Date): .*|Set-Cookie: .*",
        "",
        text,
    )
    return sorted(filter(None, text.splitlines()))


# What it looks at is the same on each database.
@pytest.mark.once
@pytest.mark.parametrize("role", ["participant", "coordinator"])
def test_an_open_ballot_says_the_same_however_people_voted(
    world: World, session_app: Flask, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    """Not even those who run it see where it is going; only how many have voted."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    rooms = (
        "voting.",
        "cards.",
        "turnout.",
        "ballots.",
        "results.",
        "phone.",
        "desk.",
        "home.",
        "exports.",
        "clusters.",
        "wall.",
        "cockpit.",
    )
    before = pages_of(world, session_app, role, rooms)
    open_ballots = [world.ids[name] for name in ("open_id", "room_ballot_id", "cards_id", "mood_id")]
    for vote in db.session.scalars(select(Vote).join(Option).where(Option.ballot_id.in_(open_ballots))):
        here = select(Option.ballot_id).where(Option.id == vote.option_id).scalar_subquery()
        vote.option_id = db.session.scalars(
            select(Option.id).where(Option.ballot_id == here, Option.id != vote.option_id)
        ).one()
    db.session.commit()
    after = pages_of(world, session_app, role, rooms)
    told = {page for page in before if without_chance(before[page]) != without_chance(after[page])}
    assert before.keys() == after.keys()
    assert told == set()

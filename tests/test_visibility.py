"""What is not public stays where it belongs, also at addresses to which no page leads, in fragments and in files."""

import io
import re
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.voting.models import Option, Vote
from tests.doors import DOORS
from tests.hidden import SEEN_ON_THE_WALL, is_wall, leaks
from tests.world import CANARIES, World


def surfaces(world: World, app: Flask, files: tuple[str, ...], rooms: tuple[str, ...]) -> list[str]:
    """Every address to read with every key of the small world, whether a page links there or not."""
    doors = [door for door in DOORS if door.method == "GET" and door.endpoint.startswith(rooms)]
    paths = {door.path(app, world.ids) for door in doors if door.endpoint != "people.language"}
    packed = {path.replace("data.json", f"data.{kind}") for path in paths for kind in files}
    searches = {f"{path}?q=kanari&order=supported&after=0" for path in paths if path.endswith("/contributions")}
    return sorted(paths | packed | searches)


def read(body: bytes, mimetype: str) -> str:
    """What an answer says; of packed files what is in them."""
    if mimetype.startswith("application/") and body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return body.decode(errors="replace")


def everything(
    world: World,
    app: Flask,
    role: str,
    *,
    fragments: bool = False,
    files: tuple[str, ...] = (),
    rooms: tuple[str, ...] = ("",),
) -> dict[str, str]:
    """All that somebody gets anywhere: pages (of some rooms), fragments where wanted, and these files."""
    pages = {}
    for address in surfaces(world, app, files, rooms):
        for htmx in (False, True) if fragments else (False,):
            with world.browsers[role].get(address, htmx=htmx, check=False) as answer:
                said = read(answer.data, answer.mimetype)
                # The number of a refusal is another one each time.
                said = re.sub(r"(Number: |Nummer: |<span class=\"ib-code\">)[0-9a-f]{8}</span>", "", said)
                pages[f"{address} {'fragment' if htmx else 'page'}"] = f"{answer.headers}\n{said}"
            if answer.status_code >= 400 or answer.mimetype != "text/html":
                break
    return pages


@pytest.mark.parametrize("role", ["stranger", "neighbour", "colleague"])
def test_nobody_from_outside_reads_what_is_not_public(world: World, session_app: Flask, role: str) -> None:
    files = ("zip", "xlsx", "ods") if role == "stranger" else ()
    found = leaks(everything(world, session_app, role, fragments=True, files=files), CANARIES)
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


@pytest.mark.parametrize("role", ["participant", "coordinator"])
def test_an_open_ballot_says_the_same_however_people_voted(world: World, session_app: Flask, role: str) -> None:
    """Not even those who run it see where it is going; only how many have voted."""
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
    before = everything(world, session_app, role, rooms=rooms)
    open_ballots = [world.ids[name] for name in ("open_id", "room_ballot_id", "cards_id", "mood_id")]
    for vote in db.session.scalars(select(Vote).join(Option).where(Option.ballot_id.in_(open_ballots))):
        here = select(Option.ballot_id).where(Option.id == vote.option_id).scalar_subquery()
        vote.option_id = db.session.scalars(
            select(Option.id).where(Option.ballot_id == here, Option.id != vote.option_id)
        ).one()
    db.session.commit()
    after = everything(world, session_app, role, rooms=rooms)
    told = {page for page in before if without_chance(before[page]) != without_chance(after[page])}
    assert before.keys() == after.keys()
    assert told == set()

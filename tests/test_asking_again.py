"""What leaves the house, becomes public or is gone for good asks for the password that was typed long ago."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from ideenboard.base import clock
from tests.doors import DOORS, somebody
from tests.world import World

pytestmark = pytest.mark.once
# Exports, publications, removals, and what would let somebody in or keep somebody out.
ASKING = (
    "exports.download",
    *("settings.publish", "answers.publish", "results.publish", "planning.publish", "minutes.publish"),
    *("workshops.release", "events.release_all"),
    *("lists.remove", "events.remove", "events.remove_material", "workshops.remove", "ballots.discard"),
    "planning.remove_measure",
    *("accounts.reset_password", "accounts.disable", "factor.begin", "factor.turn_off", "factor.renew", "factor.reset"),
)


def test_after_half_an_hour_each_asks_again_and_nothing_has_happened(
    house: World, session_app: Flask, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = clock.now() + timedelta(minutes=31)
    doors = {door.endpoint: door for door in reversed(DOORS) if door.endpoint in ASKING and min(door.expected) < 400}
    monkeypatch.setattr(clock, "now", lambda: later)
    answers = {}
    for name, door in doors.items():
        with house.undone(connection):
            answers[name] = door.knock(house, somebody(door), session_app, check=False).location or ""
    assert sorted(answers) == sorted(ASKING)
    assert [name for name, location in answers.items() if not location.startswith("/desk/confirmation?next=")] == []

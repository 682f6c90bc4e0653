"""What belongs to one process or room is not reached through the address of another one, whatever is put together."""

import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from tests.doors import DOORS, Door, rule_of
from tests.hidden import leaks
from tests.tour import read
from tests.world import CANARIES, World

# Who has the right at an address, and with what it begins; everything after it is put there from elsewhere.
CROSSED = {"colleague": ("slug", "far_slug"), "neighbour": ("code", "far_code")}


def crossed(app: Flask, role: str) -> list[Door]:
    """The addresses that begin with something of one's own and name something else besides, each once."""
    name, own = CROSSED[role]
    found = {}
    for door in DOORS:
        more = rule_of(app, door.method, door.endpoint).arguments - {name, "name", "form", "ending", "kind", "way"}
        if name in rule_of(app, door.method, door.endpoint).arguments and more:
            args = tuple(one for one in door.args if one[0] != name)
            found.setdefault(door.endpoint, Door(door.method, door.endpoint, (*args, (name, own))))
    return list(found.values())


@pytest.mark.once
@pytest.mark.parametrize("role", CROSSED)
def test_what_is_put_together_from_two_places_is_refused(
    house: World, session_app: Flask, connection: Connection, role: str
) -> None:
    doors = crossed(session_app, role)
    got, said = {}, {}
    for door in doors:
        with house.undone(connection), door.knock(house, role, session_app, check=False) as answer:
            got[str(door)] = answer.status_code
            said[door.path(session_app, house.ids)] = read(answer.data, answer.mimetype)
    assert len(doors) > {"colleague": 25, "neighbour": 0}[role]
    assert {door: status for door, status in got.items() if status not in (403, 404)} == {}
    assert leaks(said, CANARIES) == {}

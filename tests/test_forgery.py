"""No other site can act for somebody: a change without this browser's token, or sent from elsewhere, does nothing."""

import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from tests.browsing import Client
from tests.conftest import counting_statements
from tests.doors import DOORS, Door, one_per_change, rules, somebody
from tests.snapshot import changed, snapshot
from tests.world import World

CHANGES = one_per_change(DOORS)


@pytest.fixture(scope="module")
def before(house: World, connection: Connection) -> dict[str, str]:
    return snapshot(connection)


@pytest.fixture
def foreign_token(session_app: Flask) -> str:
    """A token that is valid, but in another browser."""
    return Client(session_app).csrf_token()


def test_every_way_to_change_something_is_tried(session_app: Flask) -> None:
    unsafe = {rule.endpoint for method, rule in rules(session_app) if method != "GET"}
    assert {door.endpoint for door in CHANGES} == unsafe


@pytest.mark.once
@pytest.mark.parametrize("door", CHANGES, ids=str)
def test_a_forged_request_changes_nothing(
    world: World,
    session_app: Flask,
    connection: Connection,
    before: dict[str, str],
    foreign_token: str,
    door: Door,
) -> None:
    world.browsers[somebody(door)].csrf_token()
    forgeries = {
        "without a token": {"csrf": False},
        "with a token of another browser": {"headers": {"X-CSRFToken": foreign_token}},
        "from another site": {"headers": {"Sec-Fetch-Site": "cross-site"}},
    }
    with counting_statements(connection) as sent:
        for name, how in forgeries.items():
            answer = door.knock(world, somebody(door), session_app, check=False, **how)
            assert answer.status_code == 403, name
    # Nothing but questions changes nothing: only after more than that the tables are worth a look.
    if not all(statement.startswith("SELECT") for statement in sent):
        assert changed(before, snapshot(connection)) == []


def test_a_request_from_the_page_itself_is_taken(world: World, session_app: Flask) -> None:
    """That the others would be taken as well, test_routes_access.py shows."""
    door = next(door for door in CHANGES if door.endpoint == "contributions.edit")
    headers = {"Sec-Fetch-Site": "same-origin"}
    assert door.knock(world, somebody(door), session_app, headers=headers).status_code == 303

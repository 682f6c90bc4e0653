"""Who may what: every address of the app, what each role gets there, with a request in which nothing else is wrong.

The rule: not signed in is 401 at the desk; what one may not know of is 404; what one knows without the right is 403.
"""

import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from tests.doors import DOORS, Door, is_asked, rule_of, rules
from tests.header_faults import faults
from tests.tour import tour_of
from tests.world import ROLES, World

REFUSALS = {401, 403, 404}


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_role_gets_what_the_table_says(
    house: World, session_app: Flask, connection: Connection, door: Door
) -> None:
    """And whatever it is, it carries the headers that protect people.

    Who may what is decided alike on each database: on the second one whoever gets furthest speaks for all.
    """
    found, bare = {}, {}
    expected = dict(zip(ROLES, door.expected, strict=True))
    everybody = [role for role in ROLES if is_asked(role, door)]
    asked = everybody if connection.dialect.name == "sqlite" else (min(ROLES, key=expected.__getitem__),)
    for role in asked:
        if door.method == "GET" and len(asked) > 1:
            seen = tour_of(role, house, session_app, connection).doors[str(door)]
            found[role], bare[role] = seen.status, [*seen.faults]
            continue
        with house.undone(connection):
            answer = door.knock(house, role, session_app, check=False)
        found[role], bare[role] = answer.status_code, faults(answer)
    assert found == {role: expected[role] for role in asked}
    assert bare == dict.fromkeys(asked, [])


def test_every_address_stands_in_the_table(session_app: Flask) -> None:
    found = [(method, rule.endpoint) for method, rule in rules(session_app)]
    assert set(found) == {(door.method, door.endpoint) for door in DOORS}
    # A second address of the same view would pass unseen.
    assert sorted(found) == sorted(set(found))


def test_a_request_of_the_table_is_never_refused_for_anything_but_the_right_to_send_it() -> None:
    odd = {str(door): code for door in DOORS for code in door.expected if code >= 400 and code not in REFUSALS}
    assert odd == {}


def test_every_change_is_allowed_to_somebody() -> None:
    """Else a request that is wrong in itself would pass for one that is forbidden."""
    made = {door.endpoint for door in DOORS if door.method == "POST" and any(code < 400 for code in door.expected)}
    assert made == {door.endpoint for door in DOORS if door.method == "POST"}


def test_nobody_gets_behind_the_desk_without_signing_in(session_app: Flask) -> None:
    desk = [d for d in DOORS if rule_of(session_app, d.method, d.endpoint).rule.startswith("/desk")]
    outside = [role for role in ROLES if role not in ("coordinator", "colleague", "district", "admin")]
    found = {dict(zip(ROLES, door.expected, strict=True))[role] for door in desk for role in outside}
    assert desk and found == {401}

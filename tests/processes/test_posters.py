"""Posters say where to look and what to type, one per room or one for them all."""

import re

from flask import Flask

from ideenboard.processes.models import Phase
from tests.factories import coordinator_of, make_event, make_workshop


def posters(page: str) -> list[str]:
    return re.findall(r'<article class="ib-poster.*?</article>', page, re.S)


def test_the_poster_of_a_room_shows_its_code_in_two_groups_and_where_to_type_it(app: Flask) -> None:
    room = make_workshop(title="Zusammenarbeit", number=4, room="Raum 2.07", description="Was fehlt uns?")
    page = coordinator_of(app, room.process).get(f"/desk/workshops/{room.id}/poster").text
    (poster,) = posters(page)
    for words in ("Workshop 4, Raum 2.07", "Zusammenarbeit", "Was fehlt uns?", "127.0.0.1:8000", "<svg"):
        assert words in poster
    assert f"{room.code[:3]} {room.code[3:]}" in poster and poster.count("<li>") == 3


def test_all_rooms_of_an_event_are_printed_at_once_in_the_order_of_their_numbers(app: Flask) -> None:
    event = make_event()
    rooms = [make_workshop(event, number=number, title=f"Raum {number}") for number in (3, 1, 2)]
    elsewhere = make_workshop(make_event(event.process))
    page = coordinator_of(app, event.process).get(f"/desk/events/{event.id}/posters").text
    assert [re.search(r"Raum \d", poster).group() for poster in posters(page)] == ["Raum 1", "Raum 2", "Raum 3"]  # type: ignore[union-attr]
    assert all(f"{room.code[:3]} {room.code[3:]}" in page for room in rooms) and elsewhere.code[:3] not in page


def test_the_poster_for_the_entrance_has_one_code_and_names_the_rooms_without_theirs(app: Flask) -> None:
    event = make_event(title="Auftakt", place="Rathaus")
    room = make_workshop(event, title="Zusammenarbeit", room="Raum 2.07")
    page = coordinator_of(app, event.process).get(f"/desk/events/{event.id}/poster").text
    (poster,) = posters(page)
    assert f"{event.code[:3]} {event.code[3:]}" in poster and "Zusammenarbeit" in poster and "Raum 2.07" in poster
    assert f"{room.code[:3]} {room.code[3:]}" not in poster


def test_the_size_of_the_paper_is_chosen_from_a_list(app: Flask) -> None:
    room = make_workshop(phase=Phase.CLOSED)
    client = coordinator_of(app, room.process)
    for asked, got in (("a3", "a3"), ("a4", "a4"), ('x" class="', "a4")):
        page = client.get(f"/desk/workshops/{room.id}/poster", query_string={"paper": asked}).text
        assert f'class="ib-poster ib-poster--{got}"' in page

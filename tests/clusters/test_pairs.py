"""Going through what says nearly the same, two by two: bundled, kept apart, or later; each can be undone."""

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.clusters.queries import current_cluster_of
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.models import Workshop
from tests.browsing import Client
from tests.factories import coordinator_of, make_contribution, make_workshop

BENCHES, AMPEL = "Mehr Bänke auf dem Marktplatz", "Eine Ampel vor der Schule"


@pytest.fixture
def room(app: Flask) -> Workshop:
    return make_workshop()


@pytest.fixture
def desk(app: Flask, room: Workshop) -> Client:
    return coordinator_of(app, room.event.process)


@pytest.fixture
def twins(room: Workshop) -> tuple[Contribution, Contribution]:
    return make_contribution(room, title=BENCHES), make_contribution(room, title=f"{BENCHES}!", text="Sie fehlen.")


def _page(desk: Client, room: Workshop, rest: str = "") -> str:
    return desk.get(f"/desk/{room.event.process.slug}/pairs{rest}").text


def _act(desk: Client, room: Workshop, twins: tuple[Contribution, ...], what: str, **data: object) -> str:
    one, other = (card.id for card in twins)
    answer = desk.post(f"/desk/{room.event.process.slug}/pairs/{one}/{other}/{what}", data=data)
    return desk.get(answer.location).text if answer.status_code == 303 else answer.text


def test_a_pair_is_shown_side_by_side_with_the_shared_words_marked(
    desk: Client, room: Workshop, twins: tuple[Contribution, Contribution]
) -> None:
    make_contribution(room, title=AMPEL)
    page = _page(desk, room)

    assert page.count("<mark>Bänke</mark>") == page.count("<mark>Marktplatz</mark>") == 2
    assert "1 Paar durchzugehen" in page and "Ampel" not in page
    assert ">Später<" in page


def test_bundling_makes_a_cluster_of_both_and_can_be_undone(
    desk: Client, room: Workshop, twins: tuple[Contribution, Contribution]
) -> None:
    page = _act(desk, room, twins, "bundling")

    homes = current_cluster_of([card.id for card in twins])
    assert {cluster.title for cluster in homes.values()} == {BENCHES} and len(homes) == 2
    assert "keine Beiträge, die fast gleich sind" in page
    desk.post(f"/clusters/{homes[twins[0].id].id}/dissolution")
    assert "1 Paar" in _page(desk, room)


def test_the_other_one_joins_the_cluster_in_which_one_sits(
    desk: Client, room: Workshop, twins: tuple[Contribution, Contribution]
) -> None:
    desk.post(f"/desk/{room.event.process.slug}/clusters", data={"title": "Sitzen", "cards": twins[1].id})
    home = current_cluster_of([twins[1].id])[twins[1].id]
    assert "Sitzen" in _page(desk, room)

    _act(desk, room, twins, "bundling", **{f"home-{twins[1].id}": home.id})

    assert {cluster.id for cluster in current_cluster_of([card.id for card in twins]).values()} == {home.id}


def test_a_stale_pair_changes_nothing(desk: Client, room: Workshop, twins: tuple[Contribution, Contribution]) -> None:
    desk.post(f"/desk/{room.event.process.slug}/clusters", data={"title": "Sitzen", "cards": twins[1].id})

    one, other = (card.id for card in twins)
    answer = desk.post(f"/desk/{room.event.process.slug}/pairs/{one}/{other}/bundling")

    assert answer.status_code == 409
    assert current_cluster_of([twins[0].id]) == {}


def test_not_the_same_is_remembered_and_can_be_taken_back(
    desk: Client, room: Workshop, twins: tuple[Contribution, Contribution]
) -> None:
    assert "Gemerkt: nicht gleich" in _act(desk, room, twins, "apart")
    _act(desk, room, twins, "apart")
    assert "keine Beiträge, die fast gleich sind" in _page(desk, room)

    _act(desk, room, twins, "apart/removal")
    assert "1 Paar" in _page(desk, room)


def test_later_goes_on_to_the_next_and_comes_round_again(
    desk: Client, room: Workshop, twins: tuple[Contribution, Contribution]
) -> None:
    others = [make_contribution(room, title=AMPEL) for _ in range(2)]
    first, second = sorted([tuple(c.id for c in twins), tuple(c.id for c in others)], key=lambda key: key != (3, 4))
    page = _page(desk, room)
    shown = first if f"/pairs/{first[0]}/" in page else second

    after = _page(desk, room, f"?after={shown[0]}-{shown[1]}")

    assert f"/pairs/{shown[0]}/" not in after and "1 Paar durchzugehen" in after
    last = first if shown == second else second
    assert "auf später verschoben" in _page(desk, room, f"?after={last[0]}-{last[1]}")
    assert "2 Paare durchzugehen" in _page(desk, room, "?after=x-9999999999999999999999")


def test_hidden_ones_make_no_pair_and_strangers_see_none(
    app: Flask, desk: Client, room: Workshop, twins: tuple[Contribution, Contribution]
) -> None:
    twins[0].status = Status.HIDDEN
    db.session.commit()

    assert "keine Beiträge, die fast gleich sind" in _page(desk, room)
    elsewhere = make_workshop()
    assert coordinator_of(app, elsewhere.event.process).get(f"/desk/{room.event.process.slug}/pairs").status_code == 403


def test_beside_a_card_at_the_desk_stand_the_similar_ones(
    desk: Client, room: Workshop, twins: tuple[Contribution, Contribution]
) -> None:
    make_contribution(room, title=AMPEL)
    address = f"/desk/{room.event.process.slug}/contributions/{twins[0].id}"
    assert f'hx-get="{address}/similar"' in desk.get(address).text

    part = desk.get(f"{address}/similar", htmx=True).text

    assert "<mark>Bänke</mark>" in part and "fast gleich" in part and "Ampel" not in part
    assert "<html" not in part and "<html" in desk.get(f"{address}/similar").text

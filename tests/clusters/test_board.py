"""The cluster board: select, then put somewhere; every step says what it did and offers the way back."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries import current_cluster_of
from ideenboard.contributions.actions_reactions import support
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.models import Process, Workshop
from ideenboard.processes.queries import districts_of
from tests.browsing import Client
from tests.factories import (
    NOW,
    admin,
    coordinator_of,
    joined,
    make_contribution,
    make_contributions,
    make_event,
    make_participant,
    make_process,
    make_workshop,
)


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def workshop(process: Process) -> Workshop:
    return make_workshop(make_event(process), published_at=NOW)


@pytest.fixture
def desk(app: Flask, process: Process) -> Client:
    return coordinator_of(app, process)


def board(process: Process, rest: str = "") -> str:
    return f"/desk/{process.slug}/clusters{rest}"


def make_cluster(desk: Client, process: Process, *cards: Contribution, title: str = "Räume teilen") -> Cluster:
    desk.post(board(process), data={"title": title, "cards": [card.id for card in cards]})
    return db.session.scalars(select(Cluster).order_by(Cluster.id.desc())).first()


def home_of(card: Contribution) -> int | None:
    cluster = current_cluster_of([card.id]).get(card.id)
    return cluster and cluster.id


def undo_address(page: str) -> str:
    messages = page.split('id="messages"')[1].split("<main")[0]
    return messages.split('action="')[-1].split('"')[0].replace("&amp;", "&")


def test_selected_cards_become_a_cluster(desk: Client, process: Process, workshop: Workshop) -> None:
    first, second, other = (make_contribution(workshop) for _ in range(3))
    answer = desk.post(board(process), data={"title": "Räume teilen", "cards": [first.id, second.id]})
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    left, right = page.split('id="bundles"')
    assert "Räume teilen" in right and "2 Beiträge" in right and first.title in right
    assert other.title in left and first.title not in left
    desk.post(undo_address(page))
    assert home_of(first) is None


def test_without_a_title_the_form_comes_back_with_the_selection(
    desk: Client, process: Process, workshop: Workshop
) -> None:
    card = make_contribution(workshop)
    for htmx in (False, True):
        answer = desk.post(board(process), data={"title": " ", "cards": card.id}, htmx=htmx)
        assert answer.status_code == 422 and "ib-error" in answer.text
    page = desk.post(board(process), data={"title": "", "cards": card.id}).text
    assert "checked" in page.split(f'id="pick-{card.id}"')[1].split(">")[0]
    assert db.session.scalar(select(Cluster)) is None


def test_nothing_selected_is_said(desk: Client, process: Process) -> None:
    answer = desk.post(board(process), data={"title": "Leer"})
    assert answer.status_code == 422 and "mindestens einen Beitrag" in answer.text


def test_htmx_gets_only_what_changes(desk: Client, process: Process, workshop: Workshop) -> None:
    card, other = make_contribution(workshop), make_contribution(workshop)
    cluster = make_cluster(desk, process, make_contribution(workshop))
    answer = desk.post(f"/clusters/{cluster.id}/members", data={"cards": card.id}, htmx=True)
    assert f'id="card-{card.id}" hx-swap-oob="delete"' in answer.text
    assert f'id="card-{other.id}"' not in answer.text and "<html" not in answer.text
    assert "1 Beitrag ist jetzt in" in answer.text and home_of(card) == cluster.id


def test_putting_has_a_way_back(desk: Client, process: Process, workshop: Workshop) -> None:
    cluster = make_cluster(desk, process, make_contribution(workshop))
    card = make_contribution(workshop)
    page = desk.get(desk.post(f"/clusters/{cluster.id}/members", data={"cards": card.id}).location).text
    answer = desk.post(undo_address(page))
    assert home_of(card) is None and answer.location == board(process)


def test_moving_between_clusters_and_back(desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    old = make_cluster(desk, process, card)
    new = make_cluster(desk, process, make_contribution(workshop), title="Andere")
    answer = desk.post(f"/clusters/{new.id}/members?back=cluster", data={"cards": f"{card.id}.{old.id}"})
    assert answer.location.endswith(f"/clusters/{old.id}") and home_of(card) == new.id
    desk.post(undo_address(desk.get(answer.location).text))
    assert home_of(card) == old.id


def test_taking_out_on_the_page_of_a_cluster(desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    cluster = make_cluster(desk, process, card)
    page = desk.get(board(process, f"/{cluster.id}")).text
    assert card.title in page and f'value="{card.id}.{cluster.id}"' in page
    answer = desk.post(f"/clusters/{cluster.id}/members/removal", data={"cards": f"{card.id}.{cluster.id}"}, htmx=True)
    assert "1 Beitrag herausgenommen." in answer.text and home_of(card) is None


def test_taking_apart_and_together_again(desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    cluster = make_cluster(desk, process, card)
    answer = desk.post(f"/clusters/{cluster.id}/dissolution", htmx=True)
    assert f'id="card-{card.id}"' in answer.text and home_of(card) is None
    assert "aufgelöst" in desk.get(board(process, f"/{cluster.id}")).text
    desk.post(undo_address(answer.text))
    assert home_of(card) == cluster.id


def test_a_card_that_sits_elsewhere_meanwhile_is_a_conflict(desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop, title="Schon vergeben")
    first = make_cluster(desk, process, card)
    second = make_cluster(desk, process, make_contribution(workshop), title="Zweites")
    answer = desk.post(f"/clusters/{second.id}/members", data={"cards": card.id})
    assert answer.status_code == 409 and "Schon vergeben" in answer.text
    assert home_of(card) == first.id


def test_a_stale_title_keeps_both_texts(desk: Client, process: Process, workshop: Workshop) -> None:
    cluster = make_cluster(desk, process, make_contribution(workshop))
    version = cluster.version
    desk.post(f"/clusters/{cluster.id}", data={"title": "Von ihr", "summary": "", "version": version})
    answer = desk.post(f"/clusters/{cluster.id}", data={"title": "Von mir", "summary": "", "version": version})
    assert answer.status_code == 409
    assert "Von ihr" in answer.text and 'value="Von mir"' in answer.text
    assert db.session.get(Cluster, cluster.id).title == "Von ihr"


def test_title_and_summary_are_saved(desk: Client, process: Process, workshop: Workshop) -> None:
    cluster = make_cluster(desk, process, make_contribution(workshop))
    data = {"title": "Neuer Titel", "summary": "Worum es geht", "version": cluster.version}
    assert desk.post(f"/clusters/{cluster.id}", data=data).status_code == 303
    assert "Worum es geht" in desk.get(board(process, f"/{cluster.id}")).text
    assert desk.post(f"/clusters/{cluster.id}", data=data | {"title": ""}).status_code == 422


def test_a_board_shows_its_district(desk: Client, process: Process, workshop: Workshop) -> None:
    here, there = districts_of(process.id)
    card = make_contribution(workshop, district_id=here.id, title="Hier bei uns")
    make_cluster(desk, process, card)
    assert "Räume teilen" in desk.get(board(process, f"?district={here.id}")).text
    assert "Räume teilen" not in desk.get(board(process, f"?district={there.id}")).text
    assert "Räume teilen" not in desk.get(board(process, "?district=none")).text


def test_search_and_stretches_on_the_left(desk: Client, process: Process, workshop: Workshop) -> None:
    make_contributions(workshop, 30, title="Karte-{:02d}!")
    first = desk.get(board(process)).text
    mark = first.split("after=")[1].split('"')[0]
    rest = desk.get(board(process, f"?after={mark}"), htmx=True).text
    assert "Karte-04!" in rest and "Karte-29!" not in rest and "<section" not in rest
    found = desk.get(board(process, "?q=karte-07"), htmx=True).text
    assert "Karte-07!" in found and "Karte-08!" not in found


@pytest.mark.parametrize("size", [10, 110])
def test_its_queries_do_not_grow(desk: Client, process: Process, workshop: Workshop, queries: Any, size: int) -> None:
    for number in range(size // 10):
        cards = make_contributions(workshop, 10)
        make_cluster(desk, process, *cards[:5], title=f"Bündel {number}")
    with queries() as seen:
        page = desk.get(board(process)).text
    assert len(seen) <= 12, seen
    assert page.count('id="bundle-name') == size // 10 and "Alle 5 anzeigen" in page


def test_rights(app: Flask, client: Client, desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    cluster = make_cluster(desk, process, card)
    stranger, phone = coordinator_of(app, make_process()), joined(app, workshop)
    acts = ["", "/members", "/members/removal", "/dissolution", "/dissolution/removal"]
    data = {"title": "Fremd", "version": cluster.version, "cards": card.id}
    for browser, status in ((client, 401), (phone, 401), (stranger, 403)):
        assert browser.get(board(process)).status_code == status
        assert browser.get(board(process, f"/{cluster.id}")).status_code == status
        for act in acts:
            assert browser.post(f"/clusters/{cluster.id}{act}", data=data).status_code == status, act
    process.published_at = None
    db.session.commit()
    assert stranger.post(f"/clusters/{cluster.id}", data=data).status_code == 404
    assert stranger.get(board(process)).status_code == 404
    assert home_of(card) == cluster.id and db.session.get(Cluster, cluster.id).title == "Räume teilen"
    assert admin(app).get(board(process)).status_code == 200


def test_the_public_page_shows_what_this_visitor_may_read(
    app: Flask, client: Client, desk: Client, process: Process, workshop: Workshop
) -> None:
    shown, hidden = make_contribution(workshop, title="Zu sehen"), make_contribution(workshop, title="Versteckt")
    for card in (shown, hidden):
        support(card, by=make_participant(workshop))
    cluster = make_cluster(desk, process, shown, hidden)
    hidden.status = Status.HIDDEN
    db.session.commit()
    page = client.get(f"/clusters/{cluster.id}").text
    assert "Zu sehen" in page and "Versteckt" not in page
    assert "1 Person unterstützt" in page and "Räume teilen" in page
    workshop.published_at = None
    db.session.commit()
    assert client.get(f"/clusters/{cluster.id}").status_code == 404
    assert "Zu sehen" in joined(app, workshop).get(f"/clusters/{cluster.id}").text


def test_a_cluster_taken_apart_still_tells_what_was_in_it(
    client: Client, desk: Client, process: Process, workshop: Workshop
) -> None:
    cluster = make_cluster(desk, process, make_contribution(workshop, title="War darin"))
    desk.post(f"/clusters/{cluster.id}/dissolution")
    page = client.get(f"/clusters/{cluster.id}").text
    assert "War darin" in page and "Aufgelöst am" in page


def changes_of(desk: Client, process: Process) -> tuple[str, Any]:
    page = desk.get(board(process)).text
    url = page.split('data-changes="')[1].split('"')[0].replace("&amp;", "&")
    return url, lambda: desk.get(url, htmx=True)


def test_each_sees_what_the_other_moved(app: Flask, desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop, title="Gerade bewegt")
    cluster = make_cluster(desk, process, make_contribution(workshop))
    _url, ask = changes_of(coordinator_of(app, process), process)
    assert ask().status_code == 204
    desk.post(f"/clusters/{cluster.id}/members", data={"cards": card.id})
    answer = ask()
    bundles, left = answer.text.split('id="unsorted-list"')
    assert answer.status_code == 200 and "Gerade bewegt" in bundles and "Gerade bewegt" not in left
    make_contribution(workshop, title="Neu hereingekommen")
    assert "Neu hereingekommen" in ask().text


def test_a_stale_move_shows_both_places_and_can_be_made_all_the_same(
    app: Flask, desk: Client, process: Process, workshop: Workshop
) -> None:
    card = make_contribution(workshop, title="Zweimal gewollt")
    here, there = (make_cluster(desk, process, make_contribution(workshop), title=name) for name in ("Hier", "Dort"))
    desk.post(f"/clusters/{here.id}/members", data={"cards": card.id})
    other = coordinator_of(app, process)
    for htmx in (True, False):
        answer = other.post(f"/clusters/{there.id}/members", data={"cards": card.id}, htmx=htmx)
        assert answer.status_code == 409
        assert all(words in answer.text for words in ("Zweimal gewollt", "Hier", "Dort", "Koordination"))
    assert home_of(card) == here.id
    assert f'value="{card.id}.{here.id}"' in answer.text
    other.post(f"/clusters/{there.id}/members", data={"cards": f"{card.id}.{here.id}"})
    assert home_of(card) == there.id


def test_cards_of_several_clusters_are_taken_out_at_once(desk: Client, process: Process, workshop: Workshop) -> None:
    first, second, free = (make_contribution(workshop) for _ in range(3))
    a, b = make_cluster(desk, process, first), make_cluster(desk, process, second, title="Zweites")
    picks = [f"{first.id}.{a.id}", f"{second.id}.{b.id}", str(free.id)]
    answer = desk.post(board(process, "/unsorted"), data={"cards": picks})
    assert [home_of(card) for card in (first, second, free)] == [None] * 3
    desk.post(undo_address(desk.get(answer.location).text))
    assert [home_of(card) for card in (first, second, free)] == [a.id, b.id, None]


def test_search_in_the_clusters(desk: Client, process: Process, workshop: Workshop) -> None:
    cards = [make_contribution(workshop, title=f"Straße {number}") for number in range(2)]
    make_cluster(desk, process, *cards, title="Wege")
    make_cluster(desk, process, make_contribution(workshop, title="Bäume"), title="Grün")
    found = desk.get(board(process, "?in=strasse+1"), htmx=True).text
    assert "Wege" in found and "Straße 1" in found and "Straße 0" not in found and "Grün" not in found
    assert "Grün" in desk.get(board(process, "?in=gruen"), htmx=True).text


def test_a_cluster_folds_and_opens_in_full(desk: Client, process: Process, workshop: Workshop) -> None:
    cluster = make_cluster(desk, process, *make_contributions(workshop, 6, title="Karte-{}!"))
    assert "Karte-5!" not in desk.get(board(process)).text
    assert "Karte-5!" in desk.get(board(process, f"?open={cluster.id}")).text
    assert '<details class="ib-bundle__body">' in desk.get(board(process, "?fold=1")).text


def test_before_a_merge_one_sees_what_it_changes(desk: Client, process: Process, workshop: Workshop) -> None:
    people = [make_participant(workshop) for _ in range(4)]
    a, b, c = (make_contribution(workshop) for _ in range(3))
    for card, behind in ((a, people[:2]), (b, people[1:3]), (c, people)):
        for person in behind:
            support(card, by=person)
    db.session.commit()
    small, other, big = (make_cluster(desk, process, card, title=name) for card, name in ((a, "A"), (b, "B"), (c, "C")))
    page = desk.get(board(process, f"/{small.id}/merging?into={other.id}")).text
    assert "Zusammen unterstützen es 3 Personen" in page and "1 von ihnen" in page
    assert ">Platz<" in page and ">Ort<" not in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert desk.post(f"/clusters/{small.id}/merging", data={"into": other.id, "seen": "0.0"}).status_code == 409
    answer = desk.post(f"/clusters/{small.id}/merging", data={"into": other.id, "seen": seen})
    assert home_of(a) == home_of(b) == other.id and home_of(c) == big.id
    desk.post(undo_address(desk.get(answer.location).text))
    assert home_of(a) == small.id
    assert "legte das Bündel" in desk.get(f"/desk/{process.slug}/log").text


def test_the_page_of_steps_undoes_and_says_what_stands_in_the_way(
    desk: Client, process: Process, workshop: Workshop
) -> None:
    card, other = make_contribution(workshop, title="Weitergereicht"), make_contribution(workshop)
    here = make_cluster(desk, process, card, other)
    there = make_cluster(desk, process, make_contribution(workshop), title="Dort")
    desk.post(f"/clusters/{there.id}/members", data={"cards": f"{card.id}.{here.id}"})
    page = desk.get(board(process, "/steps")).text
    assert "Weitergereicht" in page and "1 Beitrag gelegt in" in page
    last, _, first = page.split("/undoing?")[0:3]
    step = {part.rsplit("/", 1)[1] for part in (last, first)}
    oldest, newest = min(step, key=int), max(step, key=int)
    answer = desk.post(f"/clusters/steps/{oldest}/undoing?back=steps")
    assert answer.status_code == 409 and "Weitergereicht" in answer.text and home_of(other) == here.id
    assert desk.post(f"/clusters/steps/{newest}/undoing?back=steps").location.endswith("/clusters/steps")
    assert home_of(card) == here.id
    desk.post(f"/clusters/steps/{oldest}/undoing")
    assert home_of(card) is None


def test_each_unsorted_card_has_the_nearest_clusters_as_one_tap(
    desk: Client, process: Process, workshop: Workshop
) -> None:
    rooms = [make_contribution(workshop, title=f"Räume am {day} gemeinsam nutzen") for day in ("Abend", "Morgen")]
    here = make_cluster(desk, process, *rooms)
    make_cluster(desk, process, make_contribution(workshop, title="Ein Formular für alle Anträge"), title="Formulare")
    card = make_contribution(workshop, title="Räume am Nachmittag gemeinsam nutzen")
    assert "near-form" in desk.get(board(process)).text
    page = desk.get(board(process, "?near=1")).text
    assert f'id="near-{card.id}-{here.id}" form="near-form" name="cards" value="{card.id}"' in page
    desk.post(f"/clusters/{here.id}/members", data={"cards": card.id}, htmx=True)
    assert home_of(card) == here.id


def test_enter_in_the_title_makes_the_cluster_and_does_nothing_else(
    desk: Client, process: Process, workshop: Workshop
) -> None:
    make_cluster(desk, process, make_contribution(workshop))
    make_contribution(workshop)
    page = desk.get(board(process)).text
    form = page.index('<form class="ib-float ib-float--low ib-queue__bulk" id="pick-form"')
    first_inside = page.index('<button type="submit"', form)
    outside = [place.start() for place in re.finditer(r'<button type="submit"[^>]* form="pick-form"', page)]
    # A browser presses the first button that belongs to the form.
    assert page[first_inside:].startswith('<button type="submit" class="kern-btn kern-btn--primary" id="create"')
    assert outside and min(outside) > first_inside


def test_all_that_are_shown_can_be_selected_at_once(desk: Client, process: Process, workshop: Workshop) -> None:
    make_contributions(workshop, 2, title="Bus {}")
    make_contribution(workshop, title="Garten")
    assert (
        "checked"
        not in desk.get(board(process, "?q=bus")).text.partition('id="unsorted-list"')[2].partition("</ul>")[0]
    )
    listed = desk.get(board(process, "?q=bus&pick=all")).text.partition('id="unsorted-list"')[2].partition("</ul>")[0]
    assert listed.count(" checked>") == 2

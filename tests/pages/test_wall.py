"""The wall of a room: everybody with the code sees what the room may see, and nothing else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.contributions import actions as contributions
from ideenboard.contributions import actions_reactions
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.live import actions
from ideenboard.live.models import Grouping, WallMode
from ideenboard.live.rules import Screen, screen
from ideenboard.moderation.actions import decide
from ideenboard.moderation.models import Verdict
from ideenboard.processes.actions_phases import set_phase, set_timer
from ideenboard.processes.models import Moderation, Phase, Workshop
from ideenboard.processes.rules import Actor
from ideenboard.results import actions as results
from ideenboard.voting.models import Ballot, BallotPaper, Vote
from tests.browsing import Client
from tests.factories import (
    NOW,
    make_account,
    make_contribution,
    make_event,
    make_participant,
    make_process,
    make_workshop,
)
from tests.voting.making import make_ballot, option_ids
from tests.world_votes import make_cluster

WHO: Any = {"by": "facilitator", "at": NOW}


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    now = clock.now()
    event = make_event(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    return make_workshop(event, title="Zusammenarbeit im Stadtteil", room="Raum 2.07")


def wall(client: Client, workshop: Workshop) -> str:
    return client.get(f"/w/{workshop.code}/wall").text


def main(page: str) -> str:
    return re.search(r"<main.*</main>", page, re.S)[0]


def show(workshop: Workshop, **setting: Any) -> None:
    actions.set_wall(workshop, **setting, **WHO)
    db.session.commit()


def vote(ballot: Ballot, count: int = 1, value: int = 3) -> None:
    option = option_ids(ballot)[0]
    for _ in range(count):
        paper = BallotPaper(ballot_id=ballot.id, participant_id=make_participant().participant_id)
        db.session.add(paper)
        db.session.flush()
        db.session.add(Vote(paper_id=paper.id, option_id=option, value=value, seq=1))
    db.session.commit()


def test_it_shows_how_to_join_until_there_is_something_to_read(client: Client, workshop: Workshop) -> None:
    page = wall(client, workshop)
    code = f"{workshop.code[:3]} {workshop.code[3:]}"
    assert code in main(page) and "Ohne Anmeldung, ohne Namen" in page and "Raum 2.07" in page
    make_participant(workshop)
    assert "1 Person ist da" in wall(client, workshop)
    make_contribution(workshop, title="Räume am Nachmittag öffnen")
    page = wall(client, workshop)
    assert "Räume am Nachmittag öffnen" in main(page) and code not in main(page)
    # Joining stays possible, so the code stays in the corner.
    assert code in page and "QR-Code" in page


def test_nothing_on_it_can_be_pressed_and_no_cookie_is_left(client: Client, workshop: Workshop) -> None:
    make_contribution(workshop)
    for mode in (WallMode.JOIN, WallMode.CARDS, WallMode.RESULT):
        show(workshop, mode=mode)
        answer = client.get(f"/w/{workshop.code}/wall")
        assert not re.search(r"<(form|button|input|select|textarea)|<a (?!class=\"ib-skip\")", answer.text)
        assert "Set-Cookie" not in answer.headers
        assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in answer.text


def test_only_published_cards_lie_on_it(client: Client, workshop: Workshop) -> None:
    for status in Status:
        make_contribution(workshop, title=f"Karte {status}").status = status
    make_contribution(title="Karte von nebenan")
    db.session.commit()
    page = wall(client, workshop)
    assert re.findall(r"Karte \w+", main(page)) == ["Karte published"]


def test_cards_are_taken_off_and_picked(client: Client, workshop: Workshop) -> None:
    first, second, third = (make_contribution(workshop, title=f"Karte {n}") for n in (1, 2, 3))
    actions.put_on_wall(first, True, **WHO)
    actions.put_on_wall(second, False, **WHO)
    show(workshop, grouping=Grouping.NONE)
    assert re.findall(r"Karte \d", main(wall(client, workshop))) == ["Karte 3", "Karte 1"]
    show(workshop, only_picked=True)
    assert re.findall(r"Karte \d", main(wall(client, workshop))) == ["Karte 1"]
    assert third.id != first.id


def test_the_newest_is_what_the_room_could_read_last(client: Client, workshop: Workshop) -> None:
    workshop.moderation = Moderation.BEFORE
    coordinator = Actor(account_id=make_account().id, is_admin=True)
    early, late = (make_contribution(workshop, title=title) for title in ("Früh gesendet", "Spät gesendet"))
    for minutes, card in enumerate((late, early)):
        decide(card, Verdict.PUBLISHED, by=coordinator, at=NOW + timedelta(minutes=minutes))
    show(workshop, grouping=Grouping.NONE)
    page = main(wall(client, workshop))
    assert page.index("Früh gesendet") < page.index("Spät gesendet")
    new = re.search(r"ib-wallcard--new.*?</li>", page, re.S)[0]
    assert "neu" in new and "Früh gesendet" in new and page.count("ib-wallcard--new") == 1


def test_face_down_not_even_the_source_tells_what_they_say(client: Client, workshop: Workshop) -> None:
    cards = [make_contribution(workshop, title=f"Geheimnis {n}") for n in range(3)]
    show(workshop, is_veiled=True)
    for address in ("wall", "wall/changes"):
        page = client.get(f"/w/{workshop.code}/{address}", htmx=address != "wall").text
        assert "Geheimnis" not in page and f'data-card="{cards[0].id}"' not in page
        assert re.search(r">3</p>", page) and "Beiträge liegen verdeckt." in page
    show(workshop, is_veiled=False)
    assert "Geheimnis 0" in wall(client, workshop)


def test_one_card_stands_large_as_long_as_the_room_may_read_it(client: Client, workshop: Workshop) -> None:
    make_contribution(workshop, title="Andere Karte")
    card = make_contribution(workshop, title="Räume öffnen", text="Nachmittags stehen sie leer.", kind=Kind.PRACTICE)
    actions.show_large(workshop, card, **WHO)
    db.session.commit()
    page = main(wall(client, workshop))
    assert "Räume öffnen" in page and "Nachmittags stehen sie leer." in page and "Andere Karte" not in page
    contributions.set_status(card, Status.HIDDEN, **WHO)
    db.session.commit()
    page = wall(client, workshop)
    assert "Räume öffnen" not in page and "Andere Karte" in page


def test_it_groups_by_kind_or_by_cluster(client: Client, workshop: Workshop) -> None:
    cards = [make_contribution(workshop, title=f"Karte {n}", kind=kind) for n, kind in enumerate(Kind)]
    heads = re.findall(r'<h2 class="ib-col__head">.*?</h2>', wall(client, workshop), re.S)
    assert len(heads) == 4 and "Idee" in heads[0]
    show(workshop, mode=WallMode.CARDS, grouping=Grouping.CLUSTER)
    # Where nothing is clustered yet, nothing is said of clusters.
    assert "Bündel" not in main(wall(client, workshop))
    make_cluster(workshop.process_id, "Räume teilen", *cards[:2])
    db.session.commit()
    heads = re.findall(r'<h2 class="ib-col__head">.*?</h2>', wall(client, workshop), re.S)
    assert ["Räume teilen" in heads[0], "Noch ohne Bündel" in heads[1], len(heads)] == [True, True, 2]


def test_cards_without_room_are_counted(client: Client, workshop: Workshop) -> None:
    for number in range(14):
        make_contribution(workshop, title=f"Karte {number} " + "mit vielen Wörtern " * 4)
    page = main(wall(client, workshop))
    seen = len(re.findall("data-card", page))
    assert f"und {14 - seen} weitere" in page and seen > 2
    tall = client.get(f"/w/{workshop.code}/wall/changes?height=60", htmx=True).text
    assert len(re.findall("data-card", tall)) > seen


def test_a_vote_shows_how_many_have_voted_and_not_where_it_goes(client: Client, workshop: Workshop) -> None:
    ballot = make_ballot(workshop, question="Was zuerst?")
    set_phase(workshop, Phase.VOTING, **WHO)
    before = main(wall(client, workshop))
    assert "Was zuerst?" in before and "Vorschlag 0" not in before
    vote(ballot, 2)
    # A paper that a card has opened, and on which nothing is said.
    db.session.add(BallotPaper(ballot_id=ballot.id, participant_id=make_participant().participant_id))
    db.session.commit()
    after = main(wall(client, workshop))
    assert re.search(r"<strong>2</strong>", after) and "Vorschlag 0" not in after


def test_the_result_of_the_room_stands_there_at_once_and_after_the_day_only_when_published(
    client: Client, workshop: Workshop
) -> None:
    ballot = make_ballot(workshop, question="Was zuerst?")
    set_phase(workshop, Phase.VOTING, **WHO)
    vote(ballot, 9)
    results.close(ballot, **WHO)
    db.session.commit()
    page = wall(client, workshop)
    assert "Vorschlag 0" in page and "klar vorn" in page and "9 Personen" in page and "Raumcode" in page
    set_phase(workshop, Phase.CLOSED, **WHO)
    workshop.event.ends_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert "Vorschlag 0" not in wall(client, workshop)
    results.publish(ballot, **WHO)
    db.session.commit()
    assert "Vorschlag 0" in wall(client, workshop)


def test_the_result_of_a_vote_in_the_whole_process_waits_until_it_is_published(
    client: Client, workshop: Workshop
) -> None:
    ballot = make_ballot(workshop, workshop_id=None, question="Für alle?", opened_at=clock.now())
    show(workshop, mode=WallMode.RESULT)
    vote(ballot, 9)
    results.close(ballot, by="system", at=clock.now())
    db.session.commit()
    page = main(wall(client, workshop))
    assert "sobald es veröffentlicht ist" in page and "Vorschlag 0" not in page
    results.publish(ballot, **WHO)
    db.session.commit()
    assert "Vorschlag 0" in wall(client, workshop)


def test_of_an_old_vote_in_the_process_the_room_hears_nothing(client: Client, workshop: Workshop) -> None:
    old = workshop.event.starts_at - timedelta(days=30)
    ballot = make_ballot(workshop, workshop_id=None, question="Alte Frage?", opened_at=old)
    results.close(ballot, by="system", at=old)
    results.publish(ballot, by="system", at=old)
    show(workshop, mode=WallMode.RESULT)
    assert "Alte Frage?" not in wall(client, workshop)


def test_after_the_day_an_old_poster_opens_no_collection(client: Client, workshop: Workshop) -> None:
    make_contribution(workshop, title="Räume öffnen")
    set_phase(workshop, Phase.CLOSED, **WHO)
    db.session.commit()
    assert "Räume öffnen" in wall(client, workshop)
    workshop.event.ends_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    page = wall(client, workshop)
    assert "Räume öffnen" not in page and "Dieser Workshop ist vorbei." in page and workshop.code[:3] not in main(page)
    workshop.published_at = NOW
    db.session.commit()
    assert "Räume öffnen" in wall(client, workshop)


def test_message_and_timer_stand_on_every_screen(client: Client, workshop: Workshop) -> None:
    actions.send_message([workshop], "Um elf im Saal.", **WHO)
    set_timer(workshop, 10, False, by="facilitator", at=clock.now())
    for mode in WallMode:
        show(workshop, mode=mode)
        page = wall(client, workshop)
        assert "Um elf im Saal." in page and "data-ends=" in page and "Sammeln" in page
    set_timer(workshop, -1, False, by="facilitator", at=clock.now())
    db.session.commit()
    assert (
        "Die Zeit ist um."
        in re.search(r'id="wall-timer".*?</div>', wall(client, workshop), re.S)[0].split("</strong>")[1]
    )


def test_it_is_asked_cheaply_and_hears_of_everything(client: Client, workshop: Workshop, queries: Any) -> None:
    ballot = make_ballot(workshop)
    card = db.session.scalars(select(Contribution).where(Contribution.workshop_id == workshop.id)).first()
    address = f"/w/{workshop.code}/wall/changes"

    def asked() -> str:
        page = client.get(address, htmx=True).text
        return re.search(r'data-poll="([^"]*)"', page)[1]

    person = make_participant(workshop)
    news: list[Any] = [
        lambda: actions_reactions.support(card, by=person),
        lambda: vote(ballot),
        lambda: actions.send_message([workshop], "Pause", **WHO),
        lambda: make_participant(workshop),
        lambda: set_phase(workshop, Phase.DISCUSSING, **WHO),
    ]
    for happens in news:
        mark = asked()
        with queries() as seen:
            assert client.get(mark, htmx=True).status_code == 204
        assert len(seen) <= 1
        happens()
        db.session.commit()
        assert client.get(mark, htmx=True).status_code == 200
    assert client.get(f"{asked()}&height=60", htmx=True).status_code == 200


def test_it_says_in_one_sentence_what_it_shows(client: Client, workshop: Workshop) -> None:
    make_contribution(workshop, title="Räume öffnen")
    said = re.search(r'data-said="([^"]*)"', wall(client, workshop))[1]
    assert said == "1 Beitrag ist auf dem Beamer. Der neueste: Räume öffnen. Phase: Sammeln."
    assert wall(client, workshop).count('role="status"') == 1


def test_a_wrong_code_is_counted_here_too(client: Client, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    from ideenboard.processes import actions as processes

    monkeypatch.setattr(processes, "WRONG_CODES", 2)
    codes = [client.get(f"/w/XXXXXX/{part}").status_code for part in ("wall", "wall/changes", "wall")]
    assert codes == [404, 404, 429]
    assert client.get(f"/w/{workshop.code}/wall").status_code == 200


@pytest.mark.parametrize(
    ("mode", "phase", "facts", "shows"),
    [
        ("by_phase", "prepared", "cards", "join"),
        ("by_phase", "collecting", "", "join"),
        ("by_phase", "collecting", "cards", "cards"),
        ("by_phase", "discussing", "", "cards"),
        ("by_phase", "voting", "cards ballot", "vote"),
        ("by_phase", "voting", "cards ballot result", "result"),
        ("by_phase", "closed", "cards", "cards"),
        ("by_phase", "closed", "cards ballot", "vote"),
        ("by_phase", "closed", "cards ballot result", "result"),
        ("join", "closed", "cards ballot result", "join"),
        ("cards", "voting", "ballot", "cards"),
        ("result", "collecting", "", "vote"),
        ("result", "collecting", "ballot result", "result"),
    ],
)
def test_what_fits_the_phase_stands_there_unless_something_else_was_chosen(
    mode: str, phase: str, facts: str, shows: str
) -> None:
    known = {f"has_{fact}": fact in facts.split() for fact in ("cards", "ballot", "result")}
    assert screen(WallMode(mode), Phase(phase), **known) is Screen(shows)


def test_of_a_vote_in_the_whole_process_the_room_sees_its_own_first(client: Client, workshop: Workshop) -> None:
    make_ballot(workshop, workshop_id=None, question="Für alle?")
    set_phase(workshop, Phase.VOTING, **WHO)
    db.session.commit()
    assert "Für alle?" in wall(client, workshop)
    make_ballot(workshop, question="Nur für uns?")
    page = wall(client, workshop)
    assert "Nur für uns?" in page and "Für alle?" not in page
    assert make_process().id != workshop.process_id

"""Somebody who looks after one district works on what belongs to it, and on nothing else of the process."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster
from ideenboard.comments.models import Mention, Note
from ideenboard.contributions.models import Status
from ideenboard.pages.queries_letters import letters
from ideenboard.people.models import Account, Role
from ideenboard.plans.models import Measure, Plan
from ideenboard.processes.models import Coordination, District, Moderation, Process
from ideenboard.processes.queries import districts_of
from ideenboard.processes.queries_care import actor_of
from tests.browsing import Client
from tests.factories import (
    NOW,
    make_account,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
    reason_in,
    signed_in,
    tender_of,
)
from tests.world_votes import make_cluster, make_step

MEASURE = {"title": "Raumkalender", "state": "planned", "lead": "Jugendamt", "milestones-0-title": ""}


class Town:
    """A process of two districts: a room, cards, clusters and plans of each, and of neither."""

    def __init__(self, app: Flask) -> None:
        self.process = make_process()
        self.here, self.there = districts_of(self.process.id)
        self.account = tender_of(self.here)
        self.desk = signed_in(app, self.account)
        event = make_event(self.process)
        places = {"here": self.here, "there": self.there, "nowhere": None}
        ids = {name: district and district.id for name, district in places.items()}
        before = {"moderation": Moderation.BEFORE, "published_at": NOW}
        self.rooms = {name: make_workshop(event, district_id=one, title=f"Raum {name}") for name, one in ids.items()}
        room = make_workshop(event, **before)
        self.waiting = {n: make_contribution(room, title=f"Wartet {n}", district_id=one) for n, one in ids.items()}
        shown = make_workshop(event, published_at=NOW)
        self.shown = {n: make_contribution(shown, title=f"Steht {n}", district_id=one) for n, one in ids.items()}
        self.cards = {n: make_contribution(shown, title=f"Karte {n}", district_id=one) for n, one in ids.items()}
        self.clusters = {
            name: make_cluster(self.process.id, f"Bündel {name}", self.cards[name], district_id=one)
            for name, one in ids.items()
        }
        self.plans = {name: Plan(process_id=self.process.id, district_id=one) for name, one in ids.items()}
        db.session.add_all(self.plans.values())
        db.session.commit()
        self.url = f"/desk/{self.process.slug}"

    def sees(self, address: str) -> dict[str, bool]:
        """Which of the three places a page tells of."""
        page = self.desk.get(address).text
        # The names of all rooms stand in the filter of the queue.
        words = ("Wartet", "Steht", "Bündel", '</span><bdi dir="auto">Raum')
        return {name: any(f"{word} {name}" in page for word in words) for name in self.cards}


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app)


ONLY_HERE = {"here": True, "there": False, "nowhere": False}


def test_each_page_of_the_desk_shows_what_is_theirs(town: Town) -> None:
    pages = ("", "/queue", "/queue?state=published", "/clusters", "/clusters?near=1", "/priorities")
    assert {page: town.sees(town.url + page) for page in pages} == dict.fromkeys(pages, ONLY_HERE)


@pytest.mark.once
def test_the_desk_says_whose_it_is_and_counts_what_is_theirs(town: Town, app: Flask) -> None:
    page = town.desk.get(town.url).text
    assert "Sie betreuen:" in page and "Groß Klein" in page and "Toitenwinkel" not in page
    assert '<strong class="ib-num">1</strong> Beitrag wartet auf Freigabe' in page
    assert "Sie betreuen:" in town.desk.get("/desk").text
    with app.test_request_context():
        letter = next(one for one in letters(clock.now().date()) if one.to == town.account.email)
    assert "- 1 Beitrag zu prüfen" in letter.text and "- 1 Beitrag in keinem Bündel" in letter.text


@pytest.mark.once
def test_only_what_is_theirs_can_be_decided_answered_and_noted(town: Town) -> None:
    for name, codes in {"here": 303, "there": 404, "nowhere": 404}.items():
        card = town.waiting[name]
        assert town.desk.post(f"/contributions/{card.id}/publication").status_code == codes
        assert (card.status is Status.PUBLISHED) == (name == "here")
    for name, code in {"here": 303, "there": 403, "nowhere": 403}.items():
        answered = town.desk.post(f"/contributions/{town.shown[name].id}/responses", data={"response-text": "Gern."})
        noted = town.desk.post(f"/contributions/{town.shown[name].id}/notes", data={"note-text": "Nachfragen"})
        assert (answered.status_code, noted.status_code) == (code, code)
        page = town.desk.get(f"{town.url}/contributions/{town.shown[name].id}")
        assert page.status_code == (200 if name == "here" else 403)


@pytest.mark.once
def test_one_card_of_somebody_else_stops_a_whole_selection(town: Town) -> None:
    both = {"cards": [town.shown["here"].id, town.shown["there"].id]}
    why = {"bulk-reason": reason_in(town.process).id}
    assert town.desk.post(f"{town.url}/queue/hidings", data=both | why).status_code == 404
    assert town.desk.post(f"{town.url}/queue/assignments", data=both | {"account": ""}).status_code == 404
    assert town.shown["here"].status is Status.PUBLISHED
    own = {"cards": [town.shown["here"].id]}
    assert town.desk.post(f"{town.url}/queue/hidings", data=own | why).status_code == 303
    assert town.shown["here"].status is Status.HIDDEN


@pytest.mark.once
def test_cards_are_given_to_them_where_they_work(town: Town, app: Flask) -> None:
    keeper = keeper_of(app, town.process)
    assert town.account.name in keeper.get(f"{town.url}/queue?card={town.shown['here'].id}").text
    given = {"account": town.account.id}
    for names, code in ((["here"], 303), (["there"], 422), (["here", "nowhere"], 422)):
        cards = {"cards": [town.shown[name].id for name in names]}
        assert keeper.post(f"{town.url}/queue/assignments", data=cards | given).status_code == code
    page = town.desk.get(f"{town.url}/queue?state=published&assignee={town.account.id}").text
    assert "Steht here" in page and "Steht there" not in page


@pytest.mark.once
def test_a_room_is_theirs_and_stays_in_its_district(town: Town) -> None:
    codes = {
        name: (
            town.desk.get(f"/desk/workshops/{room.id}").status_code,
            town.desk.get(f"/steering/{room.id}").status_code,
            town.desk.post(f"/desk/workshops/{room.id}/phase", data={"phase": "discussing"}).status_code,
            town.desk.post(f"/desk/workshops/{room.id}/removal").status_code,
        )
        for name, room in town.rooms.items()
    }
    assert codes == {"here": (200, 200, 303, 403), "there": (403,) * 4, "nowhere": (403,) * 4}
    room = town.rooms["here"]
    form = {"number": "1", "title": "Neuer Titel", "moderation": "after", "version": str(room.version)}
    for district_id in (town.there.id, ""):
        answer = town.desk.post(f"/desk/workshops/{room.id}", data=form | {"district_id": district_id})
        assert answer.status_code == 422 and room.district_id == town.here.id
    assert town.desk.post(f"/desk/workshops/{room.id}", data=form | {"district_id": town.here.id}).status_code == 303
    assert room.title == "Neuer Titel"


@pytest.mark.once
def test_a_cluster_is_made_of_their_cards_and_lies_in_their_district(town: Town) -> None:
    own, other = town.shown["here"], town.shown["there"]
    new = f"{town.url}/clusters"
    for cards, address in (([own.id, other.id], new), ([own.id], f"{new}?district={town.there.id}")):
        refused = town.desk.post(address, data={"title": "Neu", "cards": cards})
        assert refused.status_code == (404 if len(cards) > 1 else 422)
    assert town.desk.post(new, data={"title": "Neu", "cards": [own.id]}).status_code == 303
    assert db.session.scalars(select(Cluster.district_id).where(Cluster.title == "Neu")).all() == [town.here.id]


def test_clusters_of_others_are_neither_changed_nor_emptied_nor_joined(town: Town) -> None:
    mine, theirs = town.clusters["here"], town.clusters["there"]
    # One of mine that somebody else has put into a cluster which is not.
    lent = make_contribution(town.rooms["here"], title="Geliehen", district_id=town.here.id)
    step = make_step(make_cluster(town.process.id, "Stadtweites", lent), lent)
    db.session.commit()
    home = step.cluster_id
    tries: dict[str, tuple[str, dict[str, Any]]] = {
        "put into": (f"/clusters/{theirs.id}/members", {"cards": str(town.shown["here"].id)}),
        "take out": (f"/clusters/{theirs.id}/members/removal", {"cards": f"{town.cards['there'].id}.{theirs.id}"}),
        "get back": (f"/clusters/{mine.id}/members", {"cards": f"{lent.id}.{home}"}),
        "unsort": (f"{town.url}/clusters/unsorted", {"cards": f"{lent.id}.{home}"}),
        "dissolve": (f"/clusters/{theirs.id}/dissolution", {}),
        "merge": (f"/clusters/{mine.id}/merging", {"into": theirs.id}),
        "undo": (f"/clusters/steps/{step.id}/undoing", {}),
        "answer": (f"/desk/clusters/{theirs.id}/answers", {"text": "Gern."}),
        "estimate": (f"/clusters/{theirs.id}/estimate", {"impact": 4, "effort": 2}),
        "plan": (f"{town.url}/priorities/measures", {"clusters": [mine.id, theirs.id]}),
    }
    found = {name: town.desk.post(address, data=data).status_code for name, (address, data) in tries.items()}
    assert found == dict.fromkeys(tries, 403)
    assert theirs.dissolved_at is None and db.session.scalar(select(func.count(Measure.id))) == 0
    for address, data in (
        (f"/clusters/{mine.id}/estimate", {"impact": 4, "effort": 2}),
        (f"{town.url}/priorities/measures", {"clusters": [mine.id]}),
        (f"/clusters/{mine.id}/members", {"cards": str(town.shown["here"].id)}),
    ):
        assert town.desk.post(address, data=data).status_code == 303, address
    assert db.session.scalars(select(Measure.plan_id)).all() == [town.plans["here"].id]


@pytest.mark.once
def test_a_plan_is_theirs_and_a_measure_stays_in_it(town: Town) -> None:
    for name, code in {"here": 303, "there": 403, "nowhere": 403}.items():
        plan = town.plans[name]
        data = MEASURE | {"district": plan.district_id or ""}
        assert town.desk.post(f"{town.url}/measures", data=data).status_code == code
        text = {"introduction": "So geht es weiter.", "version": str(plan.version)}
        assert town.desk.post(f"{town.url}/plans/{plan.id}", data=text).status_code == code
    measure = db.session.scalars(select(Measure)).one()
    away = MEASURE | {"district": town.there.id, "version": str(measure.version)}
    assert town.desk.post(f"{town.url}/measures/{measure.id}", data=away).status_code == 403
    assert measure.plan.district_id == town.here.id
    # Nothing that is not public is read by naming it as an origin.
    assert town.desk.get(f"{town.url}/measures/new?contribution={town.waiting['there'].id}").status_code == 404
    assert town.desk.get(f"{town.url}/measures/new?contribution={town.waiting['here'].id}").status_code == 200


@pytest.mark.once
def test_a_note_calls_for_them_only_where_they_work(town: Town, app: Flask) -> None:
    keeper = signed_in(app, make_account(Role.COORDINATOR, town.process))
    for name in ("here", "there"):
        text = f"@{town.account.name} bitte ansehen"
        keeper.post(f"/contributions/{town.shown[name].id}/notes", data={"note-text": text})
    threads = select(Note.thread_id).join(Mention).where(Mention.account_id == town.account.id)
    assert db.session.scalars(threads).all() == [town.shown["here"].thread_id]
    assert "bitte ansehen" in town.desk.get("/desk").text
    keeper.post(f"{town.url}/coordinators/{town.account.id}/removal")
    assert "bitte ansehen" not in town.desk.get("/desk").text


def keeper_of(app: Flask, process: Process) -> Client:
    return signed_in(app, make_account(Role.COORDINATOR, process))


@pytest.mark.once
def test_districts_are_given_changed_and_taken_back_and_the_log_says_so(app: Flask) -> None:
    process = make_process()
    here, there = districts_of(process.id)
    keeper, account = keeper_of(app, process), make_account()
    url = f"/desk/{process.slug}/coordinators"
    keeper.post(url, data={"email": account.email, "districts": [here.id]})
    assert actor_of(account).districts == {process.id: {here.id}}
    keeper.post(f"{url}/{account.id}", data={f"account-{account.id}-districts": [there.id]})
    assert actor_of(account).districts == {process.id: {there.id}}
    keeper.post(f"{url}/{account.id}", data={})
    assert actor_of(account).districts == {} and actor_of(account).may_coordinate(process.id)
    keeper.post(f"{url}/{account.id}", data={f"account-{account.id}-districts": [here.id]})
    assert not actor_of(account).may_coordinate(process.id)
    keeper.post(f"{url}/{account.id}/removal")
    assert not actor_of(account).works_in(process.id)
    log = keeper.get(f"/desk/{process.slug}/log").text
    assert "den Stadtteil „" in log and "anvertraut" in log and "beendet" in log and "Toitenwinkel" in log


@pytest.mark.once
def test_a_district_of_elsewhere_is_none(app: Flask) -> None:
    process, far = make_process(), districts_of(make_process().id)[0]
    keeper, account = keeper_of(app, process), make_account()
    url, stranger = f"/desk/{process.slug}/coordinators", {f"account-{account.id}-districts": [far.id]}
    assert keeper.post(url, data={"email": account.email, "districts": [far.id]}).status_code == 422
    # Nobody is added by a guessed number.
    assert keeper.post(f"{url}/{account.id}", data={}).status_code == 404
    assert not actor_of(account).works_in(process.id) and not actor_of(account).districts
    keeper.post(url, data={"email": account.email})
    for wrong in (far.id, "x"):
        answer = keeper.post(f"{url}/{account.id}", data=dict.fromkeys(stranger, wrong))
        assert answer.status_code == 422
    assert actor_of(account).may_coordinate(process.id)


@pytest.mark.once
def test_the_last_coordinator_of_the_whole_does_not_become_one_of_a_district(app: Flask) -> None:
    process = make_process()
    account = make_account(Role.COORDINATOR, process)
    tender_of(*districts_of(process.id))
    name = f"account-{account.id}-districts"
    narrowed = {name: [districts_of(process.id)[0].id]}
    answer = signed_in(app, account).post(f"/desk/{process.slug}/coordinators/{account.id}", data=narrowed)
    assert answer.status_code == 422 and "letzte" in answer.text
    assert db.session.get(Coordination, (process.id, account.id)) and not actor_of(account).districts


@pytest.mark.once
def test_an_invitation_gives_the_districts_it_named(app: Flask) -> None:
    process = make_process()
    here, there = districts_of(process.id)
    keeper = signed_in(app, make_account(Role.ADMIN))
    form = {"invite-name": "Kim Neu", "invite-email": "neu@rostock.example"}
    page = keeper.post(f"/desk/{process.slug}/coordinators/invitations", data=form | {"invite-districts": [there.id]})
    link = "/invitation/" + page.text.split("/invitation/")[1].split("<")[0].strip()
    guest = Client(app)
    assert "nur, was zu Toitenwinkel gehört" in guest.get(link).text
    assert guest.post(link, data={"name": "Kim Neu", "new": "ein gutes Kennwort"}).status_code == 303
    account = db.session.scalars(select(Account).where(Account.email == "neu@rostock.example")).one()
    assert actor_of(account).districts == {process.id: {there.id}} and not actor_of(account).coordinates
    assert "Toitenwinkel" in guest.get("/desk").text and here.name not in guest.get("/desk").text


@pytest.mark.once
def test_a_district_that_is_removed_leaves_nobody_with_more_than_before(app: Flask) -> None:
    process = make_process()
    account = tender_of(districts_of(process.id)[0])
    db.session.delete(districts_of(process.id)[0])
    db.session.commit()
    assert not actor_of(account).works_in(process.id)
    assert db.session.scalar(select(func.count(District.id)).where(District.process_id == process.id)) == 1
    assert signed_in(app, account).get(f"/desk/{process.slug}").status_code == 403

"""What became of it: the page of a measure and the receipt tell the whole way, in both directions and with days."""

from datetime import date, timedelta

from flask import Flask

from ideenboard.base.db import db
from ideenboard.comments.models import Comment
from ideenboard.meetings.models import AgendaItem, Meeting, Resolution, Topic, Verdict
from ideenboard.plans import actions_promises, actions_updates
from ideenboard.plans.actions import set_state
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import Measure, MeasureState, Milestone, UpdateAuthor
from ideenboard.results import actions as results
from ideenboard.voting.models import Option
from tests.browsing import Client
from tests.factories import NOW, make_contribution, make_contributions, make_workshop
from tests.meetings.meetings import make_meeting
from tests.plans.measures import make_cluster, make_measure, make_plan
from tests.results.making import voted
from tests.voting.making import voting_workshop


def _resolve(measure: Measure, *, is_public: bool) -> None:
    meeting = make_meeting(measure.plan.process)
    meeting.published_at = NOW if is_public else None
    item = AgendaItem(meeting_id=meeting.id, topic=Topic.MEASURE, position=9, minutes=5, measure_id=measure.id)
    db.session.add(item)
    db.session.flush()
    said = {"verdict": Verdict.CHANGE, "wording": "Der Kalender kommt im Herbst", "decided_at": NOW}
    db.session.add(Resolution(meeting_id=meeting.id, item_id=item.id, number=1, **said))
    db.session.commit()


def test_the_page_of_a_measure_tells_how_it_came_about_and_how_it_goes(app: Flask, client: Client) -> None:
    workshop = make_workshop(published_at=NOW)
    card = make_contribution(workshop, title="Räume öffnen")
    db.session.add(Comment(thread_id=card.thread_id, text="Ja, bitte.", token="a", created_at=NOW))
    measure = make_measure(make_plan(workshop.process), (make_cluster(card, title="Räume"),))
    _resolve(measure, is_public=True)
    draft = actions_updates.UpdateDraft("Der Server steht.")
    actions_updates.tell(measure, draft, UpdateAuthor.COORDINATION, waits=False, by="system", at=NOW)
    db.session.commit()
    page = client.get(f"/measures/{measure.id}").text
    for words in (
        "Räume öffnen",
        "1 Kommentar steht",
        "Der Kalender kommt im Herbst",
        "Der Server steht.",
        "Koordination",
    ):
        assert words in page, words


def test_a_receipt_tells_resolutions_and_why_a_day_was_put_off(app: Flask, client: Client) -> None:
    workshop = make_workshop(published_at=NOW)
    card = make_contribution(workshop)
    steps = [MilestoneDraft("Probebetrieb", date(2027, 3, 1))]
    measure = make_measure(make_plan(workshop.process), (card,), state=MeasureState.RUNNING, milestones=steps)
    _resolve(measure, is_public=True)
    step = db.session.query(Milestone).one()
    day, at = date(2027, 9, 1), NOW + timedelta(days=50)
    actions_promises.move(step, day, "Der Server fehlt", delays=True, by="system", at=at)
    db.session.commit()
    page = client.get(f"/beleg/{card.receipt_code}").text
    order = [
        "Der Kalender kommt im Herbst",
        measure.title,
        "Probebetrieb",
        "vom 1. März 2027 auf den 1. September 2027",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places) and "Der Server fehlt" in page


def test_what_was_resolved_behind_closed_minutes_is_not_told(app: Flask, client: Client) -> None:
    workshop = make_workshop(published_at=NOW)
    card = make_contribution(workshop)
    measure = make_measure(make_plan(workshop.process), (card,))
    _resolve(measure, is_public=False)
    for path in (f"/measures/{measure.id}", f"/beleg/{card.receipt_code}"):
        assert "im Herbst" not in client.get(path).text


def _ahead(client: Client, path: str) -> str:
    """The first three words of how it goes on with a cluster."""
    told = client.get(path).text.partition('id="next-title"')[2].partition('<p class="ib-measure">')[2]
    return " ".join(told.split()[:3])


def test_the_page_of_a_cluster_and_that_of_its_process_tell_what_became_of_it(app: Flask, client: Client) -> None:
    workshop = voting_workshop(published_at=NOW)
    cluster = make_cluster(*make_contributions(workshop, 1, title="Karte"), title="Räume")
    ballot = voted([(0, [5, 0])] * 9, workshop, question="Was zuerst?")
    first = db.session.query(Option).filter_by(ballot_id=ballot.id, position=0).one()
    first.contribution_id, first.cluster_id = None, cluster.id
    snapshot = results.close(ballot, by="system", at=NOW)
    results.publish(ballot, by="system", at=NOW)
    plan = make_plan(workshop.process)
    measure = make_measure(plan, (cluster,), title="Raumkalender", state=MeasureState.DELAYED)
    _resolve(measure, is_public=True)
    paths = f"/clusters/{cluster.id}", f"/processes/{workshop.process.slug}"
    for path in paths:
        told = client.get(path).text.partition('id="fate"' if "clusters" in path else 'id="outcome"')[2]
        said = ("Was zuerst?", "Der Kalender kommt", "Raumkalender", "verzögert", "Eine Stelle", "21. Januar 2027")
        assert [words for words in said if words not in told] == [], path
    item = db.session.query(AgendaItem).filter_by(measure_id=measure.id).one()
    ahead = [_ahead(client, paths[0])]
    for change in (
        lambda: set_state(measure, MeasureState.DONE, "", process_id=plan.process_id, by="system", at=NOW),
        lambda: (setattr(plan, "published_at", None), setattr(item, "cluster_id", cluster.id)),
        lambda: setattr(db.session.query(Meeting).one(), "published_at", None),
        lambda: setattr(snapshot, "published_at", None),
    ):
        change()
        db.session.commit()
        ahead.append(_ahead(client, paths[0]))
    assert ahead == [
        "Daraus sind Maßnahmen",
        "Die Maßnahmen daraus",
        "Ein Folgetreffen hat",
        "Darüber wurde abgestimmt.",
        "Über die Bündel",
    ]
    for path in paths:
        assert "Was daraus wurde" not in client.get(path).text

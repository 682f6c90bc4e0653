"""The upper half of the small world: clusters, ballots in each state with their results, and plans."""

from datetime import timedelta
from typing import Any

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership, Step, Verb
from ideenboard.comments.models import Thread
from ideenboard.contributions.models import Contribution
from ideenboard.plans import actions_updates as updates
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState, Milestone, Plan, UpdateAuthor
from ideenboard.processes.models import Process, Workshop
from ideenboard.results import actions as results
from ideenboard.voting.actions_cards import print_cards, void
from ideenboard.voting.actions_turnout import quarantine_cards
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Option, Vote, VotingCard
from tests.factories import NOW, make_participant
from tests.pictures import picture, read


def make_cluster(process_id: int, title: str, *members: Contribution, **fields: Any) -> Cluster:
    """A cluster of these cards."""
    thread = Thread(process_id=process_id)
    db.session.add(thread)
    db.session.flush()
    number = db.session.query(Cluster).filter_by(process_id=process_id).count() + 1
    cluster = Cluster(process_id=process_id, thread_id=thread.id, number=number, title=title, created_at=NOW, **fields)
    db.session.add(cluster)
    db.session.flush()
    db.session.add_all(Membership(cluster_id=cluster.id, contribution_id=m.id, added_at=NOW) for m in members)
    return cluster


def make_step(cluster: Cluster, card: Contribution) -> Step:
    """The step by which a card that sits in this cluster came there."""
    step = Step(process_id=cluster.process_id, cluster_id=cluster.id, at=NOW, actor="system", verb=Verb.PUT)
    db.session.add(step)
    db.session.flush()
    here = db.select(Membership).filter_by(cluster_id=cluster.id, contribution_id=card.id)
    db.session.scalars(here).one().added_by_id = step.id
    db.session.flush()
    return step


def build_votes(ids: dict[str, Any], process: Process, room: Workshop, words: dict[str, str]) -> None:
    """A ballot as a draft, open to the process and to one room, closed with a secret result, and with a public one."""
    over = {"opened_at": NOW, "closed_at": NOW + timedelta(hours=1)}
    own = ids.get("workshop_id", room.id)
    ballots = {
        "resistance_id": _ballot(ids, process, "Was tragen alle mit?", opened_at=NOW, method=Method.CONSENSUS),
        "draft_id": _ballot(ids, process, words["draft_ballot"]),
        "open_id": _ballot(ids, process, words["open_ballot"], opened_at=NOW),
        "room_ballot_id": _ballot(ids, process, words["open_ballot"], opened_at=NOW, workshop_id=room.id),
        "own_draft_id": _ballot(ids, process, "Was hier zuerst?", workshop_id=own),
        "own_open_id": _ballot(ids, process, "Was hier danach?", workshop_id=own, opened_at=NOW),
        "cards_id": _ballot(ids, process, words["card_ballot"], opened_at=NOW, level=Level.CARDS, headcount=3),
        "mood_id": _ballot(ids, process, "Wie ist die Stimmung?", opened_at=NOW, level=Level.OPEN),
        "closed_id": _ballot(ids, process, words["closed_ballot"], **over),
        "published_id": _ballot(ids, process, "Was zuerst?", **over),
    }
    for name in ("closed_id", "published_id"):
        results.close(_reopened(ballots[name]), by="system", at=NOW + timedelta(hours=1))
    results.publish(ballots["published_id"], by="system", at=NOW + timedelta(hours=2))
    ids |= {name: ballot.id for name, ballot in ballots.items()}
    _hand_out_cards(ids, ballots["cards_id"])
    _resist(ids, ballots["resistance_id"])


def _resist(ids: dict[str, Any], ballot: Ballot) -> None:
    """The participant has some resistance and may say what would lower it."""
    option = db.session.scalars(db.select(Option).filter_by(ballot_id=ballot.id).order_by(Option.position)).first()
    own = db.session.get_one(Contribution, ids.get("contribution_id", ids["other_contribution_id"]))
    assert option is not None
    _paper(ballot, option, own.participant_id)
    ids["wish"] = f"wish-{option.id}"


def _hand_out_cards(ids: dict[str, Any], ballot: Ballot) -> None:
    """Four cards: one used, one void, one that opens the ballot, one used with its paper in quarantine."""
    sheet = print_cards(ballot, 4, f"token-of-print-{ballot.id}", by="system", at=NOW)
    void(ballot, {2}, by="system", at=NOW)
    used = db.session.scalars(db.select(VotingCard).filter_by(ballot_id=ballot.id).order_by(VotingCard.serial)).all()
    papers = db.session.scalars(db.select(BallotPaper).filter_by(ballot_id=ballot.id)).all()
    papers[0].card_id, papers[1].card_id = used[0].id, used[3].id
    db.session.flush()
    quarantine_cards(ballot, {4}, by="system", at=NOW)
    ids |= {"card_code": sheet.cards[2].code, "key": sheet.cards[2].key}


def _reopened(ballot: Ballot) -> Ballot:
    # Closing is what computes a result.
    ballot.closed_at = None
    db.session.flush()
    return ballot


def _ballot(ids: dict[str, Any], process: Process, question: str, **fields: Any) -> Ballot:
    ballot = Ballot(
        process_id=process.id,
        question=question,
        first_k=1,
        created_at=NOW,
        **{"level": Level.ROOM_CODE, "method": Method.SUPPORT} | fields,
    )
    db.session.add(ballot)
    db.session.flush()
    sources = {
        "cluster_id": f"cluster:{ids['cluster_id']}",
        "contribution_id": f"contribution:{ids['other_contribution_id']}",
    }
    options = [
        Option(
            ballot_id=ballot.id,
            position=place,
            text=f"Vorschlag {place}",
            source_id=source,
            **{column: int(source.split(":")[1])},
        )
        for place, (column, source) in enumerate(sources.items())
    ]
    db.session.add_all(options)
    db.session.flush()
    if ballot.opened_at:
        for _ in range(6):
            _paper(ballot, options[0])
    if ballot.is_open and ballot.level is Level.ROOM_CODE:
        ids["room_option" if ballot.workshop_id else "option"] = f"option-{options[0].id}"
    return ballot


def _paper(ballot: Ballot, option: Option, participant_id: int | None = None) -> None:
    paper = BallotPaper(ballot_id=ballot.id, participant_id=participant_id or make_participant().participant_id)
    db.session.add(paper)
    db.session.flush()
    db.session.add(Vote(paper_id=paper.id, option_id=option.id, value=1, seq=1))


def build_plans(ids: dict[str, Any], process: Process, words: dict[str, str]) -> None:
    """A public plan and one that is still being written, a measure in each."""
    plan = Plan(process_id=process.id, published_at=NOW, introduction="Was wir tun.")
    hidden = Plan(process_id=process.id, district_id=ids["district_id"], introduction=words["hidden_plan"])
    plans = [plan, hidden] if ids["district_id"] else [plan]
    db.session.add_all(plans)
    db.session.flush()
    for prefix, one in zip(("", "hidden_"), plans, strict=False):
        measure = _measure(ids, one, words["hidden_plan"] if prefix else "Raumkalender")
        ids |= {f"{prefix}plan_id": one.id, f"{prefix}measure_id": measure.id}
        if not prefix:
            _tell(ids, measure, words)


def _tell(ids: dict[str, Any], measure: Measure, words: dict[str, str]) -> None:
    """Its lead has told how it goes, and has told something that waits."""
    ids["lead_key"] = updates.renew_link(measure, by="system", at=NOW)
    for name, text, waits in (("", "Es geht voran.", False), ("waiting_", words["waiting_update"], True)):
        draft = updates.UpdateDraft(text, read(picture()))
        told = updates.tell(measure, draft, UpdateAuthor.LEAD, waits=waits, by="lead", at=NOW)
        ids[f"{name}update_id"] = told.id


def _measure(ids: dict[str, Any], plan: Plan, title: str) -> Measure:
    measure = Measure(plan_id=plan.id, title=title, state=MeasureState.RUNNING, state_since=NOW.date(), created_at=NOW)
    db.session.add(measure)
    db.session.flush()
    origin = MeasureOrigin(measure_id=measure.id, cluster_id=ids["cluster_id"])
    step = Milestone(measure_id=measure.id, title="Buchung", planned_on=NOW.date())
    db.session.add_all([origin, step])
    db.session.flush()
    if plan.published_at:
        ids |= {"origin_id": origin.id, "milestone_id": step.id}
    return measure

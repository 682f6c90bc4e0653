"""What became of it in the demo: clusters, ballots with their votes, the implementation plans."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from ideenboard.audit.actions import record
from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.comments.models import Thread
from ideenboard.demo.actions_places import Stage
from ideenboard.demo.actions_voices import Voices
from ideenboard.demo.rules import approval_paper, points_paper, support_paper
from ideenboard.people.models import Participant
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState, Milestone, Plan
from ideenboard.results import actions as results
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Option, Vote

METHODS = {"points": Method.POINTS, "agreement": Method.APPROVAL, "support": Method.SUPPORT}
LEVELS = {"voting_cards": Level.CARDS, "room_code": Level.ROOM_CODE, "open": Level.OPEN}
Seated = tuple[Participant, str | None]


def draw_conclusions(stage: Stage, voices: Voices) -> list[Ballot]:
    """Cluster, vote and plan, and give back the ballots."""
    clusters = {words["key"]: _cluster(stage, voices, words) for words in stage.story["clusters"]}
    ballots = [_ballot(stage, voices, clusters, words) for words in stage.story["ballots"]]
    for words in stage.story["plans"]:
        _plan(stage, voices, clusters, words)
    return ballots


def _cluster(stage: Stage, voices: Voices, words: dict[str, Any]) -> Cluster:
    at = stage.days.moment(words["created"])
    thread = Thread(process_id=stage.process.id)
    db.session.add(thread)
    db.session.flush()
    cluster = Cluster(
        process_id=stage.process.id,
        district_id=stage.id_of("districts", words["district"]),
        thread_id=thread.id,
        title=words["title"],
        summary=words["summary"],
        created_at=at,
    )
    db.session.add(cluster)
    db.session.flush()
    members = [voices.contributions[key] for key in words["members"]]
    for contribution in members:
        # Who wrote later than the first sorting came into the cluster later.
        added_at = max(at, contribution.created_at)
        db.session.add(Membership(cluster_id=cluster.id, contribution_id=contribution.id, added_at=added_at))
    by, ids = f"account:{stage.accounts[1].id}", [contribution.id for contribution in members]
    record("cluster.created", cluster.subject, by=by, at=at, process_id=stage.process.id, contributions=ids)
    return cluster


def _ballot(stage: Stage, voices: Voices, clusters: dict[str, Cluster], words: dict[str, Any]) -> Ballot:
    in_room = words["scope"] == "workshop"
    ballot = Ballot(
        process_id=stage.process.id,
        workshop_id=stage.workshops[words["workshop"]].id if in_room else None,
        district_id=stage.id_of("districts", words["district"]),
        question=words["question"],
        method=METHODS[words["method"]],
        points=words["points"] or 10,
        max_per_option=words["max_per_option"] or 5,
        first_k=words["winners"],
        level=LEVELS[words["protection"]],
        created_at=stage.days.moment(words["opens"], -120),
        opened_at=stage.days.moment(words["opens"]),
    )
    db.session.add(ballot)
    db.session.flush()
    options = [_option(ballot, position, voices, clusters, option) for position, option in enumerate(words["options"])]
    db.session.add_all(options)
    db.session.flush()
    _vote(stage, ballot, options, words, voices.rooms[words["workshop"]])
    if words["state"] == "closed":
        by = f"account:{stage.accounts[1].id}"
        results.close(ballot, by=by, at=stage.days.moment(words["closes"]))
        results.publish(ballot, by=by, at=stage.days.moment(words["published"]))
    return ballot


def _option(
    ballot: Ballot, position: int, voices: Voices, clusters: dict[str, Cluster], words: dict[str, Any]
) -> Option:
    subject = clusters[words["cluster"]] if words["cluster"] else voices.contributions[words["contribution"]]
    side = {"cluster_id": subject.id} if words["cluster"] else {"contribution_id": subject.id}
    return Option(ballot_id=ballot.id, position=position, text=subject.title, source_id=subject.subject, **side)


def _vote(
    stage: Stage, ballot: Ballot, options: Sequence[Option], words: dict[str, Any], room: Sequence[Seated]
) -> None:
    left = dict(words["voters"])
    papers = []
    for person, group in room:
        if left.get(group or "unspecified", 0) == 0:
            continue
        left[group or "unspecified"] -= 1
        paper = BallotPaper(
            ballot_id=ballot.id,
            participant_id=person.id,
            group_id=stage.id_of("groups", group),
            district_id=ballot.district_id,
        )
        papers.append((paper, group))
    db.session.add_all(paper for paper, _group in papers)
    db.session.flush()
    votes = [
        {"paper_id": paper.id, "option_id": option.id, "value": value, "seq": 1}
        for paper, group in papers
        for option, value in zip(options, _paper(stage, ballot, words["options"], group), strict=True)
        if value is not None
    ]
    db.session.execute(insert(Vote), votes)


def _paper(stage: Stage, ballot: Ballot, options: list[dict[str, Any]], group: str | None) -> Sequence[int | None]:
    weights = [option["weights"] for option in options]
    if ballot.method is Method.POINTS:
        return points_paper(weights, group, ballot.points, ballot.max_per_option, stage.dice)
    if ballot.method is Method.SUPPORT:
        return support_paper(weights, group, stage.dice)
    against = [option["disagree"] for option in options]
    return approval_paper(list(zip(weights, against, strict=True)), group, stage.dice)


def _plan(stage: Stage, voices: Voices, clusters: dict[str, Cluster], words: dict[str, Any]) -> None:
    begin = stage.days.moment({"day": -166, "time": "10:00"})
    plan = Plan(
        process_id=stage.process.id,
        district_id=stage.id_of("districts", words["district"]),
        introduction=words["summary"],
        published_at=begin,
    )
    db.session.add(plan)
    db.session.flush()
    for measure in words["measures"]:
        _measure(stage, plan, measure, [clusters[key] for key in measure["clusters"]], voices)
    record("plan.published", f"plan:{plan.id}", by="system", at=begin, process_id=stage.process.id)


def _measure(stage: Stage, plan: Plan, words: dict[str, Any], clusters: list[Cluster], voices: Voices) -> None:
    days = stage.days
    since = days.day(words["state_day"])
    measure = Measure(
        plan_id=plan.id,
        title=words["title"],
        what=words["what"],
        why=words["why"],
        lead=words["lead"],
        partners=", ".join(words["partners"]),
        starts_on=days.day(words["from_day"]),
        ends_on=days.day(words["to_day"]),
        cost=words["cost"],
        funding=words["funding"],
        state=MeasureState(words["state"]),
        state_reason=words["reason"] or "",
        state_since=since,
        created_at=days.moment({"day": -166, "time": "11:00"}),
    )
    db.session.add(measure)
    db.session.flush()
    db.session.add_all(MeasureOrigin(measure_id=measure.id, cluster_id=cluster.id) for cluster in clusters)
    for key in words["contributions"]:
        db.session.add(MeasureOrigin(measure_id=measure.id, contribution_id=voices.contributions[key].id))
    for step in words["milestones"]:
        dates = {"planned_on": days.day(step["planned_day"]), "reached_on": days.day(step["actual_day"])}
        db.session.add(Milestone(measure_id=measure.id, title=step["title"], **dates))
    if measure.state is not MeasureState.PLANNED:
        at = days.moment({"day": words["state_day"], "time": "12:00"})
        told = f"measure.{measure.state}", measure.subject
        record(*told, by="system", at=at, process_id=stage.process.id, reason=measure.state_reason)

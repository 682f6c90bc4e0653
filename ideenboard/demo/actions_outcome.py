"""What became of it in the demo: clusters, ballots with their votes, the implementation plans."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from ideenboard.base.db import db
from ideenboard.clusters import actions as clustering
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.rules import Pick
from ideenboard.contributions.models import Contribution
from ideenboard.demo.actions_places import Stage
from ideenboard.demo.actions_voices import Voices
from ideenboard.demo.rules import approval_paper, points_paper, resistance_paper, support_paper
from ideenboard.people.models import Participant
from ideenboard.plans import actions as planning
from ideenboard.plans import actions_promises as promises
from ideenboard.plans import actions_updates as updates
from ideenboard.plans.actions import MeasureDraft
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import Measure, MeasureState, Plan, UpdateAuthor
from ideenboard.plans.queries import milestones_of
from ideenboard.results import actions as results
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Option, Vote
from ideenboard.voting.rules import STATUS_QUO

METHODS = {
    **{"points": Method.POINTS, "agreement": Method.APPROVAL, "support": Method.SUPPORT},
    **{"consensus": Method.CONSENSUS, "budget": Method.BUDGET},
}
LEVELS = {"room_code": Level.ROOM_CODE, "open": Level.OPEN}
# A week after the result of the first follow-up meeting was published.
PLANS_BEGIN = -166
Seated = tuple[Participant, str | None]


def draw_conclusions(stage: Stage, voices: Voices) -> list[Ballot]:
    """Cluster, vote and plan, and give back the ballots."""
    clusters = {words["key"]: _cluster(stage, voices, words) for words in stage.story["clusters"]}
    ballots = [_ballot(stage, voices, clusters, words) for words in stage.story["ballots"]]
    for words in stage.story["plans"]:
        _plan(stage, voices, clusters, words)
    return ballots


def _cluster(stage: Stage, voices: Voices, words: dict[str, Any]) -> Cluster:
    at, by = stage.days.moment(words["created"]), stage.coordinator
    members = sorted((voices.contributions[key] for key in words["members"]), key=lambda member: member.created_at)
    picks = [Pick(member.id, None) for member in members if member.created_at < at]
    district_id = stage.id_of("districts", words["district"])
    cluster = clustering.create(stage.process, words["title"], picks, district_id=district_id, by=by, at=at)
    clustering.describe(cluster, words["title"], words["summary"], by=by, at=at)
    for late in members[len(picks) :]:
        # Who wrote after the first sorting came into the cluster when somebody had read it.
        clustering.put(cluster, [Pick(late.id, None)], by=by, at=late.created_at + timedelta(minutes=50))
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
        total=words.get("total"),
        level=LEVELS[words["protection"]],
        created_at=stage.days.moment(words["opens"], -120),
        opened_at=stage.days.moment(words["opens"]),
    )
    db.session.add(ballot)
    db.session.flush()
    options = [_option(ballot, position, voices, clusters, option) for position, option in enumerate(words["options"])]
    if "status_quo" in words:
        unchanged = {"text": "Alles bleibt, wie es ist", "source_id": STATUS_QUO}
        options.append(Option(ballot_id=ballot.id, position=len(options), **unchanged))
    db.session.add_all(options)
    db.session.flush()
    _vote(stage, ballot, options, words, voices.rooms[words["workshop"]])
    if words["state"] == "closed":
        by = stage.coordinator.name
        results.close(ballot, by=by, at=stage.days.moment(words["closes"]))
        results.publish(ballot, by=by, at=stage.days.moment(words["published"]))
    return ballot


def _option(
    ballot: Ballot, position: int, voices: Voices, clusters: dict[str, Cluster], words: dict[str, Any]
) -> Option:
    subject = clusters[words["cluster"]] if words["cluster"] else voices.contributions[words["contribution"]]
    side = {"cluster_id": subject.id} if words["cluster"] else {"contribution_id": subject.id}
    return Option(
        ballot_id=ballot.id,
        position=position,
        text=subject.title,
        source_id=subject.subject,
        cost=words.get("cost"),
        **side,
    )


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
        for option, value in zip(options, _paper(stage, ballot, words, group), strict=True)
        if value is not None
    ]
    db.session.execute(insert(Vote), votes)


def _paper(stage: Stage, ballot: Ballot, words: dict[str, Any], group: str | None) -> Sequence[int | None]:
    options = words["options"]
    weights = [option["weights"] for option in options]
    if ballot.method is Method.CONSENSUS:
        return resistance_paper([*weights, words["status_quo"]], group, stage.dice)
    if ballot.method is Method.POINTS:
        return points_paper(weights, group, ballot.points, ballot.max_per_option, stage.dice)
    if ballot.method in (Method.SUPPORT, Method.BUDGET):
        return support_paper(weights, group, stage.dice)
    against = [option["disagree"] for option in options]
    return approval_paper(list(zip(weights, against, strict=True)), group, stage.dice)


def _plan(stage: Stage, voices: Voices, clusters: dict[str, Cluster], words: dict[str, Any]) -> None:
    by, at = stage.coordinator.name, stage.days.moment({"day": PLANS_BEGIN, "time": "10:00"})
    plan = planning.plan_for(stage.process, stage.id_of("districts", words["district"]))
    planning.introduce(plan, words["summary"], by=by, at=at)
    for measure in words["measures"]:
        origins = [clusters[key] for key in measure["clusters"]]
        _measure(stage, plan, measure, [*origins, *(voices.contributions[key] for key in measure["contributions"])])
    planning.publish(plan, by=by, at=at)


def _measure(stage: Stage, plan: Plan, words: dict[str, Any], origins: Sequence[Cluster | Contribution]) -> None:
    days, by, state = stage.days, stage.coordinator.name, MeasureState(words["state"])
    draft = MeasureDraft(
        title=words["title"],
        district_id=plan.district_id,
        what=words["what"],
        why=words["why"],
        lead=words["lead"],
        partners=", ".join(words["partners"]),
        starts_on=days.day(words["from_day"]),
        ends_on=days.day(words["to_day"]),
        cost=words["cost"],
        funding=words["funding"],
        milestones=[_step(stage, step) for step in words["milestones"]],
    )
    begin = words["state_day"] if state is MeasureState.PLANNED else PLANS_BEGIN
    at = days.moment({"day": begin, "time": "11:00"})
    measure = planning.create_measure(stage.process, draft, origins, by=by, at=at)
    since = days.moment({"day": words["state_day"], "time": "12:00"})
    planning.set_state(measure, state, words["reason"] or "", process_id=stage.process.id, by=by, at=since)
    _go_on(stage, measure, words)


def _go_on(stage: Stage, measure: Measure, words: dict[str, Any]) -> None:
    """What happened to a measure afterwards: days that were put off, and what was told about it."""
    steps = {step.title: step for step in milestones_of([measure.id])[measure.id]}
    by = stage.coordinator.name
    for move in words.get("moves", ()):
        at = stage.days.moment({"day": move["day"], "time": "10:00"})
        day = stage.days.day(move["to_day"]) or stage.days.today
        promises.move(steps[move["milestone"]], day, move["reason"], delays=False, by=by, at=at)
    for update in words.get("updates", ()):
        at, author = stage.days.moment({"day": update["day"], "time": "14:30"}), UpdateAuthor(update["author"])
        speaker = "lead" if author is UpdateAuthor.LEAD else by
        updates.tell(measure, updates.UpdateDraft(update["text"]), author, waits=False, by=speaker, at=at)


def _step(stage: Stage, words: dict[str, Any]) -> MilestoneDraft:
    planned = stage.days.day(words["planned_day"]) or stage.days.today
    return MilestoneDraft(words["title"], planned, stage.days.day(words["actual_day"]))

"""What the people of the demo said: contributions, who stands behind them, comments, answers of the city."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ideenboard.base.codes import ALPHABET, RECEIPT_LENGTH, digest
from ideenboard.base.db import db
from ideenboard.base.text import fold
from ideenboard.comments.models import Comment, Thread
from ideenboard.contributions.actions import Draft, set_status
from ideenboard.contributions.models import Contribution, Kind, Status, Support
from ideenboard.demo.actions_places import Stage
from ideenboard.moderation import actions as moderation
from ideenboard.moderation.models import Verdict
from ideenboard.people.models import Participant
from ideenboard.processes.models import Participation, Workshop


@dataclass
class Voices:
    """Who sits where as what, and what was brought in, by the keys of the story."""

    rooms: dict[str, list[tuple[Participant, str | None]]] = field(default_factory=dict)
    contributions: dict[str, Contribution] = field(default_factory=dict)


def raise_voices(stage: Stage) -> Voices:
    """Let people come, write, support, comment; then let the coordinators answer."""
    voices = Voices()
    for words in stage.story["workshops"]:
        voices.rooms[words["key"]] = _seat(stage, words)
    begins = {words["key"]: words["starts"] for words in stage.story["workshops"]}
    written = [
        (stage.days.moment(begins[words["workshop"]], words["minutes"]), words)
        for words in stage.story["contributions"]
    ]
    threads = [Thread(process_id=stage.process.id) for _ in written]
    db.session.add_all(threads)
    db.session.flush()
    for thread, (at, words) in zip(threads, sorted(written, key=lambda pair: pair[0]), strict=True):
        voices.contributions[words["key"]] = _write(stage, voices, words, thread, at)
    db.session.add_all(voices.contributions.values())
    db.session.flush()
    _decide(stage, voices)
    _support(stage, voices)
    _comment(stage, voices)
    _answer(stage, voices)
    db.session.flush()
    return voices


def _seat(stage: Stage, words: dict[str, Any]) -> list[tuple[Participant, str | None]]:
    at = stage.days.moment(words["starts"])
    seated = []
    for group, count in words["participants"].items():
        for _number in range(count):
            participant = Participant(key_hash=digest(stage.dice.randbytes(16).hex()), created_at=at)
            seated.append((participant, None if group == "unspecified" else group))
    db.session.add_all(participant for participant, _group in seated)
    db.session.flush()
    workshop_id = stage.workshops[words["key"]].id
    for participant, group in seated:
        group_id = stage.id_of("groups", group)
        db.session.add(
            Participation(participant_id=participant.id, workshop_id=workshop_id, group_id=group_id, joined_at=at)
        )
    return seated


def _write(stage: Stage, voices: Voices, words: dict[str, Any], thread: Thread, at: datetime) -> Contribution:
    workshop = stage.workshops[words["workshop"]]
    place = stage.id_of("districts", words["district"]), stage.id_of("themes", words["theme"])
    draft = Draft(Kind(words["kind"]), words["title"], words["text"] or "", *place)
    return Contribution(
        **_origin(stage, voices, words, workshop),
        district_id=draft.district_id,
        theme_id=draft.theme_id,
        thread=thread,
        kind=draft.kind,
        title=draft.title,
        text=draft.text,
        folded=fold(f"{draft.title} {draft.text}"),
        # Hidden and withdrawn ones were there for all to see before; the verbs below tell the rest.
        status=Status.PENDING if words["status"] == Status.PENDING else Status.PUBLISHED,
        token=stage.dice.randbytes(16).hex(),
        body_hash=draft.body_hash,
        receipt_code="".join(stage.dice.choices(ALPHABET, k=RECEIPT_LENGTH)),
        created_at=at,
    )


def _origin(stage: Stage, voices: Voices, words: dict[str, Any], workshop: Workshop) -> dict[str, int | None]:
    room = voices.rooms[words["workshop"]]
    author = stage.dice.choice([person for person, group in room if group == words["group"]] or [room[0][0]])
    return {
        "process_id": stage.process.id,
        "workshop_id": workshop.id,
        "group_id": stage.id_of("groups", words["group"]),
        "participant_id": author.id,
    }


def _decide(stage: Stage, voices: Voices) -> None:
    for words in stage.story["contributions"]:
        contribution = voices.contributions[words["key"]]
        at = contribution.created_at + timedelta(minutes=25)
        if words["status"] == Status.HIDDEN:
            reason, told = stage.reasons[words["reason"]], words["reason_text"] or ""
            moderation.decide(contribution, Verdict.HIDDEN, reason, told, by=stage.coordinator, at=at)
        elif words["status"] == Status.WITHDRAWN:
            set_status(contribution, Status.WITHDRAWN, by="participant", at=at)


def _support(stage: Stage, voices: Voices) -> None:
    by_event: dict[str, list[Participant]] = defaultdict(list)
    event_of = {words["key"]: words["event"] for words in stage.story["workshops"]}
    for key, seated in voices.rooms.items():
        by_event[event_of[key]] += [person for person, _group in seated]
    for words in stage.story["contributions"]:
        contribution = voices.contributions[words["key"]]
        room = [person for person, _group in voices.rooms[words["workshop"]]]
        here = {person.id for person in room}
        # More hearts than heads in the room: people of the other rooms read it on the wall.
        others = [person for person in by_event[event_of[words["workshop"]]] if person.id not in here]
        crowd = stage.dice.sample(room, len(room)) + stage.dice.sample(others, len(others))
        crowd = [person for person in crowd if person.id != contribution.participant_id][: words["support"]]
        contribution.support_count = len(crowd)
        db.session.add_all(Support(contribution_id=contribution.id, participant_id=person.id) for person in crowd)


def _comment(stage: Stage, voices: Voices) -> None:
    workshop_of = {words["key"]: words["workshop"] for words in stage.story["contributions"]}
    for words in stage.story["comments"]:
        contribution = voices.contributions[words["contribution"]]
        room = voices.rooms[workshop_of[words["contribution"]]]
        fitting = [person for person, group in room if group == words["group"]]
        author = stage.dice.choice(fitting or [person for person, _group in room])
        db.session.add(
            Comment(
                thread_id=contribution.thread_id,
                participant_id=author.id,
                group_id=stage.id_of("groups", words["group"]),
                text=words["text"],
                token=stage.dice.randbytes(16).hex(),
                created_at=stage.days.moment(words),
            )
        )
        contribution.thread.comment_count += 1


def _answer(stage: Stage, voices: Voices) -> None:
    for verb, key in ((moderation.respond, "responses"), (moderation.write_note, "notes")):
        for words in stage.story[key]:
            contribution = voices.contributions[words["contribution"]]
            verb(contribution, words["text"], by=stage.coordinator, at=stage.days.moment(words))

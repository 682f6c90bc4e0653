"""One of everything: a small world in which every address has something to show, and every state stands once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import update
from sqlalchemy.engine import Connection

from ideenboard.base import clock, uploads
from ideenboard.base.db import db
from ideenboard.base.tables_in import Grid
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.models_suggested import SuggestedCard, Suggestion
from ideenboard.clusters.queries_ranking import state_of
from ideenboard.comments.models import Comment, Mention, Note, OfficialResponse, TextBlock
from ideenboard.contributions import actions_tables
from ideenboard.contributions.actions import Draft
from ideenboard.contributions.actions_photos import set_photo, stored
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.live import actions as live
from ideenboard.live.models import WallMode
from ideenboard.moderation.models import Decision, Verdict
from ideenboard.paper import actions as paper
from ideenboard.paper.queries import cards_between
from ideenboard.people.actions_invitations import invite
from ideenboard.people.models import LoginSession, Role
from ideenboard.people.queries import invitation_by_token
from ideenboard.plans import actions_import
from ideenboard.processes import actions_phases as phases
from ideenboard.processes.models import Event, Material, MaterialKind, Moderation, Phase, Process, Workshop
from ideenboard.processes.queries import districts_of, groups_of, reasons_of, themes_of
from ideenboard.processes.queries_phases import last_change
from ideenboard.processes.rules import NOBODY, Actor
from tests.browsing import PASSWORD, Client, draft_token
from tests.factories import (
    NOW,
    admin,
    facilitator_of,
    joined,
    make_account,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
    reason_in,
    signed_in,
    tender_of,
)
from tests.pictures import picture, read
from tests.world_meetings import build_meetings
from tests.world_votes import build_plans, build_votes, make_cluster, make_step

ROLES = ("stranger", "participant", "neighbour", "coordinator", "colleague", "admin", "facilitator", "district")

# Words that may stand on no page of a stranger, by where they are hidden.
CANARIES = {
    "note": "kanarinotiz",
    "pending": "kanariwartend",
    "hidden": "kanariversteckt",
    "withdrawn": "kanarizurueck",
    "room": "kanariraum",
    "room_comment": "kanariraumkommentar",
    "hidden_comment": "kanarikommentar",
    "withdrawn_response": "kanariantwort",
    "block": "kanaribaustein",
    "draft_response": "kanarivorbereitet",
    "photo": "kanarifoto",
    "hidden_photo": "kanarifotoversteckt",
    "reason": "kanarigrund",
    "unlisted_cluster": "kanaribuendel",
    "hidden_plan": "kanariplan",
    "waiting_update": "kanarineuigkeit",
    "minutes": "kanariprotokoll",
    "draft_ballot": "kanarientwurf",
    "open_ballot": "kanarioffen",
    "card_ballot": "kanarikarte",
    "closed_ballot": "kanarigeschlossen",
    "secret": "kanarigeheim",
    "account": "kanarikonto",
    "message": "kanarinachricht",
}


@dataclass
class World:
    """The rows' keys by name, as addresses and forms need them, and a browser per role."""

    ids: dict[str, Any] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    files: dict[Path, bytes] = field(default_factory=dict)

    @contextmanager
    def undone(self, connection: Connection) -> Iterator[None]:
        """Whatever happens inside, to rows, files and the browsers' cookies, has not happened afterwards."""
        savepoint = connection.begin_nested()
        cookies = {role: dict(browser._cookies or {}) for role, browser in self.browsers.items()}
        try:
            yield
        finally:
            db.session.rollback()
            savepoint.rollback()
            db.session.expire_all()
            # What has not happened may come again with other words under the same numbers.
            current_app.extensions["kept"].clear()
            current_app.extensions["similar"].clear()
            for role, browser in self.browsers.items():
                browser._cookies = cookies[role]
            for file in self.files.keys() - set(uploads.folder().iterdir()):
                file.write_bytes(self.files[file])


def build_world(app: Flask) -> World:
    """Make a process with one of everything, its people, a second process with people of its own, and a secret one."""
    world = World()
    process, elsewhere = make_process(), make_process()
    secret = make_process(title=CANARIES["secret"], slug=CANARIES["secret"], published_at=None)
    world.ids = {
        "password": PASSWORD,
        "slug": process.slug,
        "process_id": process.id,
        "far_slug": elsewhere.slug,
        "secret_slug": secret.slug,
    }
    rooms = _rooms(world, process, elsewhere)
    _people(world, app, process, elsewhere, secret, rooms)
    _lists(world, process)
    _say_something(world, rooms)
    _steer(world, rooms["room"])
    _show_files(world, process)
    _upload_tables(world, process)
    _print_cards(world, rooms["room"])
    _keep_secrets(world, secret)
    build_votes(world.ids, process, rooms["voting"], CANARIES)
    build_plans(world.ids, process, CANARIES)
    _upload_plans(world, process)
    build_meetings(world.ids, process, CANARIES)
    _prepare_answers(world, process)
    db.session.commit()
    # Also a run that takes long writes down no sign of life while it only looks.
    db.session.execute(update(LoginSession).values(seen_at=clock.now() + timedelta(hours=1)))
    db.session.commit()
    # Each has seen a form already: else every request that is undone afterwards would begin with asking for a token.
    for browser in world.browsers.values():
        browser.csrf_token()
    world.files = {file: file.read_bytes() for file in uploads.folder().iterdir()}
    return world


def _rooms(world: World, process: Process, elsewhere: Process) -> dict[str, Workshop]:
    event = make_event(process)
    world.ids |= {"event_id": event.id, "event_code": event.code}
    world.ids |= {"empty_event_id": make_event(process, title="Ohne Räume").id}
    rooms = {
        "room": make_workshop(event),
        "voting": make_workshop(event, phase=Phase.VOTING),
        "released": make_workshop(event, published_at=NOW),
        "checked": make_workshop(event, moderation=Moderation.BEFORE, published_at=NOW),
        "empty": make_workshop(event),
        "far": make_workshop(make_event(elsewhere)),
    }
    for name, room in rooms.items():
        world.ids |= {f"{name}_id": room.id, f"{name}_code": room.code}
    world.ids |= {"workshop_id": rooms["room"].id, "code": rooms["room"].code}
    return rooms


def _people(
    world: World, app: Flask, process: Process, elsewhere: Process, secret: Process, rooms: dict[str, Workshop]
) -> None:
    coordinator = make_account(Role.COORDINATOR, process, secret)
    coordinator.name = f"Frau {CANARIES['account']}"
    second, colleague = make_account(Role.COORDINATOR, process), make_account(Role.COORDINATOR, elsewhere)
    disabled = make_account()
    disabled.disabled_at = NOW
    other_device = LoginSession(token_hash=draft_token(), account_id=coordinator.id, created_at=clock.now())
    db.session.add(other_device)
    db.session.flush()
    world.browsers = {
        "stranger": Client(app),
        "participant": joined(app, rooms["room"], rooms["voting"], rooms["released"]),
        "neighbour": joined(app, rooms["far"]),
        "coordinator": signed_in(app, coordinator),
        "colleague": signed_in(app, colleague),
        "admin": admin(app),
        "facilitator": facilitator_of(app, rooms["room"]),
        # Of the district in which nothing of this world lies.
        "district": signed_in(app, tender_of(districts_of(process.id)[1])),
    }
    key, _number = invite("eingeladen@example.org", "Eingeladen", Role.COORDINATOR, by="system", at=clock.now())
    invitation = invitation_by_token(key, clock.now())
    world.ids |= {"invitation_key": key, "invitation_id": invitation.id if invitation else None}
    world.ids |= {
        "account_id": second.id,
        "coordinator_id": coordinator.id,
        "disabled_id": disabled.id,
        "email": second.email,
        "free_email": colleague.email,
        "login_id": other_device.id,
    }


def _lists(world: World, process: Process) -> None:
    lists = {"district": districts_of, "theme": themes_of, "group": groups_of, "reason": reasons_of}
    for name, entries in lists.items():
        used, spare = entries(process.id)[:2]
        world.ids |= {f"{name}_id": used.id, f"spare_{name}_id": spare.id}


def _say_something(world: World, rooms: dict[str, Workshop]) -> None:
    actor, at = world.browsers["participant"].actor, clock.now()  # type: ignore[attr-defined]
    district_id = world.ids["district_id"]
    own = make_contribution(rooms["room"], by=actor, title="Räume am Nachmittag öffnen", at=at, district_id=district_id)
    other = make_contribution(rooms["room"], title=f"Ein Formular für alle {CANARIES['room']}")
    public = make_contribution(rooms["released"], title="Ein Kalender für alle Räume", district_id=district_id)
    pending = make_contribution(rooms["checked"], title=f"Noch zu lesen {CANARIES['pending']}")
    hidden = make_contribution(rooms["released"], title=f"Name einer Person {CANARIES['hidden']}")
    withdrawn = make_contribution(rooms["released"], title=f"Doch nicht {CANARIES['withdrawn']}")
    hidden.status, withdrawn.status = Status.HIDDEN, Status.WITHDRAWN
    why = {
        "verdict": Verdict.HIDDEN,
        "reason_id": reason_in(rooms["released"].process, 2).id,
        "explanation": CANARIES["reason"],
    }
    db.session.add(Decision(contribution_id=hidden.id, at=NOW, **why))
    _photograph(world, at, own=own, other=other, public=public, hidden=hidden)
    _answer(world, own, comment="Gute Idee", response="Das prüfen wir.")
    _answer(world, public, comment="Hilft sehr", response="Gern.", prefix="public_")
    words = CANARIES["room_comment"]
    db.session.add(Comment(thread_id=other.thread_id, text=words, token=draft_token(), created_at=NOW))
    cluster = make_cluster(rooms["room"].process_id, "Räume gemeinsam nutzen", own, public)
    unlisted = make_cluster(rooms["room"].process_id, f"Formulare {CANARIES['unlisted_cluster']}", other)
    dissolved = make_cluster(rooms["room"].process_id, "Aufgelöst", dissolved_at=NOW)
    alike = ("Ein Brunnen mit Trinkwasser auf dem Platz", "Helle Lampen am Uferweg")
    twins = [make_contribution(rooms["released"], title=title) for title in alike for _ in range(2)]
    suggestion = Suggestion(process_id=cluster.process_id, words=["Brunnen"], created_at=NOW)
    db.session.add(suggestion)
    db.session.flush()
    db.session.add_all(SuggestedCard(suggestion_id=suggestion.id, contribution_id=twin.id) for twin in twins)
    world.ids |= {"suggestion_id": suggestion.id, "one": twins[0].id, "other": twins[1].id}
    cards = {"": own, "other_": other, "public_": public, "pending_": pending, "hidden_": hidden, "gone_": withdrawn}
    world.ids |= {f"{name}contribution_id": card.id for name, card in cards.items()}
    world.ids |= {"receipt": own.receipt_code, "token": own.token, "cluster_id": cluster.id}
    world.ids |= {"unlisted_id": unlisted.id, "dissolved_id": dissolved.id}
    world.ids |= {"step_id": make_step(cluster, own).id, "clusters_state": state_of([cluster.id, unlisted.id])}


def _photograph(world: World, at: datetime, **cards: Contribution) -> None:
    """A photo of each: waiting on the first two, approved on the others, of which one is hidden."""
    words = {"other": CANARIES["photo"], "hidden": CANARIES["hidden_photo"]}
    for name, card in cards.items():
        photo = stored(read(picture()), words.get(name, "Die Pinnwand"), at=at)
        set_photo(card, photo, by=NOBODY, at=at)
        if name in ("public", "hidden"):
            photo.approved_at = at
        world.ids[f"{name}_photo_mark"] = photo.mark
    world.ids["photo_mark"] = world.ids["other_photo_mark"]


def _prepare_answers(world: World, process: Process) -> None:
    cluster = db.session.get_one(Cluster, world.ids["cluster_id"])
    block = TextBlock(process_id=process.id, name=CANARIES["block"], text=CANARIES["block"])
    answer = OfficialResponse(thread_id=cluster.thread_id, text="Das prüfen wir.", created_at=NOW)
    said = Comment(thread_id=cluster.thread_id, text="Das gehört zusammen.", token=draft_token(), created_at=NOW)
    db.session.add_all(
        [block, answer, said, Mention(note_id=world.ids["note_id"], account_id=world.ids["coordinator_id"])]
    )
    db.session.flush()
    world.ids |= {"block_id": block.id, "cluster_response_id": answer.id, "cluster_comment_id": said.id}


def _answer(world: World, card: Contribution, comment: str, response: str, prefix: str = "") -> None:
    thread_id = card.thread_id
    said = {
        "comment_id": Comment(thread_id=thread_id, text=comment, token=draft_token(), created_at=NOW),
        "hidden_comment_id": Comment(
            thread_id=thread_id, text=CANARIES["hidden_comment"], token=draft_token(), created_at=NOW, hidden_at=NOW
        ),
        "response_id": OfficialResponse(thread_id=thread_id, text=response, created_at=NOW),
        "withdrawn_response_id": OfficialResponse(
            thread_id=thread_id, text=CANARIES["withdrawn_response"], created_at=NOW, withdrawn_at=NOW
        ),
        "draft_response_id": OfficialResponse(
            thread_id=thread_id, text=CANARIES["draft_response"], created_at=NOW, is_draft=True
        ),
        "note_id": Note(thread_id=thread_id, text=CANARIES["note"], created_at=NOW),
    }
    db.session.add_all(said.values())
    db.session.flush()
    world.ids |= {f"{prefix}{name}": row.id for name, row in said.items()}


def _print_cards(world: World, room: Workshop) -> None:
    """Four cards on paper, of which the first has come back."""
    by, at = Actor(account_id=world.ids["coordinator_id"]), clock.now()
    first, _last = paper.print_cards(room.event, [room], 4, by=by, at=at)
    card, empty = cards_between(room.event_id, first, first + 1)
    paper.enter(card, Draft(Kind.IDEA, "Von Hand geschrieben"), by=by, at=at)
    world.ids |= {"card_id": card.id, "empty_card_id": empty.id, "unused_receipt": empty.receipt_code}
    world.ids |= {"empty_card_number": empty.number}


def _steer(world: World, room: Workshop) -> None:
    """The room runs: its phase can just be taken back, its wall shows something, a card was hidden from its laptop."""
    phases.set_phase(room, Phase.PREPARED, by="system", at=NOW)
    # Fresh for as long as any test runs.
    phases.set_phase(room, Phase.COLLECTING, by="system", at=clock.now() + timedelta(hours=1))
    phases.set_timer(room, 30, False, by="system", at=clock.now())
    by: Any = {"by": "facilitator", "at": NOW}
    live.set_wall(room, mode=WallMode.CARDS, **by)
    live.send_message([room], f"Um elf im Saal {CANARIES['message']}", **by)
    live.remember(db.session.get_one(Contribution, world.ids["other_contribution_id"]), **by)
    person = world.browsers["participant"].actor.participant_id  # type: ignore[attr-defined]
    live.note_presence(room, person, at=clock.now())
    live.set_ready(room, person, True)
    away = make_contribution(room, title=f"Weggelegt {CANARIES['hidden']}")
    away.status = Status.HIDDEN
    db.session.add(Decision(contribution_id=away.id, at=NOW, verdict=Verdict.HIDDEN))
    change = last_change(room.id)
    assert change is not None
    keys = world.browsers["facilitator"].keys  # type: ignore[attr-defined]
    world.ids |= {"change_id": change.id, "away_contribution_id": away.id, "link_key": keys[str(room.id)]}


def _upload_tables(world: World, process: Process) -> None:
    """A table that is to be looked at, and one that was imported."""
    by, at = Actor(account_id=world.ids["coordinator_id"]), clock.now()
    for name in ("import_id", "done_id"):
        grid = Grid(["Titel"], [(2, [f"Aus einer Tabelle ({name})"])])
        table = actions_tables.keep(process, grid, f"{name}.csv", by=by, at=at)
        world.ids[name] = table.id
    actions_tables.go_on(table, by=by, at=at)


def _upload_plans(world: World, process: Process) -> None:
    """The same of plans."""
    by, at = Actor(account_id=world.ids["coordinator_id"]), clock.now()
    for name in ("plan_import_id", "done_plan_id"):
        plan = actions_import.keep(process, Grid(["Titel"], [(2, [f"Maßnahme ({name})"])]), "plan.csv", by=by, at=at)
        world.ids[name] = plan.id
    actions_import.bring_in(plan, by=by, at=at)


def _show_files(world: World, process: Process) -> None:
    event = db.session.get(Event, world.ids["event_id"])
    assert event is not None
    link = Material(event_id=event.id, kind=MaterialKind.MATERIAL, title="Hinweise", url="https://example.org/")
    db.session.add(link)
    world.ids["material_id"] = _store(event, "Programm").id
    world.ids["link_id"] = link.id


def _store(event: Event, title: str) -> Material:
    stored = uploads.store(b"%PDF-1.4 programme", f"{title}.pdf", uploads.PDF)
    file = {"stored_name": stored.name, "filename": stored.filename, "media_type": stored.media_type}
    material = Material(event_id=event.id, kind=MaterialKind.PROGRAMME, title=title, size=stored.size, **file)
    db.session.add(material)
    db.session.flush()
    return material


def _keep_secrets(world: World, secret: Process) -> None:
    """A process that is not public yet, but has all that a public one has."""
    word = CANARIES["secret"]
    event = make_event(secret, title=word)
    room = make_workshop(event, title=word, published_at=NOW)
    card = make_contribution(room, title=word)
    cluster = make_cluster(secret.id, word, card)
    world.ids |= {
        "secret_event_id": event.id,
        "secret_room_id": room.id,
        "secret_contribution_id": card.id,
        "secret_cluster_id": cluster.id,
        "secret_step_id": make_step(cluster, card).id,
        "secret_material_id": _store(event, word).id,
    }
    ids: dict[str, Any] = {"cluster_id": cluster.id, "other_contribution_id": card.id, "district_id": None}
    build_votes(ids, secret, room, dict.fromkeys(CANARIES, word))
    build_plans(ids, secret, dict.fromkeys(CANARIES, word))
    build_meetings(ids, secret, dict.fromkeys(CANARIES, word))
    world.ids |= {f"secret_{name}": value for name, value in ids.items()}

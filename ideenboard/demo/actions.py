"""Load the story of one process, from the kick-off to the plans, as if it had begun ten months ago."""

import json
from datetime import datetime
from importlib import resources
from typing import Any

from ideenboard.audit.actions import link_now, record
from ideenboard.base.clock import to_local
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.demo.actions_meetings import hold_meetings
from ideenboard.demo.actions_outcome import draw_conclusions
from ideenboard.demo.actions_places import Login, set_stage
from ideenboard.demo.actions_voices import raise_voices
from ideenboard.demo.queries import demo_process
from ideenboard.demo.rules import Days, draw
from ideenboard.people.models import Role
from ideenboard.people.queries import account_by_email
from ideenboard.processes.models import Process

# Printed for everybody to see: on a public server the command makes up others.
LOGINS = [
    Login("admin@example.org", "Systemverwaltung", Role.ADMIN, "demo-verwaltung"),
    Login("koordination@example.org", "Koordination Rostock", Role.COORDINATOR, "demo-koordination"),
    Login("vertretung@example.org", "Vertretung der Koordination", Role.COORDINATOR, "demo-vertretung"),
    Login("stadtteil@example.org", "Stadtteilbüro Toitenwinkel", Role.COORDINATOR, "demo-stadtteil", "toitenwinkel"),
]


def load(logins: list[Login], *, at: datetime) -> Process:
    """Fill the database with the demo. Raises Refusal where it is already there."""
    if demo_process() or any(account_by_email(login.email) for login in logins):
        raise Refusal("The demo is already loaded.")
    stage = set_stage(_story(), Days(to_local(at).date()), draw(), logins, at)
    voices = raise_voices(stage)
    # Published results name the end of the log before them.
    link_now()
    draw_conclusions(stage, voices)
    hold_meetings(stage)
    record("demo.loaded", f"process:{stage.process.id}", by="system", at=at, process_id=stage.process.id)
    db.session.flush()
    return stage.process


def _story() -> dict[str, Any]:
    story: dict[str, Any] = json.loads(
        resources.files("ideenboard.demo").joinpath("rostock.json").read_text(encoding="utf-8")
    )
    return story

"""A facilitator comes by a secret link: one workshop, no account, and dead at the next request once it is revoked."""

import re

from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base.codes import digest
from ideenboard.base.db import db
from ideenboard.processes.models import FacilitatorLink, Phase, Workshop
from tests.browsing import PASSWORD, Client
from tests.factories import coordinator_of, facilitator_of, joined, make_account, make_event, make_workshop


def made_link(app: Flask, workshop: Workshop) -> str:
    """The path of a link as the desk shows it."""
    page = coordinator_of(app, workshop.process).post(f"/desk/workshops/{workshop.id}/facilitator-link").text
    return re.search(r"http://[^/]+(/facilitate/[\w-]+)", page)[1]


def test_the_link_is_shown_once_and_only_its_digest_is_kept(app: Flask) -> None:
    workshop = make_workshop()
    key = made_link(app, workshop).rsplit("/", 1)[1]
    # 22 characters of base64 are 128 bit.
    assert len(key) == 22
    assert db.session.scalars(select(FacilitatorLink.key_hash)).all() == [digest(key)]
    page = coordinator_of(app, workshop.process).get(f"/desk/workshops/{workshop.id}").text
    assert key not in page and "Link vergeben" in page


def test_looking_at_the_link_gives_no_right_and_the_button_does(app: Flask, client: Client) -> None:
    workshop = make_workshop(title="Frühe Hilfen")
    link = made_link(app, workshop)
    page = client.get(link)
    assert "Frühe Hilfen" in page.text and "Steuerung öffnen" in page.text and "facilitator" not in session_of(client)
    assert client.get(f"/steering/{workshop.id}").status_code == 401
    assert client.post(link).location == f"/steering/{workshop.id}"
    assert "Frühe Hilfen" in client.get(f"/steering/{workshop.id}").text


def session_of(client: Client) -> dict[str, object]:
    with client.session_transaction() as session:
        return dict(session)


def test_a_facilitator_steers_this_workshop_and_no_other(app: Flask) -> None:
    event = make_event()
    mine, other = make_workshop(event), make_workshop(event)
    laptop = facilitator_of(app, mine)
    form = {"phase": "discussing", "before": "collecting"}
    assert laptop.post(f"/steering/{mine.id}/phase", data=form).status_code == 303
    assert laptop.post(f"/steering/{other.id}/phase", data=form).status_code == 403
    assert (mine.phase, other.phase) == (Phase.DISCUSSING, Phase.COLLECTING)
    for path in (f"/desk/workshops/{mine.id}", f"/desk/{mine.process.slug}/queue", f"/desk/events/{event.id}"):
        assert laptop.get(path).status_code == 401


def test_a_revoked_link_is_dead_at_the_next_request_and_so_is_a_renewed_one(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    desk = coordinator_of(app, workshop.process)
    for act in ("facilitator-link/removal", "facilitator-link"):
        laptop = facilitator_of(app, workshop)
        old = f"/facilitate/{laptop.keys[str(workshop.id)]}"
        assert laptop.get(f"/steering/{workshop.id}").status_code == 200
        desk.post(f"/desk/workshops/{workshop.id}/{act}")
        answer = laptop.get(f"/steering/{workshop.id}")
        assert answer.status_code == 403 and "nicht mehr" in answer.text
        assert client.get(old).status_code == client.post(old).status_code == 404


def test_leaving_takes_the_right_from_this_device_and_leaves_the_others(app: Flask) -> None:
    first, second = make_workshop(), make_workshop()
    laptop = facilitator_of(app, first, second)
    laptop.post(f"/steering/{first.id}/leaving")
    assert laptop.get(f"/steering/{first.id}").status_code == 403
    assert laptop.get(f"/steering/{second.id}").status_code == 200


def test_what_a_facilitator_does_does_not_lead_to_their_pseudonym(app: Flask) -> None:
    workshop = make_workshop()
    laptop = joined(app, workshop)
    laptop.post(made_link(app, workshop))
    laptop.post(f"/steering/{workshop.id}/phase", data={"phase": "voting", "before": "collecting"})
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "workshop.phase_set")).one()
    assert (entry.actor, entry.workshop_id) == ("facilitator", workshop.id)


def test_who_signs_in_begins_a_session_without_the_rooms_of_the_last_person(app: Flask) -> None:
    workshop, colleague = make_workshop(), make_account()
    laptop = facilitator_of(app, workshop)
    laptop.post("/login", data={"email": colleague.email, "password": PASSWORD})
    assert "facilitator" not in session_of(laptop)
    assert laptop.get(f"/steering/{workshop.id}").status_code == 403

"""A process is created, edited, published and coordinated in forms."""

from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import db
from ideenboard.people.models import Role
from ideenboard.processes.models import Coordination, Process
from tests.browsing import Client
from tests.factories import admin, coordinator_of, make_account, make_process, signed_in

WORDS = {
    "title": "Spielräume im Nordosten",
    "claim": "Platz zum Spielen",
    "starts_on": "2027-03-01",
    "ends_on": "2028-03-01",
}


def find(slug: str) -> Process | None:
    return db.session.scalar(select(Process).where(Process.slug == slug))


def actions_of(process: Process) -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.process_id == process.id)))


def test_any_coordinator_begins_a_process_and_coordinates_it(app: Flask) -> None:
    account = make_account()
    client = signed_in(app, account)
    assert "Neues Verfahren" in client.get("/desk/new").text
    response = client.post("/desk/new", data=WORDS)
    assert response.status_code == 303
    process = find("spielraeume-im-nordosten")
    assert process and process.published_at is None and process.claim == "Platz zum Spielen"
    assert db.session.get(Coordination, (process.id, account.id))
    assert actions_of(process) == ["process.created"]
    assert "Platz zum Spielen" in client.get(response.location).text


def test_a_second_process_of_the_same_title_gets_an_address_of_its_own(app: Flask) -> None:
    client = admin(app)
    for _ in range(2):
        client.post("/desk/new", data=WORDS)
    assert find("spielraeume-im-nordosten-2")


def test_a_refused_form_keeps_what_was_typed(app: Flask) -> None:
    make_process(slug="belegt")
    client = admin(app)
    for slug in ("belegt", "new", "Groß", "a--b", "-a"):
        response = client.post("/desk/new", data=WORDS | {"slug": slug, "ends_on": "2026-01-01"})
        assert response.status_code == 422
        assert (
            "Spielräume im Nordosten" in response.text and "Das Ende darf nicht vor dem Anfang liegen" in response.text
        )
        assert 'href="#slug"' in response.text


def test_a_refused_form_names_what_is_missing(app: Flask) -> None:
    page = admin(app).post("/desk/new", data={}).text
    assert '<a href="#title">Titel: Bitte füllen Sie das aus.</a>' in page
    assert '<a href="#starts_on">Beginn: Bitte füllen Sie das aus.</a>' in page


def test_strange_dates_are_refused(app: Flask) -> None:
    for day in ("0001-01-01", "9999-12-31", "gestern"):
        assert admin(app).post("/desk/new", data=WORDS | {"starts_on": day}).status_code == 422


def test_an_edit_is_saved_and_noted_once(app: Flask) -> None:
    process = make_process()
    client = coordinator_of(app, process)
    form = WORDS | {"slug": process.slug, "version": process.version}
    assert client.post(f"/desk/{process.slug}/settings", data=form).status_code == 303
    assert process.title == WORDS["title"]
    assert client.post(f"/desk/{process.slug}/settings", data=form | {"version": process.version}).status_code == 303
    assert actions_of(process) == ["process.edited"]


def test_a_stale_edit_answers_409_with_both_texts_and_a_second_try_overwrites(app: Flask) -> None:
    process = make_process(title="Alt")
    client = coordinator_of(app, process)
    stale = WORDS | {"slug": process.slug, "version": process.version}
    process.title = "Von der Kollegin"
    db.session.commit()
    response = client.post(f"/desk/{process.slug}/settings", data=stale)
    assert response.status_code == 409
    assert "Von der Kollegin" in response.text and "Spielräume im Nordosten" in response.text
    assert process.title == "Von der Kollegin"
    assert f'name="version" type="hidden" value="{process.version}"' in response.text
    client.post(f"/desk/{process.slug}/settings", data=stale | {"version": process.version})
    assert process.title == WORDS["title"]


def test_publishing_shows_the_process_and_taking_it_back_hides_it(app: Flask, client: Client) -> None:
    process = make_process(published_at=None)
    desk = coordinator_of(app, process)
    assert client.get(f"/processes/{process.slug}").status_code == 404
    desk.post(f"/desk/{process.slug}/publication")
    desk.post(f"/desk/{process.slug}/publication")
    assert client.get(f"/processes/{process.slug}").status_code == 200
    desk.post(f"/desk/{process.slug}/publication/removal")
    assert client.get(f"/processes/{process.slug}").status_code == 404
    assert actions_of(process) == ["process.published", "process.unpublished"]


def test_a_coordinator_is_added_by_address_and_removed(app: Flask) -> None:
    process = make_process()
    client, colleague = coordinator_of(app, process), make_account()
    refused = client.post(f"/desk/{process.slug}/coordinators", data={"email": "niemand@example.org"})
    assert refused.status_code == 422 and "kein Konto" in refused.text and "niemand@example.org" in refused.text
    client.post(f"/desk/{process.slug}/coordinators", data={"email": colleague.email.upper()})
    assert colleague.name in client.get(f"/desk/{process.slug}/coordinators").text
    client.post(f"/desk/{process.slug}/coordinators/{colleague.id}/removal")
    assert colleague.name not in client.get(f"/desk/{process.slug}/coordinators").text


def test_the_last_coordinator_stays(app: Flask) -> None:
    process, account = make_process(), None
    account = make_account(Role.COORDINATOR, process)
    response = signed_in(app, account).post(f"/desk/{process.slug}/coordinators/{account.id}/removal")
    assert response.status_code == 422 and "letzte" in response.text
    assert db.session.get(Coordination, (process.id, account.id))


def test_only_those_with_the_right_come_in(app: Flask, client: Client) -> None:
    shown, hidden = make_process(), make_process(published_at=None)
    other = coordinator_of(app, make_process())
    for page in ("settings", "lists", "events", "coordinators", "events/new"):
        assert client.get(f"/desk/{shown.slug}/{page}").status_code == 401
        assert other.get(f"/desk/{shown.slug}/{page}").status_code == 403
        assert other.get(f"/desk/{hidden.slug}/{page}").status_code == 404
    for act in ("settings", "publication", "publication/removal", "coordinators", "lists/themes", "events"):
        assert client.post(f"/desk/{shown.slug}/{act}").status_code == 401
        assert other.post(f"/desk/{shown.slug}/{act}").status_code == 403
    assert client.get("/desk/new").status_code == 401

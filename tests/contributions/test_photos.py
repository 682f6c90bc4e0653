"""The photo of a contribution: one, looked at before others see it, seen by exactly those who may read the text."""

import html
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from ideenboard.audit.models import AuditEntry
from ideenboard.base import clock, photos, uploads
from ideenboard.base.db import db
from ideenboard.contributions import actions_photos
from ideenboard.contributions.actions import set_status
from ideenboard.contributions.models import Contribution, Photo, Status
from ideenboard.processes.models import Phase, Workshop
from tests.browsing import Client
from tests.factories import coordinator_of, joined, make_contribution, make_workshop
from tests.pictures import picture, upload


@pytest.fixture
def room(app: Flask) -> Workshop:
    return make_workshop(published_at=clock.now())


@pytest.fixture
def phone(app: Flask, room: Workshop) -> Client:
    return joined(app, room)


@pytest.fixture
def card(phone: Client, room: Workshop) -> Contribution:
    return make_contribution(room, by=phone.actor, title="Räume öffnen")  # type: ignore[attr-defined]


@pytest.fixture
def desk(app: Flask, room: Workshop) -> Client:
    return coordinator_of(app, room.process)


def send(who: Client, card: Contribution, content: bytes = b"", **more: Any) -> Any:
    answer = who.post(f"/contributions/{card.id}/photo", data={"photo": upload(content or picture()), **more})
    # A large body waits in a file of the test's own.
    answer.request.input_stream.close()
    return answer


def photo_of(card: Contribution) -> Photo | None:
    return db.session.get(Photo, card.id)


def approve(desk: Client, card: Contribution, **more: str) -> Any:
    photo = photo_of(card)
    fields = {"seen": photo.mark if photo else "", "description": ""} | more
    form = {f"photo{card.id}-{name}": value for name, value in fields.items()}
    return desk.post(f"/contributions/{card.id}/photo/approval", data=form)


def sees(who: Client, card: Contribution) -> bool:
    codes = set()
    for address in (f"/contributions/{card.id}/photo", f"/contributions/{card.id}/photo/small"):
        with who.get(address) as answer:
            codes.add(answer.status_code)
    assert len(codes) == 1 and codes <= {200, 404}
    return codes == {200}


def files() -> int:
    return len(list(uploads.folder().iterdir()))


def actions_of(card: Contribution) -> list[str]:
    logged = select(AuditEntry.action).where(AuditEntry.subject == card.subject).order_by(AuditEntry.id)
    return [action for action in db.session.scalars(logged) if "photo" in action]


def test_a_photo_waits_while_the_text_is_shown(
    app: Flask, client: Client, room: Workshop, phone: Client, card: Contribution, desk: Client
) -> None:
    others = joined(app, room)
    assert send(phone, card).location == f"/contributions/{card.id}"
    assert card.status is Status.PUBLISHED and "Räume öffnen" in client.get(f"/contributions/{card.id}").text
    assert sees(phone, card) and sees(desk, card) and not sees(others, card) and not sees(client, card)
    assert "wartet auf Freigabe" in phone.get(f"/contributions/{card.id}").text
    for page in (f"/contributions/{card.id}", f"/processes/{room.process.slug}/contributions"):
        assert "/photo" not in client.get(page).text
    assert approve(desk, card).status_code == 303
    assert sees(phone, card) and sees(others, card) and sees(client, card)
    assert actions_of(card) == ["contribution.photo_added", "contribution.photo_approved"]


def test_the_photo_is_as_visible_as_its_contribution(
    app: Flask, client: Client, room: Workshop, phone: Client, card: Contribution, desk: Client
) -> None:
    others = joined(app, room)
    send(phone, card), approve(desk, card)
    room.published_at = None
    db.session.commit()
    assert sees(others, card) and not sees(client, card)
    set_status(card, Status.HIDDEN, by="system", at=clock.now())
    db.session.commit()
    assert sees(desk, card) and sees(phone, card) and not sees(others, card) and not sees(client, card)


def test_a_page_shows_it_in_full_and_a_list_small_with_its_size(
    client: Client, room: Workshop, phone: Client, card: Contribution, desk: Client
) -> None:
    send(phone, card, picture(size=(2000, 1000))), approve(desk, card)
    page = client.get(f"/contributions/{card.id}").text
    assert f'src="/contributions/{card.id}/photo" width="1600" height="800" alt="Räume öffnen"' in page
    for address in (f"/processes/{room.process.slug}/contributions", f"/w/{room.code}/board"):
        row = (phone if "board" in address else client).get(address).text
        small = f'src="/contributions/{card.id}/photo/small" width="320" height="160" alt="Räume öffnen" loading="lazy"'
        assert small in row and f'src="/contributions/{card.id}/photo"' not in row


def test_the_board_of_the_room_goes_along(
    app: Flask, room: Workshop, phone: Client, card: Contribution, desk: Client
) -> None:
    others = joined(app, room)

    def shows() -> bool:
        return f"/contributions/{card.id}/photo" in others.get(f"/w/{room.code}/board").text

    send(phone, card)
    assert not shows()
    approve(desk, card)
    assert shows()
    desk.post(f"/contributions/{card.id}/photo/removal")
    assert not shows()


def test_what_a_photo_shows_can_be_said(client: Client, phone: Client, card: Contribution, desk: Client) -> None:
    words = 'Ein "Schild" <b>'
    send(phone, card, description=words)
    waiting = desk.get(f"/desk/{card.process.slug}/photos").text
    assert html.escape(words) in waiting or "&#34;Schild&#34;" in waiting
    approve(desk, card, description="Ein Schild an der Tür")
    assert 'alt="Ein Schild an der Tür"' in client.get(f"/contributions/{card.id}").text


def test_it_is_handed_out_as_a_picture_that_nothing_runs(phone: Client, card: Contribution) -> None:
    send(phone, card)
    with phone.get(f"/contributions/{card.id}/photo") as answer:
        assert answer.mimetype == "image/jpeg" and "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Meier" not in str(answer.headers) and "DSC" not in str(answer.headers)
        tag = answer.headers["ETag"]
    with phone.get(f"/contributions/{card.id}/photo", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_another_photo_takes_the_place_of_the_first_and_waits_again(
    client: Client, phone: Client, card: Contribution, desk: Client
) -> None:
    before = files()
    send(phone, card), approve(desk, card)
    first = photo_of(card).mark  # type: ignore[union-attr]
    send(phone, card, picture(size=(30, 30)))
    assert files() == before + 2 and photo_of(card).mark != first and not sees(client, card)  # type: ignore[union-attr]


def test_nobody_approves_a_photo_that_they_have_not_seen(
    client: Client, phone: Client, card: Contribution, desk: Client
) -> None:
    send(phone, card)
    seen = photo_of(card).mark  # type: ignore[union-attr]
    send(phone, card, picture(size=(30, 30)))
    answer = approve(desk, card, seen=seen)
    assert answer.status_code == 409 and "inzwischen ersetzt" in answer.text and not sees(client, card)


def test_an_approval_can_be_taken_back(client: Client, phone: Client, card: Contribution, desk: Client) -> None:
    send(phone, card), approve(desk, card)
    desk.post(f"/contributions/{card.id}/photo/approval/removal")
    assert not sees(client, card)
    assert "Räume öffnen" in desk.get(f"/desk/{card.process.slug}/photos").text


def test_what_waits_is_counted_where_coordinators_begin(phone: Client, card: Contribution, desk: Client) -> None:
    send(phone, card)
    slug = card.process.slug
    assert "Foto wartet auf Freigabe" in desk.get(f"/desk/{slug}").text
    assert f"/desk/{slug}/photos" in desk.get(f"/desk/{slug}/queue").text
    assert "Foto wartet" in desk.get(f"/desk/{slug}/contributions/{card.id}").text
    approve(desk, card)
    assert "Foto wartet" not in desk.get(f"/desk/{slug}").text


@pytest.mark.parametrize("who", ["phone", "desk"])
def test_removing_deletes_the_files(
    request: pytest.FixtureRequest, phone: Client, card: Contribution, who: str
) -> None:
    before, person = files(), request.getfixturevalue(who)
    send(phone, card)
    assert "Das Foto entfernen?" in person.get(f"/contributions/{card.id}/photo/removal").text
    for _ in range(2):
        assert person.post(f"/contributions/{card.id}/photo/removal").status_code == 303
    assert files() == before and photo_of(card) is None and actions_of(card).count("contribution.photo_removed") == 1


def test_who_withdraws_takes_the_photo_along(phone: Client, card: Contribution, desk: Client) -> None:
    before = files()
    send(phone, card)
    phone.post(f"/contributions/{card.id}/withdrawal")
    assert files() == before and photo_of(card) is None
    assert send(desk, card).status_code == 409


def test_a_photo_that_could_not_be_saved_leaves_no_file(
    phone: Client, card: Contribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files()

    def fail(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(actions_photos, "record", fail)
    answer = phone.post(f"/contributions/{card.id}/photo", data={"photo": upload(picture())}, check=False)
    assert answer.status_code == 500 and files() == before and photo_of(card) is None


def test_no_transaction_is_open_while_a_photo_is_decoded(
    phone: Client, card: Contribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, decode = [], photos._decoded

    def look(content: bytes) -> photos.Photo:
        seen.append(db.session().in_transaction())
        return decode(content)

    monkeypatch.setattr(photos, "_decoded", look)
    send(phone, card)
    assert seen == [False]


def test_a_room_that_closes_while_a_photo_is_decoded_is_closed(
    phone: Client, card: Contribution, room: Workshop, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, decode, room_id = files(), photos._decoded, room.id

    def close_meanwhile(content: bytes) -> photos.Photo:
        connection.execute(update(Workshop).where(Workshop.id == room_id).values(phase=Phase.CLOSED))
        return decode(content)

    monkeypatch.setattr(photos, "_decoded", close_meanwhile)
    assert send(phone, card).status_code == 409 and files() == before and photo_of(card) is None


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"<svg/>", 422, "lässt sich nicht lesen"),
        (picture("GIF"), 422, "lässt sich nicht lesen"),
        (b"x" * (photos.MAX_BYTES + 1), 413, "größer als 8 MB"),
    ],
)
def test_a_refused_photo_says_why_and_keeps_the_words(
    phone: Client, card: Contribution, content: bytes, status: int, sentence: str
) -> None:
    before = files()
    answer = send(phone, card, content, description="Unsere Pinnwand")
    assert answer.status_code == status and sentence in answer.text and 'value="Unsere Pinnwand"' in answer.text
    assert files() == before and photo_of(card) is None


def test_without_a_photo_there_is_nothing_to_send(phone: Client, card: Contribution) -> None:
    answer = phone.post(f"/contributions/{card.id}/photo", data={"description": "Unsere Pinnwand"})
    assert answer.status_code == 422 and "Bitte wählen Sie ein Foto." in answer.text


@pytest.mark.parametrize(("phase", "code"), [(Phase.COLLECTING, 303), (Phase.DISCUSSING, 303), (Phase.VOTING, 409)])
def test_an_author_may_add_one_as_long_as_the_room_talks(
    phone: Client, card: Contribution, room: Workshop, desk: Client, phase: Phase, code: int
) -> None:
    room.phase = phase
    db.session.commit()
    assert send(phone, card).status_code == code
    assert ("Foto" in phone.get(f"/contributions/{card.id}").text) == (code == 303)
    assert send(desk, card).status_code == 303


def test_where_children_meet_there_are_no_photos_for_anybody(
    client: Client, phone: Client, card: Contribution, room: Workshop, desk: Client
) -> None:
    send(phone, card), approve(desk, card)
    room.for_minors = True
    db.session.commit()
    assert not sees(client, card) and not sees(phone, card)
    assert "/photo" not in client.get(f"/processes/{room.process.slug}/contributions").text
    assert send(phone, card).status_code == 409 and send(desk, card).status_code == 409


def test_many_photos_from_one_phone_are_slowed_down(phone: Client, card: Contribution) -> None:
    nothing = [phone.post(f"/contributions/{card.id}/photo").status_code for _ in range(31)]
    assert nothing == [422] * 30 + [429]


def test_the_outbox_sends_a_photo_under_the_token_of_its_text(app: Flask, phone: Client, card: Contribution) -> None:
    def sent(who: Client, content: bytes) -> Any:
        form = {"photo": upload(content), "token": "token-of-a-photo"}
        answer = who.post(f"/photos/{card.token}", data=form, htmx=True)
        answer.request.input_stream.close()
        return answer

    for _ in range(2):
        answer = sent(phone, picture())
        assert (answer.status_code, answer.headers["X-Ack"]) == (204, "token-of-a-photo")
    assert photo_of(card) is not None and photo_of(card).approved_at is None
    answer = sent(phone, b"no picture")
    assert answer.status_code == 422 and "X-Ack" not in answer.headers and "JPEG, PNG oder WebP" in answer.text
    assert photo_of(card) is not None
    for other in (joined(app, card.workshop), Client(app)):
        assert sent(other, picture()).status_code == 404


def test_the_form_offers_a_photo_where_the_room_takes_one(app: Flask) -> None:
    for for_minors in (False, True):
        room = make_workshop(for_minors=for_minors)
        page = joined(app, room).get(f"/w/{room.code}/contribute").text
        assert ("data-photo" in page) is not for_minors

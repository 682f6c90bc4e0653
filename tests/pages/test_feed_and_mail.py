"""How people stay informed: anybody by a feed of what is public, coordinators by a mail of what waits."""

import re
import socket
from email import message_from_bytes, policy
from xml.etree import ElementTree as Xml

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from ideenboard.base.db import db
from ideenboard.comments.actions import respond
from ideenboard.pages.views_feed import ATOM
from ideenboard.people.models import Role
from ideenboard.processes.models import Moderation
from tests.browsing import Client
from tests.console import Console
from tests.factories import NOW, make_account, make_contribution, make_event, make_process, make_workshop


def titles(app: Flask, slug: str) -> list[str | None]:
    answer = Client(app).get(f"/processes/{slug}/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    return [title.text for title in Xml.fromstring(answer.text).iter(f"{{{ATOM}}}title")][1:]  # noqa: S314


def test_the_feed_tells_what_is_public_and_nothing_else(app: Flask) -> None:
    process = make_process()
    event = make_event(process)
    shown = make_contribution(make_workshop(event, published_at=NOW), title="Nachtbus <b>&</b>")
    make_contribution(make_workshop(event), title="Noch im Raum")
    make_contribution(make_workshop(event, published_at=NOW, moderation=Moderation.BEFORE), title="Wartet")
    respond(shown.thread, "Wir prüfen das.", account_id=make_account().id, at=NOW)
    db.session.commit()
    assert sorted(filter(None, titles(app, process.slug))) == [
        "Nachtbus <b>&</b>",
        "Rückmeldung der Stadt: Nachtbus <b>&</b>",
    ]
    page = Client(app).get(f"/processes/{process.slug}").text
    assert f"/processes/{process.slug}/feed.atom" in page


def test_a_process_that_is_not_public_has_no_feed(app: Flask) -> None:
    assert Client(app).get(f"/processes/{make_process(published_at=None).slug}/feed.atom").status_code == 404


class Inbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        self.mails.append((envelope.rcpt_tos, envelope.content))  # type: ignore[attr-defined]
        return "250 OK"


@pytest.fixture
def inbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> object:
    """A real mail server on this machine, which the application is set up to use."""
    handler = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    for name, value in {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": port, "SMTP_TLS": "none"}.items():
        monkeypatch.setitem(app.config, name, value)
    yield handler.mails
    server.stop()


def test_a_coordinator_for_whom_something_waits_gets_a_mail(app: Flask, console: Console, inbox: list) -> None:
    process = make_process(title="Straßen für alle")
    busy, idle = make_account(Role.COORDINATOR, process), make_account(Role.COORDINATOR, make_process())
    room = make_workshop(make_event(process), moderation=Moderation.BEFORE)
    make_contribution(room, title="Kanarienvogel")
    said = console("mail-digest")
    assert (said.code, said.out) == (0, "1 mails sent.\n")
    ((to, content),) = inbox
    mail = message_from_bytes(content, policy=policy.default)
    text = mail.get_content()
    assert to == [busy.email] != [idle.email] and mail["Auto-Submitted"] == "auto-generated"
    assert "Straßen für alle" in text and "- 1 Beitrag zu prüfen" in text and "Kanarienvogel" not in text
    assert re.search(r"http\S+/desk\b", text)


def test_without_a_mail_server_the_command_says_what_to_set(app: Flask, console: Console) -> None:
    process = make_process()
    make_account(Role.COORDINATOR, process)
    make_contribution(make_workshop(make_event(process), moderation=Moderation.BEFORE))
    said = console("mail-digest")
    assert said.code == 1 and "SMTP_HOST" in said.err
    assert "Beitrag zu prüfen" in console("mail-digest", "--dry-run").out


def test_a_mail_server_that_refuses_is_named(app: Flask, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    process = make_process()
    make_account(Role.COORDINATOR, process)
    make_contribution(make_workshop(make_event(process), moderation=Moderation.BEFORE))
    monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "SMTP_PORT", 1)
    assert console("mail-digest").code == 1

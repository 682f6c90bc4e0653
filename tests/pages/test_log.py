"""The log as people read it: whole sentences, today's names, and nothing that was taken back."""

import re
from html import unescape

from flask import Flask

from ideenboard.audit.actions import erase, record
from ideenboard.base.db import db
from ideenboard.contributions.actions import set_status
from ideenboard.contributions.models import Status
from ideenboard.pages.forms_log import SENTENCES
from tests.factories import (
    NOW,
    admin,
    coordinator_of,
    make_contribution,
    make_event,
    make_participant,
    make_process,
    make_workshop,
)


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_what_a_coordinator_did_is_told_in_one_sentence(app: Flask) -> None:
    process = make_process()
    card = make_contribution(make_workshop(make_event(process)), title="Nachtbus <am> Samstag")
    client = coordinator_of(app, process)
    client.post(f"/desk/{process.slug}/clusters", data={"title": "Mobil", "cards": str(card.id)})
    page = words(client.get(f"/desk/{process.slug}/log").text)
    assert "Ein:e Teilnehmer:in hat „Nachtbus <am> Samstag“ eingebracht." in page
    assert re.search(r"Koordination \d+ hat „Nachtbus <am> Samstag“ ins Bündel „Mobil“ gelegt\.", page)


def test_the_log_is_narrowed_by_person_kind_and_day(app: Flask) -> None:
    process = make_process()
    make_contribution(make_workshop(make_event(process)), title="Nachtbus")
    client, path = coordinator_of(app, process), f"/desk/{process.slug}/log"
    assert "Nachtbus" in client.get(path, query_string={"kind": "contributions", "since": "2027-01-21"}).text
    for narrowed in ({"kind": "plans"}, {"until": "2027-01-20"}, {"since": "2027-01-22"}):
        assert "Kein Eintrag passt" in client.get(path, query_string=narrowed).text
    odd = {"kind": "x", "by": "99999999999", "since": "morgen", "before": "x"}
    assert client.get(path, query_string=odd).status_code == 200


def test_a_long_log_goes_on_behind_a_link_and_keeps_what_it_was_narrowed_to(app: Flask) -> None:
    process = make_process()
    for number in range(55):
        record(
            "district.added",
            f"district:{10**6 + number}",
            by="system",
            at=NOW,
            process_id=process.id,
            name=f"Ort {number}.",
        )
    db.session.commit()
    client = coordinator_of(app, process)
    first = client.get(f"/desk/{process.slug}/log?kind=settings").text
    (more,) = set(re.findall(r'href="([^"]*before=\d+[^"]*)"', first))
    second = client.get(unescape(more)).text
    assert "Ort 54." in first and "Ort 0." not in first and "Ort 0." in second and "kind=settings" in more


def test_what_was_taken_back_or_erased_is_not_told(app: Flask) -> None:
    process = make_process()
    room = make_workshop(make_event(process))
    card = make_contribution(room, make_participant(room), title="Kanarienvogel")
    set_status(card, Status.WITHDRAWN, by="participant", at=NOW)
    record("material.removed", "material:999999", by="system", at=NOW, process_id=process.id, title="Kanarienplan")
    erase("material:999999", by="system", at=NOW)
    db.session.commit()
    page = coordinator_of(app, process).get(f"/desk/{process.slug}/log").text
    assert "Kanarien" not in page and "etwas, das es nicht mehr gibt" in page and "Worte gelöscht" in page


def test_an_admin_reads_of_accounts_too(app: Flask) -> None:
    client = admin(app)
    assert "das Konto" in words(client.get("/desk/log").text)


def test_every_sentence_says_who(app: Flask) -> None:
    with app.test_request_context():
        assert [action for action, sentence in SENTENCES.items() if "%(who)s" not in str(sentence)] == []

"""Back to the person: under the receipt stands what became of a contribution."""

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.comments import actions as comments
from ideenboard.contributions.actions import set_status
from ideenboard.contributions.models import Contribution, Status
from ideenboard.moderation import actions as moderation
from ideenboard.moderation.models import Verdict
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import MeasureState
from ideenboard.processes.models import Moderation
from ideenboard.processes.rules import Actor
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot, Level, Method, Option
from tests.browsing import Client
from tests.factories import NOW, joined, make_account, make_contribution, make_workshop, reason_in
from tests.plans.measures import make_cluster, make_measure, make_plan


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 11, 15, 9, tzinfo=NOW.tzinfo))


def _receipt(client: Client, contribution: Contribution, **headers: str) -> str:
    page = client.get(f"/beleg/{contribution.receipt_code}", headers=headers)
    assert page.status_code == 200
    return " ".join(page.text.split())


def _result(option: Contribution | Any, *, published: bool = True, band: str = "ahead") -> ResultSnapshot:
    side = {"contribution_id": option.id} if isinstance(option, Contribution) else {"cluster_id": option.id}
    ballot = Ballot(
        process_id=option.process_id, question="Was zuerst?", method=Method.POINTS, level=Level.OPEN,
        created_at=NOW, opened_at=NOW, closed_at=NOW,
    )  # fmt: skip
    db.session.add(ballot)
    db.session.flush()
    row = Option(ballot_id=ballot.id, position=1, text=option.title, source_id="1", **side)
    db.session.add(row)
    db.session.flush()
    place = {"id": row.id, "rank": 2, "rank_to": 2, "band": band}
    data = {"voters": 87, "options": [{"id": 0, "rank": 1, "rank_to": 1, "band": "ahead"}, place]}
    snapshot = ResultSnapshot(ballot_id=ballot.id, data=data, computed_at=NOW, published_at=NOW if published else None)
    db.session.add(snapshot)
    db.session.commit()
    return snapshot


def test_a_code_is_understood_however_it_is_typed(app: Flask, client: Client) -> None:
    contribution = make_contribution(title="Räume öffnen")
    code = contribution.receipt_code
    for typed in (code, code.lower(), f"{code[:4]}-{code[4:]}", f" {code[:4]} {code[4:].lower()} "):
        page = client.get("/beleg", query_string={"code": typed}, follow_redirects=True)
        assert page.status_code == 200 and "Räume öffnen" in page.text


def test_a_wrong_code_gets_the_form_again(app: Flask, client: Client) -> None:
    page = client.get("/beleg/NICHTDA")
    assert page.status_code == 404
    assert "Es gibt keinen Beleg mit diesem Code." in page.text and 'value="NICHTDA"' in page.text
    assert client.get("/beleg").status_code == 200
    assert client.get("/beleg/NICHTDA/card").status_code == 404
    assert client.get("/beleg/NICHTDA/qr.svg").status_code == 404


def test_guessing_codes_is_slowed_down_but_a_right_one_always_opens(app: Flask, client: Client) -> None:
    contribution = make_contribution()
    for _ in range(60):
        assert client.get("/beleg/NICHTDA", check=False).status_code == 404
    assert client.get("/beleg/NICHTDA").status_code == 429
    assert client.get(f"/beleg/{contribution.receipt_code}").status_code == 200


def test_a_new_contribution_shows_what_may_still_come(app: Flask, client: Client) -> None:
    page = _receipt(client, make_contribution(make_workshop(number=4)))
    assert "Ihr Beitrag ist veröffentlicht" in page and "Eingebracht in Workshop 4" in page
    assert page.count('class="is-open"') == 3


def test_what_waits_says_so(app: Flask, client: Client) -> None:
    page = _receipt(client, make_contribution(make_workshop(moderation=Moderation.BEFORE)))
    assert "Ihr Beitrag wartet auf Freigabe" in page


def test_what_is_hidden_says_why_and_promises_nothing(app: Flask, client: Client) -> None:
    contribution = make_contribution(title="Das war zu viel")
    account = make_account()
    by = Actor(account_id=account.id)
    moderation.decide(contribution, Verdict.HIDDEN, reason_in(contribution.process), "Bitte ohne Namen.", by=by, at=NOW)
    db.session.commit()
    page = _receipt(client, contribution)
    assert "Ihr Beitrag ist ausgeblendet" in page and "Bitte ohne Namen." in page
    assert "Das war zu viel" in page and account.name not in page
    assert "is-open" not in page


def test_what_was_withdrawn_says_so(app: Flask, client: Client) -> None:
    contribution = make_contribution()
    set_status(contribution, Status.WITHDRAWN, by="participant", at=NOW)
    db.session.commit()
    assert "Sie haben Ihren Beitrag zurückgezogen" in _receipt(client, contribution)


def test_the_whole_way_to_a_milestone(app: Flask, client: Client) -> None:
    workshop = make_workshop(published_at=NOW)
    contribution, other = make_contribution(workshop), make_contribution(workshop)
    cluster = make_cluster(contribution, other, title="Ein Formular, eine Frist")
    _result(cluster)
    comments.respond(cluster.thread, "Wir prüfen das.", account_id=make_account().id, at=NOW)
    steps = [
        MilestoneDraft("Fragen verglichen", date(2027, 9, 1), date(2027, 9, 2)),
        MilestoneDraft("Probelauf", date(2027, 12, 15)),
        MilestoneDraft("Ein Formular für alle", date(2028, 3, 31)),
    ]
    plan = make_plan(workshop.process)
    measure = make_measure(plan, (cluster,), title="Förderantrag", state=MeasureState.RUNNING, milestones=steps)
    page = _receipt(client, contribution)
    told = [
        "Ihr Beitrag wird umgesetzt",
        "Eingebracht in Workshop",
        "Ein Formular, eine Frist",
        "Gehört zu 2 Beiträgen von 2 Personen.",
        "Klar vorn in der Rangliste",
        "Platz 2 von 2.",
        "87 Personen haben abgestimmt.",
        "Wir prüfen das.",
        f'href="/measures/{measure.id}"',
        "Federführung: <bdi",
        "Fragen verglichen",
        "Probelauf",
        "Ein Formular für alle",
    ]
    places = [page.index(words) for words in told]
    assert places == sorted(places)
    assert page.count('class="is-now"') == 1 and page.count('class="is-open"') == 1


def test_it_speaks_english(app: Flask, client: Client) -> None:
    page = _receipt(client, make_contribution(), **{"Accept-Language": "en"})
    assert "Your contribution is published" in page and "What became of it" in page


def test_what_is_not_published_stays_unknown(app: Flask, client: Client) -> None:
    workshop = make_workshop(published_at=NOW)
    contribution = make_contribution(workshop)
    _result(contribution, published=False)
    make_measure(make_plan(workshop.process, public=False), (contribution,), title="Noch geheim")
    comments.write_note(contribution.thread, "Nur für uns", account_id=make_account().id, at=NOW)
    db.session.commit()
    page = _receipt(client, contribution)
    for words in ("Rangliste", "Noch geheim", "Nur für uns", contribution.token):
        assert words not in page


def test_others_receipts_are_never_shown(app: Flask, client: Client) -> None:
    workshop = make_workshop(published_at=NOW)
    mine, other = make_contribution(workshop), make_contribution(workshop, title="Von jemand anderem")
    make_measure(make_plan(workshop.process), (make_cluster(mine, other),))
    page = _receipt(client, mine)
    assert other.receipt_code not in page and "Von jemand anderem" not in page


def test_the_screenshot_view_carries_code_and_qr(app: Flask, client: Client) -> None:
    contribution = make_contribution()
    code = contribution.receipt_code
    page = client.get(f"/beleg/{code}/card")
    assert f"{code[:4]} {code[4:]}" in page.text and 'class="ib-qr"' in page.text
    file = client.get(f"/beleg/{code}/qr.svg")
    assert file.mimetype == "image/svg+xml" and b"<svg" in file.data


def test_who_sits_in_the_workshop_finds_its_doors_below(app: Flask, client: Client) -> None:
    contribution = make_contribution()
    door = f'href="/w/{contribution.workshop.code}/mine"'
    assert door in _receipt(joined(app, contribution.workshop), contribution)
    assert door not in _receipt(client, contribution)


def test_a_receipt_costs_the_same_however_long_its_way(app: Flask, queries: Any) -> None:
    workshop = make_workshop(published_at=NOW)
    contribution = make_contribution(workshop)
    phone = joined(app, workshop)
    cluster = make_cluster(contribution, *(make_contribution(workshop) for _ in range(3)))
    plan = make_plan(workshop.process)
    counts = []
    for size in (1, 8):
        for _ in range(size):
            _result(cluster)
            comments.respond(cluster.thread, "Antwort", account_id=make_account().id, at=NOW)
            make_measure(plan, (cluster,), milestones=[MilestoneDraft("x", date(2027, 5, 1))])
        db.session.expire_all()
        with queries() as seen:
            _receipt(phone, contribution)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12

"""The page of a single contribution: who reads it where, and the talk below it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.audit.actions import raise_revision
from ideenboard.base.db import db
from ideenboard.comments.actions import add_comment, hide_comment, respond
from ideenboard.comments.models import Comment
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.models import Phase
from tests.browsing import Client, draft_token
from tests.factories import NOW, coordinator_of, joined, make_contribution, make_participant, make_workshop
from tests.plans.measures import make_cluster, make_measure, make_plan


def say(client: Client, contribution: Contribution, text: str = "Das nervt uns genauso.", **more: Any):
    fields = {"text": text, "token": draft_token()} | more.pop("fields", {})
    return client.post(f"/contributions/{contribution.id}/comments", data=fields, **more)


def test_the_room_reads_it_in_its_workshop(app: Flask) -> None:
    contribution = make_contribution(title="Ein Formular für alle", text="Erste Zeile\n\nZweite")
    page = joined(app, contribution.workshop).get(f"/contributions/{contribution.id}").text
    for text in ("Ein Formular für alle", "Erste Zeile", 'class="ib-tabs"', "Unterstützen", "Ihr Kommentar"):
        assert text in page


def test_the_public_reads_it_when_the_room_is_released(app: Flask) -> None:
    contribution = make_contribution(title="Ein Formular für alle")
    client = Client(app)
    assert client.get(f"/contributions/{contribution.id}").status_code == 404
    contribution.workshop.published_at = NOW
    db.session.commit()
    page = client.get(f"/contributions/{contribution.id}").text
    assert "Ein Formular für alle" in page and 'class="ib-tabs"' not in page
    assert (
        "<textarea" not in page
        and "aria-pressed" not in page.replace("data-theme", "").split("<main")[1].split("</main")[0]
    )


def test_who_may_read_what_is_not_published(app: Flask) -> None:
    workshop = make_workshop(published_at=NOW)
    author = joined(app, workshop)
    contribution = make_contribution(workshop, author.actor)
    for status in (Status.PENDING, Status.HIDDEN, Status.WITHDRAWN):
        contribution.status = status
        db.session.commit()
        to = f"/contributions/{contribution.id}"
        assert author.get(to).status_code == 200
        assert coordinator_of(app, workshop.process).get(to).status_code == 200
        for other in (Client(app), joined(app, workshop), coordinator_of(app)):
            assert other.get(to).status_code == 404


def test_a_comment_arrives_once_and_is_acknowledged(app: Flask) -> None:
    contribution = make_contribution()
    phone, token = joined(app, contribution.workshop), draft_token()
    for _ in range(2):
        answer = say(phone, contribution, fields={"token": token})
        assert (answer.status_code, answer.headers["X-Ack"]) == (303, token)
    assert answer.location == f"/contributions/{contribution.id}#comments"
    assert contribution.thread.comment_count == 1
    page = phone.get(f"/contributions/{contribution.id}").text
    assert "Das nervt uns genauso." in page and "1 Kommentar" in page and f'data-ack="{token}"' in page
    assert say(phone, contribution, "Anders", fields={"token": token}).status_code == 409


def test_a_comment_whose_answer_got_lost_is_acknowledged_after_the_phase_is_over(app: Flask) -> None:
    contribution = make_contribution()
    phone, token = joined(app, contribution.workshop), draft_token()
    say(phone, contribution, fields={"token": token})
    contribution.workshop.phase = Phase.VOTING
    db.session.commit()
    answer = say(phone, contribution, fields={"token": token}, htmx=True)
    assert (answer.status_code, answer.headers["X-Ack"]) == (200, token)
    assert contribution.thread.comment_count == 1


def test_htmx_gets_the_talk_with_an_empty_form(app: Flask) -> None:
    contribution = make_contribution()
    phone, token = joined(app, contribution.workshop), draft_token()
    first = say(phone, contribution, fields={"token": token}, htmx=True)
    again = say(phone, contribution, fields={"token": token}, htmx=True)
    assert (first.status_code, again.status_code) == (201, 200)
    assert "Das nervt uns genauso." in first.text and "<html" not in first.text
    assert f'value="{token}"' not in first.text and "</textarea>" in first.text
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 1


@pytest.mark.parametrize("phase", [Phase.PREPARED, Phase.VOTING, Phase.CLOSED])
def test_comments_wait_for_their_phases(app: Flask, phase: Phase) -> None:
    contribution = make_contribution()
    phone = joined(app, contribution.workshop)
    contribution.workshop.phase = phase
    db.session.commit()
    assert "<textarea" not in phone.get(f"/contributions/{contribution.id}").text
    assert say(phone, contribution).status_code == 409


def test_only_the_room_comments(app: Flask) -> None:
    contribution = make_contribution()
    contribution.workshop.published_at = NOW
    db.session.commit()
    for client in (Client(app), joined(app, make_workshop()), coordinator_of(app, contribution.process)):
        assert say(client, contribution).status_code == 403
    assert contribution.thread.comment_count == 0


def test_the_city_answers_as_the_city_and_hidden_comments_are_gone(app: Flask) -> None:
    contribution = make_contribution()
    person = make_participant(contribution.workshop)
    for n, text in enumerate(("Bleibt stehen", "Verschwindet")):
        comment, _ = add_comment(
            contribution.thread, text, f"token-{n}", participant_id=person.participant_id, group_id=None, at=NOW
        )
    hide_comment(comment, contribution.thread, at=NOW)
    respond(contribution.thread, "Wir legen die Formulare zusammen.", account_id=None, at=NOW)
    db.session.commit()
    page = joined(app, contribution.workshop).get(f"/contributions/{contribution.id}").text
    assert "Bleibt stehen" in page and "Verschwindet" not in page
    assert "Rückmeldung der Stadt" in page and "Wir legen die Formulare zusammen." in page


def test_the_page_costs_the_same_with_many_comments(app: Flask, queries: Any) -> None:
    contribution = make_contribution()
    phone, costs = joined(app, contribution.workshop), []
    for start, count in ((0, 5), (5, 100)):
        for n in range(start, start + count):
            db.session.add(
                Comment(thread_id=contribution.thread_id, text=f"Satz {n}", token=f"token-{n}", created_at=NOW)
            )
        # Else the page is the one that was kept.
        raise_revision(f"workshop:{contribution.workshop_id}")
        db.session.commit()
        with queries() as seen:
            phone.get(f"/contributions/{contribution.id}")
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12, seen


def test_it_tells_what_became_of_it(app: Flask) -> None:
    contribution = make_contribution()
    contribution.workshop.published_at = NOW
    cluster = make_cluster(contribution, title="Räume gemeinsam nutzen")
    plan = make_plan(contribution.process)
    make_measure(plan, (cluster,), title="Gemeinsamer Raumkalender")
    db.session.commit()
    page = Client(app).get(f"/contributions/{contribution.id}").text
    assert "Räume gemeinsam nutzen" in page and "Gemeinsamer Raumkalender" in page
    plan.published_at = None
    db.session.commit()
    assert "Gemeinsamer Raumkalender" not in Client(app).get(f"/contributions/{contribution.id}").text

"""Standing behind a card: set, taken back, counted once."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Status, Support
from ideenboard.processes.models import Phase
from tests.browsing import Client, draft_token
from tests.factories import coordinator_of, joined, make_contribution, make_workshop


def counted(contribution: Contribution) -> tuple[int, int]:
    rows = select(func.count()).where(Support.contribution_id == contribution.id)
    return contribution.support_count, db.session.scalar(rows) or 0


def test_support_counts_once_however_often_it_is_sent(app: Flask) -> None:
    contribution = make_contribution()
    phone, other = joined(app, contribution.workshop), joined(app, contribution.workshop)
    for _ in range(2):
        phone.post(f"/contributions/{contribution.id}/support")
        assert counted(contribution) == (1, 1)
    other.post(f"/contributions/{contribution.id}/support")
    assert counted(contribution) == (2, 2)
    for _ in range(2):
        phone.post(f"/contributions/{contribution.id}/support/removal")
        assert counted(contribution) == (1, 1)


def test_the_button_shows_the_state_and_sets_the_other(app: Flask) -> None:
    contribution = make_contribution()
    phone = joined(app, contribution.workshop)
    answer = phone.post(f"/contributions/{contribution.id}/support", htmx=True)
    assert answer.status_code == 200 and 'aria-pressed="true"' in answer.text
    assert f'formaction="/contributions/{contribution.id}/support/removal"' in answer.text
    board = phone.get(f"/w/{contribution.workshop.code}/board").text
    assert 'aria-pressed="true"' in board and "Unterstützt" in board


def test_without_script_one_comes_back_to_the_same_card(app: Flask) -> None:
    contribution = make_contribution()
    phone = joined(app, contribution.workshop)
    board = f"/w/{contribution.workshop.code}/board?kind=idea"
    answer = phone.post(f"/contributions/{contribution.id}/support", data={"next": board})
    assert (answer.status_code, answer.location) == (303, f"{board}#c{contribution.id}")
    answer = phone.post(f"/contributions/{contribution.id}/support", data={"next": "//evil.example"})
    assert answer.location == f"/contributions/{contribution.id}#c{contribution.id}"


def test_only_the_room_supports(app: Flask) -> None:
    contribution = make_contribution()
    contribution.workshop.published_at = contribution.created_at
    db.session.commit()
    for client in (Client(app), joined(app, make_workshop()), coordinator_of(app, contribution.process)):
        for path in ("support", "support/removal"):
            assert client.post(f"/contributions/{contribution.id}/{path}").status_code == 403
    assert counted(contribution) == (0, 0)


@pytest.mark.parametrize("phase", [Phase.VOTING, Phase.CLOSED])
def test_support_is_over_when_the_vote_begins(app: Flask, phase: Phase) -> None:
    contribution = make_contribution()
    phone = joined(app, contribution.workshop)
    contribution.workshop.phase = phase
    db.session.commit()
    assert phone.post(f"/contributions/{contribution.id}/support").status_code == 409
    assert "/support" not in phone.get(f"/w/{contribution.workshop.code}/board").text
    assert counted(contribution) == (0, 0)


def test_what_is_hidden_cannot_be_supported(app: Flask) -> None:
    contribution = make_contribution()
    contribution.status = Status.HIDDEN
    db.session.commit()
    assert joined(app, contribution.workshop).post(f"/contributions/{contribution.id}/support").status_code == 404


def test_what_was_pressed_first_and_arrives_last_changes_nothing(app: Flask) -> None:
    """A request that hung in a bad network comes after the one that followed it, and then once more."""
    contribution = make_contribution()
    phone, other = joined(app, contribution.workshop), joined(app, contribution.workshop)
    path = f"/contributions/{contribution.id}/support"
    token = draft_token()
    other.post(path, data={"seq": "1"})
    phone.post(f"{path}/removal", data={"seq": "1790000000002"}, htmx=True)
    assert counted(contribution) == (1, 1)
    for _ in range(2):
        late = phone.post(path, data={"seq": "1790000000001", "token": token}, htmx=True)
        # It is done with: the phone must not send it for ever. And it says how it stands.
        assert late.headers["X-Ack"] == token and 'aria-pressed="false"' in late.text
        assert counted(contribution) == (1, 1)
    phone.post(path, data={"seq": "1790000000003"})
    assert counted(contribution) == (2, 2)


def test_a_number_that_is_none_is_the_button_of_a_page_without_script(app: Flask) -> None:
    contribution = make_contribution()
    phone = joined(app, contribution.workshop)
    phone.post(f"/contributions/{contribution.id}/support", data={"seq": "9" * 15})
    for odd in ("", "-1", "9" * 30, "\u0663"):
        phone.post(f"/contributions/{contribution.id}/support/removal", data={"seq": odd})
        assert counted(contribution) == (0, 0)
        phone.post(f"/contributions/{contribution.id}/support", data={"seq": odd})
        assert counted(contribution) == (1, 1)

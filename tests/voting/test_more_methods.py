"""Resistance, order and budget: from the desk over the phone, with and without script, to the result."""

import re
from typing import Any

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.results import actions as results
from ideenboard.voting.models import Ballot, Method, Option, Wish
from ideenboard.voting.queries import options_of
from ideenboard.voting.rules import STATUS_QUO
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, joined, make_contributions
from tests.voting.making import make_ballot, option_ids, voting_workshop


def prepared(app: Flask, method: Method, options: int = 3, **fields: Any) -> tuple[Client, Ballot, dict[str, Any]]:
    """A desk with a draft over some contributions, and the fields that its form sends."""
    workshop = voting_workshop()
    cards = make_contributions(workshop, options, title="Vorschlag {}")
    desk, slug = coordinator_of(app, workshop.process), workshop.process.slug
    form = {"question": "Was tragen alle mit?", "scope": f"workshop-{workshop.id}", "method": method.value}
    form |= {"points": 10, "max_per_option": 5, "level": "room_code", "first_k": 1}
    desk.post(f"/desk/{slug}/ballots", data=form | {"target": "contributions"})
    ballot = db.session.scalars(db.select(Ballot)).one()
    keys = [f"contribution:{card.id}" for card in cards]
    return desk, ballot, form | {"options": keys, "version": ballot.version} | fields


def save(desk: Client, ballot: Ballot, form: dict[str, Any]) -> Any:
    return desk.post(f"/desk/{ballot.process.slug}/ballots/{ballot.id}", data=form)


def test_that_all_stays_as_it_is_stands_on_each_ballot_about_resistance(app: Flask) -> None:
    desk, ballot, form = prepared(app, Method.CONSENSUS)
    save(desk, ballot, form)
    desk.post(f"/ballots/{ballot.id}/opening", headers={"Accept-Language": "en"})
    assert ballot.is_open
    last = options_of(ballot.id)[-1]
    assert (last.source_id, last.text) == (STATUS_QUO, "Alles bleibt, wie es ist")
    assert [option.source_id for option in options_of(ballot.id)].count(STATUS_QUO) == 1
    page = joined(app, ballot.workshop).get(f"/ballots/{ballot.id}").text
    assert re.findall(r'id="option-(\d+)"', page)[-1] == str(last.id)
    assert page.count('<input type="radio" name="option-') == 4 * 11 and 'value="0" checked' not in page


def test_a_draft_that_asks_otherwise_loses_what_only_resistance_needs(app: Flask) -> None:
    desk, ballot, form = prepared(app, Method.CONSENSUS)
    assert save(desk, ballot, form | {"method": "support"}).status_code == 303
    assert STATUS_QUO not in [option.source_id for option in options_of(ballot.id)]


def test_an_order_takes_ten_proposals_at_most(app: Flask) -> None:
    desk, ballot, form = prepared(app, Method.RANKING, options=11)
    save(desk, ballot, form)
    answer = desk.post(f"/ballots/{ballot.id}/opening")
    assert answer.status_code == 422 and "höchstens 10 Vorschläge" in answer.text
    assert not ballot.is_open


def test_a_budget_opens_with_a_sum_and_all_costs(app: Flask) -> None:
    desk, ballot, form = prepared(app, Method.BUDGET, total=1000)
    costs = {f"cost-{key}": cost for key, cost in zip(form["options"], ("500", "1.200", ""), strict=True)}
    assert save(desk, ballot, form | costs).status_code == 303
    assert [option.cost for option in options_of(ballot.id)] == [500, 1200, None]
    assert desk.post(f"/ballots/{ballot.id}/opening").status_code == 422
    form |= costs | {list(costs)[2]: "300", "version": ballot.version}
    save(desk, ballot, form)
    assert desk.post(f"/ballots/{ballot.id}/opening").status_code == 303
    assert [option.cost for option in options_of(ballot.id)] == [500, 1200, 300]
    page = joined(app, ballot.workshop).get(f"/ballots/{ballot.id}").text
    assert "Es sind 1.000 Euro da." in page and "kostet 1.200 Euro" in page


@pytest.mark.parametrize("typed", ["viel", "0", "-3", "9" * 40])
def test_costs_that_are_none_are_said_and_kept(app: Flask, typed: str) -> None:
    desk, ballot, form = prepared(app, Method.BUDGET, total=1000)
    answer = save(desk, ballot, form | {f"cost-{form['options'][0]}": typed})
    assert answer.status_code == 422
    assert "Kosten sind ganze Euro" in answer.text and f'value="{typed}"' in answer.text


@pytest.mark.parametrize(
    ("method", "value", "status"),
    [
        (Method.CONSENSUS, 10, 303),
        (Method.CONSENSUS, 11, 422),
        (Method.CONSENSUS, -1, 422),
        (Method.RANKING, 2, 303),
        (Method.RANKING, 11, 422),
        (Method.BUDGET, 1, 303),
        (Method.BUDGET, 2, 422),
    ],
)
def test_each_method_takes_its_own_values(app: Flask, method: Method, value: int, status: int) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, method=method), joined(app, workshop)
    data = {"seq": 1, f"option-{option_ids(ballot)[0]}": value}
    assert phone.post(f"/ballots/{ballot.id}/votes", data=data).status_code == status


@pytest.mark.parametrize(
    ("method", "value", "words"),
    [
        (Method.POINTS, 4, "Sie haben noch 6 Punkte zu vergeben"),
        (Method.APPROVAL, 0, "Zu 3 Vorschlägen fehlt noch Ihre Antwort"),
        (Method.CONSENSUS, 0, "Zu 3 Vorschlägen fehlt noch Ihre Antwort"),
        (Method.RANKING, 1, "Zu 3 Vorschlägen fehlt noch Ihre Antwort"),
        (Method.SUPPORT, 1, ""),
        (Method.BUDGET, 1, ""),
    ],
)
def test_the_ballot_tells_what_is_missing(app: Flask, method: Method, value: int, words: str) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, method=method), joined(app, workshop)
    phone.post(f"/ballots/{ballot.id}/votes", data={"seq": 1, f"option-{option_ids(ballot)[0]}": value})
    page = phone.get(f"/ballots/{ballot.id}").text
    assert words in page
    assert bool(words) == ("fehlt noch" in page or "noch 6 Punkte" in page)


def resisted(app: Flask) -> tuple[Ballot, Client, list[int]]:
    """A ballot on which one phone has said: a little against the first, much against the second, none to the third."""
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, method=Method.CONSENSUS, options=3), joined(app, workshop)
    ids = option_ids(ballot)
    phone.post(
        f"/ballots/{ballot.id}/votes", data={"seq": 1} | dict(zip(map("option-{}".format, ids), (2, 9, 0), strict=True))
    )
    return ballot, phone, ids


def test_whoever_resists_is_asked_what_would_lower_it(app: Flask) -> None:
    ballot, phone, ids = resisted(app)
    assert f"/ballots/{ballot.id}/wishes" in phone.get(f"/ballots/{ballot.id}").text
    page = phone.get(f"/ballots/{ballot.id}/wishes").text
    assert re.findall(r'name="wish-(\d+)"', page) == [str(ids[1]), str(ids[0])]
    answer = phone.post(f"/ballots/{ballot.id}/wishes", data={f"wish-{ids[1]}": "Wenn es <billiger> wird"})
    assert answer.status_code == 303
    assert "Wenn es &lt;billiger&gt; wird" in phone.get(f"/ballots/{ballot.id}/wishes").text
    phone.post(f"/ballots/{ballot.id}/wishes", data={f"wish-{ids[1]}": ""})
    assert db.session.scalars(db.select(Wish)).all() == []


def test_the_desk_reads_it_after_closing_and_not_before(app: Flask) -> None:
    ballot, phone, ids = resisted(app)
    phone.post(f"/ballots/{ballot.id}/wishes", data={f"wish-{ids[1]}": "Eine Probezeit"})
    desk = coordinator_of(app, ballot.process)
    before = desk.get(f"/desk/ballots/{ballot.id}/wishes").text
    assert "1 Antwort bisher" in before and "Probezeit" not in before
    results.close(ballot, by="system", at=NOW)
    db.session.commit()
    after = desk.get(f"/desk/ballots/{ballot.id}/wishes").text
    assert "Eine Probezeit" in after and "Vorschlag 1" in after
    assert phone.post(f"/ballots/{ballot.id}/wishes", data={f"wish-{ids[1]}": "Zu spät"}).status_code == 409


def test_too_long_an_answer_comes_back_with_its_text(app: Flask) -> None:
    ballot, phone, ids = resisted(app)
    answer = phone.post(f"/ballots/{ballot.id}/wishes", data={f"wish-{ids[0]}": "lang " * 200})
    assert answer.status_code == 422
    assert "höchstens 500 Zeichen" in answer.text and "lang lang" in answer.text


def test_who_has_not_voted_is_not_asked(app: Flask) -> None:
    ballot, _phone, ids = resisted(app)
    other = joined(app, ballot.workshop)
    assert "wish-" not in other.get(f"/ballots/{ballot.id}/wishes").text
    assert other.post(f"/ballots/{ballot.id}/wishes", data={f"wish-{ids[0]}": "Doch"}).status_code == 403


def counted(app: Flask, method: Method, papers: list[list[int]], **fields: Any) -> str:
    """The page of the result of these papers."""
    workshop = voting_workshop()
    ballot = make_ballot(workshop, method=method, options=len(papers[0]), **fields)
    if method is Method.BUDGET:
        for option in db.session.scalars(db.select(Option)):
            option.cost = 40 + 10 * option.position
    ids = option_ids(ballot)
    for paper in papers:
        data = {"seq": 1} | {f"option-{option}": value for option, value in zip(ids, paper, strict=True)}
        assert joined(app, workshop).post(f"/ballots/{ballot.id}/votes", data=data).status_code == 303
    results.close(ballot, by="system", at=NOW)
    results.publish(ballot, by="system", at=NOW)
    db.session.commit()
    return Client(app).get(f"/results/{ballot.id}").text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_result_shows_acceptance_and_how_far_people_are_apart(app: Flask) -> None:
    page = counted(app, Method.CONSENSUS, [[0, 3], [2, 3], [10, 3]] * 2)
    table = page.split('id="resistance"')[1].split("</table>")[0]
    assert "Widerstand in der Gruppe" in page and "Streuung" in table
    assert all(words in table for words in ("60 %", "4,0", "4,3", "70 %", "3,0", "0,0"))
    assert "was hinter „Alles bleibt, wie es ist“ liegt" in page


def test_a_result_shows_each_proposal_against_each(app: Flask) -> None:
    page = counted(app, Method.RANKING, [[1, 2, 3]] * 5 + [[3, 1, 2]] * 2)
    table = page.split('id="duels"')[1].split("</table>")[0]
    assert table.count("<strong>5</strong>") == 2 and table.count("<strong>7</strong>") == 1
    assert "Gewonnene Duelle" in page


def test_a_result_shows_both_ways_of_spending(app: Flask) -> None:
    page = counted(app, Method.BUDGET, [[0, 1]] * 6 + [[1, 0]] * 4, total=60)
    table = page.split('id="spending"')[1].split("</table>")[0]
    assert "Die beiden Wege bezahlen" in page or "Beide Wege bezahlen" in page
    assert (
        "Das Geld reicht für" in page and "klar vorn" not in page.split("</h1>")[1].split("ib-lead")[1].split("</p>")[0]
    )
    assert "Nach Stimmen werden davon 50 ausgegeben" in page and "bezahlt" in table

"""The ballot on the phone: in words before numbers, in an order of one's own, and never a result while it is open."""

import re
from typing import Any

from flask import Flask

from ideenboard.base.db import db
from ideenboard.processes.models import Phase
from ideenboard.results.actions import close
from ideenboard.voting.models import Level, Method
from ideenboard.voting.queries import open_ballots_for
from tests.factories import NOW, coordinator_of, joined, make_contribution
from tests.voting.making import make_ballot, option_ids, put_on, voting_workshop


def order(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="option-(\d+)"', page)]


def test_the_order_is_random_per_person_and_stays(app: Flask) -> None:
    workshop = voting_workshop()
    ballot = make_ballot(workshop, options=8)
    phones = [joined(app, workshop) for _number in range(5)]
    orders = [order(phone.get(f"/ballots/{ballot.id}").text) for phone in phones]
    assert all(sorted(found) == option_ids(ballot) for found in orders)
    assert len({tuple(found) for found in orders}) > 1
    assert order(phones[0].get(f"/ballots/{ballot.id}").text) == orders[0]


def test_the_protection_is_said_before_voting(app: Flask) -> None:
    workshop = voting_workshop()
    phone = joined(app, workshop)
    for level, words in [
        (Level.OPEN, "Wer den Link hat"),
        (Level.ROOM_CODE, "die erst nach Beginn dazukommen"),
        (Level.CARDS, "weil jede Karte nur einmal gilt"),
    ]:
        page = phone.get(f"/ballots/{make_ballot(workshop, level=level).id}").text
        assert words in page and "keine Wahl" in page
        assert page.index(words) < page.index('id="option-')


def test_own_contributions_are_marked(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone, other = (
        make_ballot(workshop, options=3, level=Level.OPEN),
        joined(app, workshop),
        joined(app, workshop),
    )
    workshop.phase = Phase.COLLECTING
    put_on(ballot, make_contribution(workshop, by=phone.actor), 3)
    workshop.phase = Phase.VOTING
    db.session.commit()
    assert phone.get(f"/ballots/{ballot.id}").text.count("Ihr eigener Beitrag") == 1
    assert "Ihr eigener Beitrag" not in other.get(f"/ballots/{ballot.id}").text
    own = {f"option-{option_ids(ballot)[3]}": 1, "seq": 1}
    assert phone.post(f"/ballots/{ballot.id}/votes", data=own).status_code == 303, "marked, and not barred"


def test_a_ballot_may_say_that_nobody_votes_on_their_own_contribution(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, options=3, bars_own=True, level=Level.OPEN), joined(app, workshop)
    workshop.phase = Phase.COLLECTING
    put_on(ballot, make_contribution(workshop, by=phone.actor), 3)
    workshop.phase = Phase.VOTING
    db.session.commit()
    own, other = option_ids(ballot)[3], option_ids(ballot)[0]
    page = phone.get(f"/ballots/{ballot.id}").text
    assert "stimmt niemand über den eigenen Beitrag ab" in page
    assert f'name="option-{own}"' not in page and f'name="option-{other}"' in page
    votes = f"/ballots/{ballot.id}/votes"
    assert phone.post(votes, data={f"option-{own}": 1, "seq": 1}).status_code == 422
    assert phone.post(votes, data={f"option-{other}": 1, "seq": 2}).status_code == 303
    assert joined(app, workshop).post(votes, data={f"option-{own}": 1, "seq": 1}).status_code == 303
    told = close(ballot, by="account:1", at=NOW).data
    assert {row["id"]: row["total"] for row in told["options"]} == {
        o: int(o in (own, other)) for o in option_ids(ballot)
    }
    assert told["bars_own"] is True


def test_every_method_has_real_inputs_and_one_button(app: Flask) -> None:
    workshop = voting_workshop()
    phone = joined(app, workshop)
    for method, kind, count in [
        (Method.POINTS, "number", 4),
        (Method.SUPPORT, "checkbox", 4),
        (Method.APPROVAL, "radio", 12),
    ]:
        page = phone.get(f"/ballots/{make_ballot(workshop, method=method).id}").text
        assert page.count(f'<input type="{kind}" name="option-') == count
        assert page.count("Stimme abgeben") == 1


def test_the_page_costs_the_same_with_many_options(app: Flask, queries: Any) -> None:
    workshop = voting_workshop()
    few, many, phone = make_ballot(workshop, options=2), make_ballot(workshop, options=40), joined(app, workshop)
    costs = []
    for url in [f"/ballots/{few.id}", f"/ballots/{many.id}"]:
        with queries() as seen:
            phone.get(url)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12


def test_one_open_ballot_is_shown_at_once_and_several_are_listed(app: Flask) -> None:
    workshop = voting_workshop()
    phone = joined(app, workshop)
    assert "nichts abzustimmen" in phone.get(f"/w/{workshop.code}/vote").text
    first = make_ballot(workshop, options=2)
    assert phone.get(f"/w/{workshop.code}/vote").location.endswith(f"/ballots/{first.id}")
    second = make_ballot(workshop, options=2, question="Und dann?")
    page = phone.get(f"/w/{workshop.code}/vote").text
    assert "Was sollen wir zuerst umsetzen?" in page and "Und dann?" in page
    phone.post(f"/ballots/{second.id}/votes", data={"seq": 1, f"option-{option_ids(second)[0]}": 1})
    assert phone.get(f"/w/{workshop.code}/vote").text.count("Sie haben abgestimmt") == 1


def test_ballots_of_the_room_wait_for_its_phase(app: Flask) -> None:
    workshop = voting_workshop()
    make_ballot(workshop, options=2)
    process_wide = make_ballot(workshop, options=2, workshop_id=None)
    actor = joined(app, workshop).actor
    assert len(open_ballots_for(workshop, actor)) == 2
    workshop.phase = Phase.DISCUSSING
    assert [row.Ballot.id for row in open_ballots_for(workshop, actor)] == [process_wide.id]


def test_nobody_sees_a_result_while_the_ballot_is_open(app: Flask) -> None:
    """Numbers that only a count of votes could have made are looked for on all pages that know the ballot."""
    workshop = voting_workshop()
    ballot = make_ballot(workshop, options=3, points=1000, max_per_option=1000, workshop_id=None)
    first, second, third = option_ids(ballot)
    for value in (317, 421):
        phone = joined(app, workshop)
        phone.post(f"/ballots/{ballot.id}/votes", data={"seq": 1, f"option-{first}": value})
    total, mean = str(317 + 421), str((317 + 421) // 2)
    watchers = [joined(app, workshop), coordinator_of(app, workshop.process)]
    slug, code = workshop.process.slug, workshop.code
    paths = [
        *(f"/ballots/{ballot.id}", f"/results/{ballot.id}", f"/processes/{slug}", f"/processes/{slug}/results"),
        *(f"/desk/{slug}", f"/desk/{slug}/ballots", f"/desk/{slug}/publish", f"/w/{code}/vote", f"/w/{code}/board"),
        *(f"/results/{ballot.id}.json", f"/ballots/{ballot.id}/closing", f"/desk/{slug}/ballots/{ballot.id}"),
    ]
    for watcher in watchers:
        for path in paths:
            answer = watcher.get(path)
            shown = answer.text + str(answer.headers)
            for number in ("317", "421", total, mean):
                assert not re.search(
                    rf"(?<![\w-]){number}(?![\w-])", re.sub(r'name="csrf_token" value="[^"]*"', "", shown)
                ), (path, number)
    assert "2 Personen haben abgestimmt" in watchers[1].get(f"/desk/{slug}/ballots").text
    assert watchers[1].get(f"/results/{ballot.id}").status_code == 404

"""A result says how many papers are in quarantine, and shows both counts where the difference tells of nobody."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.results import actions
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting import actions_turnout as turnout
from ideenboard.voting.models import BallotPaper, Method
from tests.browsing import Client
from tests.console import Console
from tests.factories import NOW
from tests.results.making import voted


def set_aside(count: int, *, stuffed: int = 6, **fields: Any) -> ResultSnapshot:
    """Six honest papers and six stuffed ones, the last `count` of them in quarantine."""
    papers: list[Any] = [(0, [3, 1])] * 6 + [(1, [0, 5])] * stuffed
    ballot = voted(papers, **{"points": 5} | fields)
    turnout.set_headcount(ballot, len(papers) - count, by="account:1", at=NOW)
    turnout.quarantine_excess(ballot, by="account:1", at=NOW)
    snapshot = actions.close(ballot, by="account:1", at=NOW)
    actions.publish(ballot, by="account:1", at=NOW)
    db.session.commit()
    return snapshot


def totals(options: Any) -> list[int]:
    return [option["total"] for option in options]


def test_net_ranks_and_raw_stands_beside_it(app: Flask, client: Client) -> None:
    snapshot = set_aside(6)
    data = snapshot.data
    assert data["voters"] == 6 and totals(data["options"]) == [18, 6]
    assert data["turnout"] == {"papers": 12, "quarantined": 6, "headcount": 6, "participants": 13, "cards": None}
    ids = [str(option["id"]) for option in data["options"]]
    assert data["raw"]["voters"] == 12 and [data["raw"]["options"][key]["total"] for key in ids] == [18, 36]
    page = client.get(f"/results/{snapshot.ballot_id}").text
    for words in (
        "6 Stimmzettel in Quarantäne",
        "6 Personen im Raum gezählt",
        "Mit Quarantäne",
        '<td class="is-num">36</td>',
    ):
        assert words in page, words


def test_fewer_than_five_are_told_as_a_number_and_not_by_what_they_say(app: Flask, client: Client) -> None:
    snapshot = set_aside(4)
    assert snapshot.data["turnout"]["quarantined"] == 4 and snapshot.data["raw"] is None
    page = client.get(f"/results/{snapshot.ballot_id}").text
    assert (
        "4 Stimmzettel in Quarantäne" in page and "weniger als fünf Personen" in page and "Mit Quarantäne" not in page
    )
    # All twelve together gave the second proposal 36 points, the eight that count 16.
    told = re.findall(r"(?<=>)[\d ,]+(?=<)", page) + client.get(f"/results/{snapshot.ballot_id}.json").text.split()
    assert "16" in told and not {"36", "36,", "20", "20,"} & set(told)


def test_groups_are_those_of_papers_that_count(app: Flask) -> None:
    snapshot = set_aside(6)
    assert [view["name"] for view in snapshot.data["groups"]["views"]] == ["Fachkraft"]
    assert snapshot.data["groups"]["hidden"] == [] and snapshot.data["groups"]["rest"] == 0


@pytest.mark.parametrize(("method", "raw"), [(Method.SUPPORT, "6"), (Method.APPROVAL, "6 / 0 / 6")])
def test_every_method_shows_its_raw_count(app: Flask, client: Client, method: Method, raw: str) -> None:
    values = [1, 0] if method is Method.SUPPORT else [1, -1]
    other = [0, 1] if method is Method.SUPPORT else [-1, 1]
    ballot = voted([(0, values)] * 6 + [(1, other)] * 6, method=method)
    turnout.set_headcount(ballot, 6, by="account:1", at=NOW)
    turnout.quarantine_excess(ballot, by="account:1", at=NOW)
    actions.close(ballot, by="account:1", at=NOW)
    actions.publish(ballot, by="account:1", at=NOW)
    db.session.commit()
    page = client.get(f"/results/{ballot.id}").text
    assert f'<td class="is-num">{raw}</td>' in page
    # Of all who voted; the same English word stands on a button elsewhere.
    assert '<th scope="col" class="is-num">Anteil</th>' in page


def test_a_result_from_before_there_was_a_quarantine_still_has_its_page(app: Flask, client: Client) -> None:
    snapshot = set_aside(0)
    snapshot.data = {name: value for name, value in snapshot.data.items() if name not in ("turnout", "raw")}
    db.session.commit()
    assert "12 Personen haben abgestimmt" in client.get(f"/results/{snapshot.ballot_id}").text


def test_the_console_says_level_turnout_and_both_counts(app: Flask, console: Console) -> None:
    snapshot = set_aside(6)
    said = json.loads(console("ranking", snapshot.ballot_id, "--json").out)
    assert said["level"] == "room_code" and said["turnout"]["quarantined"] == 6 and said["raw"]["voters"] == 12
    assert "6 people in the room, 12 papers, 6 of them in quarantine" in console("ranking", snapshot.ballot_id).out


def test_a_recount_counts_both_and_finds_what_was_changed_behind_its_back(app: Flask, console: Console) -> None:
    snapshot = set_aside(6)
    said = console("tally", "--json")
    counted = json.loads(said.out)["ballots"][0]
    assert said.code == 0 and (counted["voters"], counted["papers"], counted["quarantined"]) == (6, 12, 6)
    assert totals(counted["options"]) == [18, 6] and totals(counted["raw"]) == [18, 36]
    paper = db.session.scalars(
        db.select(BallotPaper).filter_by(ballot_id=snapshot.ballot_id, is_quarantined=True)
    ).first()
    paper.is_quarantined = False
    db.session.commit()
    assert console("tally").code == 1


def test_the_file_holds_both(app: Flask, client: Client) -> None:
    data = client.get(f"/processes/{set_aside(6).ballot.process.slug}/data.json").json
    ballot = data["ballots"][0]
    assert (ballot["level"], ballot["papers"], ballot["quarantined"], ballot["headcount"]) == ("room_code", 12, 6, 6)
    assert "erst nach Beginn dazukommen" in ballot["protection"]
    assert [(option["total"], option["raw_total"]) for option in data["options"]] == [(18, 18), (6, 36)]
    assert sum(vote["quarantined"] for vote in data["votes"]) == 12 and len(data["votes"]) == 24


def test_the_file_leaves_out_what_fewer_than_five_said(app: Flask, client: Client) -> None:
    data = client.get(f"/processes/{set_aside(4).ballot.process.slug}/data.json").json
    assert {vote["quarantined"] for vote in data["votes"]} == {0} and len(data["votes"]) == 16
    assert {option["raw_total"] for option in data["options"]} == {None}

"""How firm a first place is, and what the groups have in common."""

from typing import Any

import pytest
from flask import Flask

from ideenboard.results.rules import Option, rank
from ideenboard.results.rules_page import agreement
from ideenboard.results.rules_stability import Stability, stability
from ideenboard.voting.methods.counting import Limits
from tests.browsing import Client
from tests.results.making import CLEAR, closed

LIMITS = Limits(10, 5)
Papers = list[list[int | None]]


def firm(method: str, papers: Papers) -> Stability | None:
    options = [Option(n, n, "ABCDE"[n]) for n in range(len(papers[0]))]
    votes = [(v, o, x) for v, paper in enumerate(papers) for o, x in enumerate(paper) if x is not None]
    return stability(rank(method, options, votes, k=1), LIMITS, votes)


@pytest.mark.parametrize(
    ("method", "papers", "few", "rival"),
    [
        # six to four: one who changes sides makes it level
        ("support", [[1, 0]] * 6 + [[0, 1]] * 4, 1, "B"),
        ("support", [[1, 0]] * 8 + [[0, 1]] * 4, 2, "B"),
        ("support", [[1, 0]] * 12 + [[0, 1]] * 4, None, ""),
        # the leader is eleven points ahead; somebody who changes sides moves ten
        ("points", [[5, 0, 5]] * 4 + [[1, 5, 2], [1, 5, 2], [0, 1, 5]], 1, "A"),
        ("points", [[5, 0]] * 9, None, ""),
        ("approval", [[1, -1]] * 5 + [[-1, 1]] * 3, 1, "B"),
        ("consensus", [[0, 4]] * 6, 2, "B"),
        ("ranking", [[1, 2, 3]] * 6 + [[2, 1, 3]] * 3, 2, "B"),
        ("budget", [[1, 0]] * 20, None, ""),
    ],
)
def test_how_few_could_change_the_first_place(method: str, papers: Papers, few: int | None, rival: str) -> None:
    found = firm(method, papers)
    assert found is not None and found.tied == 1
    assert (found.papers, found.rival) == (few, rival)


def test_a_shared_first_place_and_too_few_voters_are_said_as_such() -> None:
    tied = firm("support", [[1, 1, 0]] * 6)
    assert tied is not None and (tied.tied, tied.papers) == (2, None)
    assert firm("support", [[1, 0]] * 4) is None


def test_another_rule_may_give_another_winner() -> None:
    """Two give A all they may, four give B a little: more points for A, more people for B."""
    found = firm("points", [[5, 0, 5]] * 2 + [[0, 2, 3]] * 4 + [[4, 0, 0]])
    assert found is not None
    assert (found.other, found.same) == (("C",), True)
    found = firm("ranking", [[1, 2, 3]] * 4 + [[3, 2, 1]] * 3 + [[3, 1, 2]] * 2)
    assert found is not None and (found.other, found.same) == (("A",), False)


def test_the_page_says_how_firm_it_is(app: Flask, client: Client) -> None:
    page = client.get(f"/results/{closed(CLEAR).ballot_id}").text
    assert "Er bliebe gleich, auch wenn drei Personen anders gestimmt hätten." in page
    assert "nach der Zahl der Personen, die Punkte gaben" in page


def lens(*groups: list[tuple[float, float, float] | None]) -> dict[str, Any]:
    cells = [[c and dict(zip(("lo", "mean", "hi"), c, strict=True)) for c in group] for group in groups]
    return {
        "method": "support",
        "options": [{"text": name} for name in "ABC"],
        "groups": {"views": [{"name": str(n), "cells": group} for n, group in enumerate(cells)]},
    }


def test_what_all_groups_carry_and_where_they_part() -> None:
    high, low, wide = (0.7, 0.8, 0.9), (0.1, 0.2, 0.3), (0.2, 0.5, 0.8)
    said = agreement(lens([high, high, wide], [wide, low, low]), "groups")
    assert (said.carried, said.apart) == (("A",), ("B",))
    held_back = agreement(lens([high, high, high], [None, low, high]), "groups")
    assert (held_back.carried, held_back.apart) == (("C",), ("B",))

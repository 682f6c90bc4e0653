"""A ranking counts, scores and orders as the formulas say: cases small enough to be worked out on paper."""

import json
import subprocess
import sys
from math import sqrt

import pytest

from ideenboard.results.rules import Option, RankedOption, Ranking, as_json, rank, wilson_low

Z2 = 1.959963984540054**2
CHANCE = 0.01  # tolerance of a probability that was drawn


def options(*sources: str | int) -> list[Option]:
    return [Option(id=f"o{source}", source_id=source, text=f"Option {source}") for source in sources]


def by_source(ranking: Ranking) -> dict[str | int, RankedOption]:
    return {option.source_id: option for option in ranking.options}


APPROVAL_VOTES = [
    *[("ann", "o1", 1), ("ben", "o1", 1), ("eva", "o1", -1), ("kim", "o1", 0)],
    *[("ann", "o2", 1)],
]


def test_approval_counts_agree_disagree_and_neutral() -> None:
    first = by_source(rank("approval", options(1, 2, 3), APPROVAL_VOTES, k=1))[1]
    assert (first.A, first.D, first.N) == (2, 1, 1)
    assert first.share == pytest.approx(2 / 3, abs=1e-12)
    assert first.post_mean == pytest.approx(3 / 5, abs=1e-12)


def test_an_interval_is_the_90_percent_of_the_posterior() -> None:
    """Beta(2,1) has the distribution function x^2, Beta(1,1) has x."""
    ranked = by_source(rank("approval", options(1, 2, 3), APPROVAL_VOTES, k=1))
    assert (ranked[2].post_lo, ranked[2].post_hi) == pytest.approx((sqrt(0.05), sqrt(0.95)), abs=1e-9)
    assert (ranked[3].post_lo, ranked[3].post_hi) == pytest.approx((0.05, 0.95), abs=1e-9)


def test_an_option_nobody_answered_has_no_share_and_the_mean_of_the_prior() -> None:
    third = by_source(rank("approval", options(1, 2, 3), APPROVAL_VOTES, k=1))[3]
    assert third.share is None
    assert (third.wilson_low, third.post_mean) == (0.0, 0.5)


@pytest.mark.parametrize(("agree", "disagree"), [(1, 0), (0, 1), (7, 3), (155, 6), (3, 100_000)])
def test_wilson_low_is_the_lower_root_of_its_quadratic(agree: int, disagree: int) -> None:
    n = agree + disagree
    p = agree / n
    a, b, c = 1 + Z2 / n, -(2 * p + Z2 / n), p * p
    assert wilson_low(agree, disagree) == pytest.approx((-b - sqrt(b * b - 4 * a * c)) / (2 * a), abs=1e-9)


def test_the_chance_to_be_first_of_two_is_exact() -> None:
    """P(X > Y) for X ~ Beta(2,1), Y ~ Beta(1,1) is E[X] = 2/3."""
    ranked = by_source(rank("approval", options(1, 2), [("ann", "o1", 1)], k=1))
    assert ranked[1].p_top_k == pytest.approx(2 / 3, abs=0.0002)
    assert ranked[2].p_top_k == pytest.approx(1 / 3, abs=0.0002)


def test_the_chance_to_be_among_the_first_two_of_three_is_exact() -> None:
    """X ~ Beta(2,1) is last of three with the chance that both others, uniform, are above it: 1/6."""
    ranked = by_source(rank("approval", options(1, 2, 3), [("ann", "o1", 1)], k=2))
    assert [ranked[n].p_top_k for n in (1, 2, 3)] == pytest.approx([5 / 6, 7 / 12, 7 / 12], abs=0.0002)


def test_support_takes_every_other_voter_of_the_ballot_as_not_supporting() -> None:
    votes = [("ann", "o1", 1), ("ann", "o2", 1), ("ben", "o1", 1), ("eva", "o2", 0)]
    ranking = rank("support", options(1, 2), votes, k=1)
    ranked = by_source(ranking)
    assert ranking.voters == 3, "who withdrew the only support still took part"
    assert [(ranked[n].A, ranked[n].D, ranked[n].N, ranked[n].total) for n in (1, 2)] == [(2, 1, 0, 2), (1, 2, 0, 1)]
    assert (ranked[1].share, ranked[1].post_mean) == (2 / 3, 3 / 5)


def test_points_are_a_mean_per_voter_with_the_zeros_and_a_bootstrap_interval() -> None:
    """With two voters the first one's weight u is uniform: the draws are 4u, 4(1-u) and 1."""
    votes = [("ann", "o1", 4), ("ann", "o3", 1), ("ben", "o2", 4), ("ben", "o3", 1)]
    ranked = by_source(rank("points", options(1, 2, 3), votes, k=2))
    assert [(ranked[n].A, ranked[n].total, ranked[n].post_mean) for n in (1, 2, 3)] == [(1, 4, 2), (1, 4, 2), (2, 2, 1)]
    assert (ranked[1].post_lo, ranked[1].post_hi) == pytest.approx((0.2, 3.8), abs=0.05)
    assert (ranked[3].post_lo, ranked[3].post_hi) == (1, 1)
    assert [ranked[n].p_top_k for n in (1, 2, 3)] == pytest.approx([0.75, 0.75, 0.5], abs=CHANCE)


def test_points_equal_for_every_voter_are_an_equal_chance() -> None:
    votes = [(voter, option, voter % 3) for voter in range(30) for option in ("o1", "o2", "o3")]
    ranking = rank("points", options(1, 2, 3), votes, k=1)
    assert [option.p_top_k for option in ranking.options] == pytest.approx([1 / 3] * 3, abs=1e-9)


@pytest.mark.parametrize("method", ["support", "points", "approval"])
def test_the_last_vote_of_a_voter_on_an_option_stands(method: str) -> None:
    once = rank(method, options(1, 2), [("ann", "o1", 0), ("ben", "o2", 1)], k=1)
    twice = rank(method, options(1, 2), [("ann", "o1", 1), ("ann", "o1", 0), ("ben", "o2", 1)], k=1)
    assert once == twice


def test_ties_are_listed_by_source_id_numbers_by_value_and_before_words() -> None:
    ranking = rank("support", options("b", "10", "a", "9", "²"), [], k=1)
    assert [option.source_id for option in ranking.options] == ["9", "10", "a", "b", "²"]


def test_equal_scores_share_their_places() -> None:
    votes = [("ann", "o4", 1), ("ann", "o1", -1)]
    places = {o.source_id: (o.rank, o.rank_to) for o in rank("approval", options(1, 2, 3, 4), votes, k=1).options}
    assert places == {4: (1, 1), 2: (2, 3), 3: (2, 3), 1: (4, 4)}


def test_groups_give_consensus_lowest_mean_and_gap() -> None:
    groups = {"ann": "A", "ben": "A", "eva": "B", "kim": "B"}
    first, second, third = (
        by_source(rank("approval", options(1, 2, 3), APPROVAL_VOTES, groups, k=1, minimum=1))[n] for n in (1, 2, 3)
    )
    assert first.gic == pytest.approx(3 / 4 * 1 / 4)  # A: 2 agree of 2, B: 0 agree of 2 answers
    assert (first.min_group, first.gap) == pytest.approx((1 / 3, 3 / 4 - 1 / 3))
    assert second.gic == pytest.approx(2 / 3 * 1 / 2)
    assert (third.gic, third.min_group, third.gap) == (1 / 4, 1 / 2, 0)


def test_group_figures_of_points_are_points_per_voter() -> None:
    groups = {"ann": "A", "ben": "A", "eva": "B"}
    votes = [("ann", "o1", 5), ("ben", "o1", 0), ("eva", "o1", 1)]
    first = rank("points", options(1), votes, groups, k=1, minimum=1).options[0]
    assert (first.min_group, first.gap) == (1, 1.5)
    assert first.gic == pytest.approx(2 / 4 * 2 / 3)


@pytest.mark.parametrize("groups", [None, {}, {"ann": None}])
def test_without_groups_there_are_no_group_figures(groups: dict[str | int, str | None] | None) -> None:
    first = rank("approval", options(1), APPROVAL_VOTES[:3], groups, k=1, minimum=1).options[0]
    assert (first.gic, first.min_group, first.gap) == (None, None, None)


@pytest.mark.parametrize("method", ["support", "points", "approval"])
def test_no_votes_leave_every_option_the_same_chance(method: str) -> None:
    ranking = rank(method, options(1, 2, 3, 4), [], k=2)
    assert ranking.voters == 0
    assert [(o.rank, o.rank_to, o.band) for o in ranking.options] == [(1, 4, "open")] * 4
    assert [o.p_top_k for o in ranking.options] == pytest.approx([0.5] * 4, abs=1e-9)


def test_no_options_make_an_empty_ranking() -> None:
    assert rank("points", [], [], k=3).options == ()


@pytest.mark.parametrize("method", ["support", "points", "approval"])
def test_where_all_fit_among_the_first_all_are_sure_to_be(method: str) -> None:
    ranking = rank(method, options(1, 2), [("ann", "o1", 1)], k=3)
    assert [o.p_top_k for o in ranking.options] == [1.0, 1.0]


@pytest.mark.parametrize(("method", "value"), [("support", 2), ("support", -1), ("points", -1), ("approval", 2)])
def test_a_value_the_method_does_not_know_is_refused(method: str, value: int) -> None:
    with pytest.raises(ValueError, match="knows no value"):
        rank(method, options(1), [("ann", "o1", value)], k=1)


def test_a_vote_on_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown option"):
        rank("support", options(1), [("ann", "o2", 1)], k=1)


def test_k_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        rank("support", options(1), [], k=0)


def test_the_json_has_the_agreed_fields_in_rank_order() -> None:
    ranking = rank("approval", options(1, 2, 3), APPROVAL_VOTES, k=2)
    data = json.loads(json.dumps(as_json(ranking, level="cards")))
    assert {key: data[key] for key in data if key != "options"} == {
        "method": "approval",
        "level": "cards",
        "voters": 4,
        "k": 2,
    }
    assert [option["source_id"] for option in data["options"]] == [2, 1, 3]
    assert list(data["options"][0]) == (
        "source_id text A D N share wilson_low post_mean post_lo post_hi p_top_k gic min_group gap".split()
    )


def test_start_up_loads_neither_numpy_nor_scipy() -> None:
    code = "import sys, ideenboard.results.rules_words as _; print({'numpy', 'scipy'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "set()"

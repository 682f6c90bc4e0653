"""What a fair ranking keeps whatever the votes are."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideenboard.results.rules import Option, Ranking, rank
from ideenboard.voting.methods.draws import point_estimates
from ideenboard.voting.methods.posteriors import beta_estimates

VALUES = {"support": (0, 1), "points": (0, 1, 2, 5), "approval": (-1, 0, 1)}
OPTIONS = [Option(id=n, source_id=n, text=str(n)) for n in range(5)]
Poll = tuple[str, list[tuple[int, int, int]], int]
few = settings(max_examples=15, deadline=None)


@st.composite
def polls(draw: st.DrawFn) -> Poll:
    method = draw(st.sampled_from(sorted(VALUES)))
    vote = st.tuples(st.integers(0, 11), st.integers(0, len(OPTIONS) - 1), st.sampled_from(VALUES[method]))
    return method, draw(st.lists(vote, max_size=40)), draw(st.integers(1, 6))


def figures(ranking: Ranking) -> dict[str, tuple[object, ...]]:
    return {o.text: (o.rank, o.A, o.D, o.N, o.post_mean, o.post_lo, o.post_hi) for o in ranking.options}


@few
@given(polls(), st.permutations(range(12)))
def test_anonymity_who_voted_and_in_which_order_does_not_matter(poll: Poll, names: Sequence[int]) -> None:
    method, votes, k = poll
    last = list({(voter, option): (voter, option, value) for voter, option, value in votes}.values())
    renamed = sorted((names[voter], option, value) for voter, option, value in last)
    assert rank(method, OPTIONS, renamed, k=k) == rank(method, OPTIONS, votes, k=k)


@few
@given(polls(), st.permutations(range(5)))
def test_neutrality_the_order_of_the_options_does_not_matter(poll: Poll, order: Sequence[int]) -> None:
    method, votes, k = poll
    assert rank(method, [OPTIONS[n] for n in order], votes, k=k) == rank(method, OPTIONS, votes, k=k)


@few
@given(polls(), st.permutations(range(5)))
def test_neutrality_the_names_of_the_options_do_not_matter(poll: Poll, names: Sequence[int]) -> None:
    method, votes, k = poll
    renamed = rank(method, [Option(o.id, name, o.text) for o, name in zip(OPTIONS, names, strict=True)], votes, k=k)
    plain = rank(method, OPTIONS, votes, k=k)
    chances = {o.text: o.p_top_k for o in plain.options}
    tolerance = 0.02 if method == "points" else 1e-12
    assert {o.text: o.p_top_k for o in renamed.options} == pytest.approx(chances, abs=tolerance)
    if method != "points":
        assert figures(renamed) == figures(plain)


@few
@given(polls(), st.integers(0, 4))
def test_one_more_agreement_never_lowers_an_option(poll: Poll, liked: int) -> None:
    method, votes, k = poll
    votes = [(99, 0, 0), *votes]
    changed = [*votes, (99, liked, max(VALUES[method]))]
    before, after = (
        next(o for o in rank(method, OPTIONS, cast, k=k).options if o.id == liked) for cast in (votes, changed)
    )
    assert after.post_mean >= before.post_mean
    assert after.rank <= before.rank
    assert after.p_top_k >= before.p_top_k - 0.02


@few
@given(polls())
def test_intervals_hold_the_mean_and_chances_add_up_to_k(poll: Poll) -> None:
    method, votes, k = poll
    ranking = rank(method, OPTIONS, votes, k=k)
    assert all(o.post_lo <= o.post_mean <= o.post_hi for o in ranking.options)
    assert all(-1e-9 <= o.p_top_k <= 1 + 1e-9 for o in ranking.options)
    assert sum(o.p_top_k for o in ranking.options) == pytest.approx(min(k, len(OPTIONS)), abs=1e-6)


@few
@given(polls())
def test_the_same_votes_give_the_same_figures_to_the_last_digit(
    poll: Poll,
) -> None:
    method, votes, k = poll
    assert rank(method, OPTIONS, votes, k=k) == rank(method, OPTIONS, votes, k=k)


@few
@given(polls())
def test_options_with_equal_votes_get_equal_figures(poll: Poll) -> None:
    method, votes, k = poll
    twins = [*OPTIONS, Option(id=99, source_id=99, text="twin")]
    cast = [*votes, *((voter, 99, value) for voter, option, value in votes if option == 0)]
    ranked = {o.id: o for o in rank(method, twins, cast, k=k).options}
    assert ranked[0].rank == ranked[99].rank
    assert ranked[0].p_top_k == pytest.approx(ranked[99].p_top_k, abs=1e-12)
    assert (ranked[0].post_lo, ranked[0].post_hi) == (ranked[99].post_lo, ranked[99].post_hi)


def test_nine_of_ten_intervals_of_shares_hold_the_truth() -> None:
    random = np.random.default_rng(5)
    truth = random.random(4000)
    agree = random.binomial(20, truth)
    found = beta_estimates(agree.tolist(), (20 - agree).tolist(), 0)
    held = np.mean([lo <= share <= hi for (lo, hi, _), share in zip(found, truth, strict=True)])
    assert held == pytest.approx(0.90, abs=0.015)


def test_nine_of_ten_intervals_of_points_hold_the_truth() -> None:
    random = np.random.default_rng(5)
    worth, likely = [0, 1, 2, 5], [0.4, 0.3, 0.2, 0.1]
    ballots = random.choice(worth, p=likely, size=(87, 400))
    truth = np.dot(worth, likely)
    held = np.mean([lo <= truth <= hi for lo, hi, _ in point_estimates(ballots.tolist(), 0)])
    assert held == pytest.approx(0.90, abs=0.05)

"""Each way of voting counts as on paper, as published, and fairly whatever the votes are."""

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideenboard.results.rules import Option, rank
from ideenboard.voting.methods import METHODS
from ideenboard.voting.methods.budget import by_equal_shares, by_votes, crowds_of
from ideenboard.voting.methods.counting import Ballot, Tally, Terms, tally
from tests.voting.equal_shares_reference import ANSWERS, elections

few = settings(max_examples=25, deadline=None)
fewest = settings(max_examples=8, deadline=None)


def counted(method: str, options: Sequence[int | str], ballots: Sequence[Ballot]) -> Tally:
    return tally(METHODS[method], options, ballots)


def ordered(method: str, options: Sequence[int | str], ballots: Sequence[Ballot]) -> str:
    scores = METHODS[method].scores(counted(method, options, ballots))
    return "".join(str(option) for option in sorted(options, key=lambda option: -scores[option]))


def prefer(*blocs: tuple[int, str]) -> list[Ballot]:
    """Ballots written as in the literature: 5 people say ACBED."""
    return [{option: place for place, option in enumerate(order, 1)} for people, order in blocs for _n in range(people)]


@pytest.mark.parametrize(
    ("blocs", "result"),
    [
        # Schulze, A new monotonic, clone-independent … method, Social Choice and Welfare 36 (2011), example 1
        ([(8, "acdb"), (2, "badc"), (4, "cdba"), (4, "dbac"), (3, "dcba")], "dacb"),
        # the 45 voters in the article "Schulze method" of the English Wikipedia
        (
            [
                *[(5, "acbed"), (5, "adecb"), (8, "bedac"), (3, "cabed")],
                *[(7, "caebd"), (2, "cbade"), (7, "dceba"), (8, "ebadc")],
            ],
            "eacbd",
        ),
        # the capital of Tennessee: Memphis, Nashville, Chattanooga, Knoxville
        ([(42, "mnck"), (26, "nckm"), (15, "cknm"), (17, "kcnm")], "nckm"),
    ],
    ids=["Schulze 2011", "45 voters", "Tennessee"],
)
def test_orders_come_out_as_published(blocs: list[tuple[int, str]], result: str) -> None:
    assert ordered("ranking", sorted(result), prefer(*blocs)) == result


def test_the_strongest_paths_are_the_published_ones() -> None:
    ballots = prefer((8, "acdb"), (2, "badc"), (4, "cdba"), (4, "dbac"), (3, "dcba"))
    detail = METHODS["ranking"].detail
    assert detail is not None
    said = detail(counted("ranking", "abcd", ballots), "abcd", Terms())
    assert said["pairs"] == [[0, 8, 14, 10], [13, 0, 6, 2], [7, 15, 0, 12], [11, 19, 9, 0]]
    assert said["paths"] == [[0, 14, 14, 12], [13, 0, 13, 12], [13, 15, 0, 12], [13, 19, 13, 0]]


def test_what_has_no_place_lies_behind_what_has_one() -> None:
    ballots: list[Ballot] = [{"a": 1}, {"a": 1, "b": 0}, {"c": 1, "a": 1}]
    assert METHODS["ranking"].scores(counted("ranking", "abc", ballots)) == {"a": 2, "b": 0, "c": 1}


def test_resistance_is_counted_as_on_a_flipchart() -> None:
    """Three people: 0, 2, 10 against a; 3, 3, 3 against b. The same group may be far apart or of one mind."""
    ballots: list[Ballot] = [{"a": 0, "b": 3}, {"a": 2, "b": 3}, {"a": 10, "b": 3}]
    whole = counted("consensus", "ab", ballots)
    assert [(count.A, count.N, count.D, count.total) for count in whole.counts.values()] == [
        (2, 0, 1, 12),
        (3, 0, 0, 9),
    ]
    detail = METHODS["consensus"].detail
    assert detail is not None
    said = detail(whole, "ab", Terms())["options"]
    assert said["a"] == pytest.approx({"resistance": 4, "spread": (56 / 3) ** 0.5, "acceptance": 0.6, "vetoes": 1})
    assert said["b"] == pytest.approx({"resistance": 3, "spread": 0, "acceptance": 0.7, "vetoes": 0})
    assert METHODS["consensus"].scores(whole) == pytest.approx({"a": (1.8 + 1) / 5, "b": (2.1 + 1) / 5})


def test_whoever_leaves_a_proposal_out_offers_it_no_resistance_and_no_acceptance() -> None:
    one, none = counted("consensus", "a", [{"a": 4}, {}]), counted("consensus", "a", [{}])
    assert METHODS["consensus"].scores(one) == pytest.approx({"a": (0.6 + 1) / 3})
    assert METHODS["consensus"].scores(none) == {"a": 0.5}


def test_the_budget_is_spent_in_two_ways() -> None:
    """Seven want the dear one, three the two cheap ones. By votes the seven get all, by shares each group its part."""
    ballots: list[Ballot] = [{"dear": 1}] * 7 + [{"x": 1, "y": 1}] * 3
    terms = Terms({"dear": 90, "x": 15, "y": 15}, 100)
    detail = METHODS["budget"].detail
    assert detail is not None
    said = detail(counted("budget", ["dear", "x", "y"], ballots), ["dear", "x", "y"], terms)
    # A share is 10: the seven have 70 and cannot pay 90; the three have 30.
    assert said["chosen"] == {"greedy": ["dear"], "shares": ["x", "y"], "rest": []}
    assert said["spent"] == {"greedy": 90, "shares": 30}


def test_both_ways_of_spending_agree_with_pabutools() -> None:
    for election, answer in zip(elections(), json.loads(ANSWERS.read_text()), strict=True):
        order = list(range(len(election["costs"])))
        crowds = crowds_of(counted("budget", order, [dict.fromkeys(ticked, 1) for ticked in election["ticked"]]))
        terms = Terms(dict(enumerate(election["costs"])), election["total"])
        shares = by_equal_shares(order, crowds, terms)
        full = [*shares, *by_votes(order, crowds, terms, shares)]
        found = {"shares": shares, "greedy": by_votes(order, crowds, terms), "full": full}
        assert {name: sorted(options) for name, options in found.items()} == answer, election


VALUES: Mapping[str, Sequence[int]] = {"consensus": range(11), "ranking": range(6), "budget": (0, 1)}
OPTIONS = [Option(id=n, source_id=n, text=str(n)) for n in range(4)]
Poll = tuple[str, list[tuple[int, int, int]]]


@st.composite
def polls(draw: st.DrawFn, methods: Sequence[str] = tuple(VALUES)) -> Poll:
    method = draw(st.sampled_from(sorted(methods)))
    vote = st.tuples(st.integers(0, 8), st.integers(0, 3), st.sampled_from(VALUES[method]))
    return method, list({(v, o): (v, o, x) for v, o, x in draw(st.lists(vote, max_size=30))}.values())


def scores(method: str, options: Sequence[int], votes: Sequence[tuple[int, int, int]]) -> dict[int, float]:
    ballots: dict[int, dict[int, int]] = {}
    for voter, option, value in votes:
        ballots.setdefault(voter, {})[option] = value
    return METHODS[method].scores(counted(method, options, list(ballots.values())))  # type: ignore[return-value, arg-type]


@fewest
@given(polls(), st.permutations(range(9)), st.permutations(range(4)))
def test_neither_names_of_people_nor_of_proposals_matter(poll: Poll, people: list[int], names: list[int]) -> None:
    method, votes = poll
    plain = rank(method, OPTIONS, votes, k=2)
    renamed = rank(method, OPTIONS, [(people[v], names[o], x) for v, o, x in reversed(votes)], k=2)
    was = {names[int(o.id)]: (o.rank, o.A, o.D, o.N, o.post_mean) for o in plain.options}
    assert {int(o.id): (o.rank, o.A, o.D, o.N, o.post_mean) for o in renamed.options} == was
    chances = {names[int(o.id)]: o.p_top_k for o in plain.options}
    assert {int(o.id): o.p_top_k for o in renamed.options} == pytest.approx(chances, abs=0.03)


@few
@given(polls(), st.integers(0, 3))
def test_one_more_person_for_a_proposal_never_puts_it_back(poll: Poll, liked: int) -> None:
    method, votes = poll
    best = {"consensus": 0, "ranking": 1, "budget": 1}[method]
    before, after = scores(method, range(4), votes), scores(method, range(4), [*votes, (99, liked, best)])
    behind = {option for option in range(4) if before[option] < before[liked]}
    assert all(after[option] <= after[liked] for option in behind)
    assert sum(after[o] > after[liked] for o in range(4)) <= sum(before[o] > before[liked] for o in range(4))


@few
@given(polls(["ranking"]), st.integers(0, 3))
def test_raising_a_proposal_on_one_paper_never_puts_it_back(poll: Poll, liked: int) -> None:
    method, votes = poll
    raised = [(v, o, 1 if o == liked else x + 1 if x else 0) if v == 0 else (v, o, x) for v, o, x in votes]
    before, after = scores(method, range(4), votes), scores(method, range(4), raised)
    if before[liked] == max(before.values()):
        assert after[liked] == max(after.values())


@few
@given(polls(), st.integers(0, 3))
def test_a_twin_of_a_loser_changes_nothing_and_neither_does_its_leaving(poll: Poll, twin: int) -> None:
    """Clones: with a twin beside it, the order of the others stays. Points are no such method, for they are split."""
    method, votes = poll
    alone = scores(method, range(4), votes)
    beside = scores(method, range(5), [*votes, *((v, 4, x) for v, o, x in votes if o == twin)])
    assert beside[4] == beside[twin]
    if alone[twin] < max(alone.values()):
        first = {option for option in range(4) if alone[option] == max(alone.values())}
        assert {option for option in range(5) if beside[option] == max(beside.values())} == first


@fewest
@given(polls())
def test_intervals_hold_the_score_and_chances_add_up(poll: Poll) -> None:
    ranking = rank(*poll[:1], OPTIONS, poll[1], k=2)
    assert all(o.post_lo <= o.post_mean <= o.post_hi for o in ranking.options)
    assert sum(o.p_top_k for o in ranking.options) == pytest.approx(2, abs=1e-6)


def test_of_hundreds_of_options_only_those_are_weighed_that_could_be_among_the_first() -> None:
    from ideenboard.voting.methods.posteriors import beta_estimates

    agree, disagree = [90] * 12 + [5] * 188, [10] * 12 + [95] * 188
    chances = [chance for _low, _high, chance in beta_estimates(agree, disagree, 10)]
    assert chances[:12] == pytest.approx([10 / 12] * 12) and set(chances[12:]) == {0.0}

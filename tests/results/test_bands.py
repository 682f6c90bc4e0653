"""Bands instead of false places, and the one sentence above them."""

import re
from dataclasses import fields
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from ideenboard.results.rules import Band, Option, RankedOption, Ranking, band, rank
from ideenboard.results.rules_words import sentence


@pytest.mark.parametrize(
    ("p_top_k", "name"),
    [(1.0, "ahead"), (0.80, "ahead"), (0.7999, "open"), (0.05, "open"), (0.0499, "behind"), (0.0, "behind")],
)
def test_the_edges_of_the_bands(p_top_k: float, name: Band) -> None:
    assert band(p_top_k, chance=3 / 8) == name


def test_with_very_many_options_no_option_is_behind_for_want_of_votes() -> None:
    assert {option.band for option in rank("approval", numbered(60), [], k=1).options} == {"open"}
    assert band(0.01, chance=10 / 315) == "behind"


def test_a_clear_vote_puts_the_chosen_ahead_and_the_refused_behind() -> None:
    votes = [(voter, option, 1 if option < 2 else -1) for voter in range(40) for option in range(4)]
    ranking = rank("approval", numbered(4), votes, k=2)
    assert [option.id for option in ranking.in_band("ahead")] == [0, 1]
    assert [option.id for option in ranking.in_band("behind")] == [2, 3]


CASES = [
    # what was voted, as (bands, k, voters), what is said, about whom
    ("nothing to vote on", "", 3, 9, "no_options", ""),
    ("nobody voted", "ooo", 2, 0, "no_votes", ""),
    ("a single option", "a", 3, 9, "one_option", "A"),
    ("four voters say little", "aob", 1, 4, "few_voters", "A"),
    ("three options for three places", "aaa", 3, 9, "all_fit", "ABC"),
    ("nobody ahead, nobody behind", "oooo", 2, 9, "all_open", ""),
    ("nobody ahead, some behind", "ooobb", 2, 9, "front_open", "ABC"),
    ("two ahead, the third place open", "aaooob", 3, 9, "some_clear", "AB"),
    ("one ahead, all others far from the second place", "abbbbb", 2, 9, "some_clear", "A"),
    ("three ahead, the others beaten", "aaabb", 3, 9, "clear", "ABC"),
    ("three ahead, another still close", "aaaob", 3, 9, "clear_narrow", "ABC"),
    ("five ahead for four places", "aaaaabb", 4, 9, "crowded", "ABCDE"),
]


@pytest.mark.parametrize(("bands", "k", "voters", "key", "names"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_the_result_says(bands: str, k: int, voters: int, key: str, names: str) -> None:
    said = sentence(Ranking("points", voters, k, tuple(ranked(n, letter) for n, letter in enumerate(bands))))
    assert (said.key, "".join(said.names)) == (key, names)


@pytest.mark.parametrize(
    ("greedy", "shares", "rest", "key", "names"),
    [
        ("BA", "A", "B", "funded", ("AB", "", "")),
        ("AB", "AC", "", "funded_apart", ("A", "B", "C")),
        ("B", "", "", "funded_apart", ("", "B", "")),
        ("", "", "", "funded_none", ("", "", "")),
    ],
)
def test_where_money_is_spent_it_says_what_is_paid_for_and_not_what_leads(
    greedy: str, shares: str, rest: str, key: str, names: tuple[str, ...]
) -> None:
    ranking = Ranking("budget", 9, 1, tuple(ranked(n, letter) for n, letter in enumerate("abb")))
    ids = {option.text: str(option.id) for option in ranking.options}
    chosen = {"greedy": greedy, "shares": shares, "rest": rest}
    detail = {"chosen": {way: [ids[name] for name in paid] for way, paid in chosen.items()}}
    said = sentence(ranking, detail)
    assert (said.key, *map("".join, (said.names, said.by_votes, said.by_shares))) == (key, *names)
    assert sentence(Ranking("budget", 4, 1, ranking.options), detail).key == "few_voters"


SAID = {
    "no_votes": ("Niemand hat abgestimmt", "Nobody has voted"),
    "few_voters": ("zu wenig für ein Ergebnis", "too few for a result"),
    "all_tied": ("gleichauf", "level"),
    "all_open": ("Das Rennen ist offen", "The race is open"),
    "front_open": ("„A“ und „B“", "“A” and “B”"),
    "some_clear": (
        "Zwei Vorschläge liegen klar vorn: „A“ und „B“. Um Platz 3",
        "Two proposals are clearly ahead: “A” and “B”. The race for place 3",
    ),
    "clear": ("klar vorn", "clearly ahead"),
    "clear_narrow": ("nicht weit dahinter", "not far behind"),
    "crowded": ("Zwei Vorschläge liegen vorn", "Two proposals are ahead"),
    "funded": ("Das Geld reicht für „A“ und „B“", "The money is enough for “A” and “B”"),
    "funded_apart": ("Nur nach Stimmen: „C“", "Only by votes: “C”"),
    "funded_none": ("Das Geld reicht für keinen", "The money is not enough"),
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_sentence_is_said_in_both_languages(app: Flask, language: str) -> None:
    numbers = {"voters": 3, "options": 4, "k": 3, "ahead": 2, "open": 1, "behind": 1, "place": 3, "place_to": 3}
    with app.test_request_context(), force_locale(language):
        words: Any = app.jinja_env.get_template("results/_words.html").module
        for key, wanted in SAID.items():
            said = {"key": key, "names": ("A", "B"), "numbers": numbers, "by_votes": ("C",), "by_shares": ()}
            told = " ".join(re.sub("<[^>]+>", "", str(words.sentence(said))).split())
            assert wanted[language == "en"] in told, key


def test_a_tie_of_all_is_said_as_such() -> None:
    votes = [(voter, option, 1) for voter in range(9) for option in range(4)]
    assert sentence(rank("support", numbered(4), votes, k=2)).key == "all_tied"


def test_few_voters_name_everybody_on_the_first_place() -> None:
    votes = [("ann", 0, 1), ("ben", 2, 1)]
    assert sentence(rank("support", numbered(3), votes, k=1)).names == ("0", "2")


def test_the_sentence_brings_its_numbers() -> None:
    said = sentence(Ranking("points", 87, 3, tuple(ranked(n, letter) for n, letter in enumerate("aaoooobb"))))
    assert said.numbers == {
        "voters": 87,
        "options": 8,
        "k": 3,
        "ahead": 2,
        "open": 4,
        "behind": 2,
        "place": 3,
        "place_to": 3,
    }


def numbered(count: int) -> list[Option]:
    return [Option(n, n, str(n)) for n in range(count)]


def ranked(n: int, letter: str) -> RankedOption:
    """Build an option on its own place in the band that begins with this letter."""
    name: Band = {"a": "ahead", "o": "open", "b": "behind"}[letter]  # type: ignore[assignment]
    unused: dict[str, Any] = dict.fromkeys(field.name for field in fields(RankedOption)[6:])
    return RankedOption(n, n, "ABCDEFGH"[n], n + 1, n + 1, name, **unused)

"""How cards lie on sheets, and what a helper means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideenboard.base.codes import ALPHABET
from ideenboard.contributions.models import TITLE_MAX
from ideenboard.paper.rules import Mark, full_sheets, on_sheets, read_mark, title_and_text, words_of


@given(st.integers(1, 40))
def test_four_piles_of_a_cut_stack_follow_one_another(sheets: int) -> None:
    cards = list(range(4 * sheets))
    stack = on_sheets(cards)
    assert len(stack) == sheets and {len(sheet) for sheet in stack} == {4}
    assert [sheet[place] for place in range(4) for sheet in stack] == cards


@pytest.mark.parametrize(("count", "cards"), [(1, 4), (4, 4), (5, 8), (40, 40)])
def test_no_sheet_stays_half_empty(count: int, cards: int) -> None:
    assert full_sheets(count) == cards


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("83", Mark(number=83)),
        (" #83 ", Mark(number=83)),
        ("abcd efgh", Mark(receipt="ABCDEFGH")),
        ("https://mitreden.example/beleg/KR7M4P2X", Mark(receipt="KR7M4P2X")),
        ("https://mitreden.example/beleg/KR7M4P2X/", Mark(receipt="KR7M4P2X")),
        ("23456789", Mark(receipt="23456789")),
        ("", None),
        ("1234567", None),
        ("Idee", None),
        ("8 3", None),
        ("²", None),
    ],
)
def test_a_number_a_receipt_and_a_scanned_address_are_told_apart(typed: str, mark: Mark | None) -> None:
    assert read_mark(typed) == mark


@given(st.text(ALPHABET, min_size=8, max_size=8), st.integers(0, 999_999))
def test_no_receipt_is_ever_taken_for_a_number(code: str, number: int) -> None:
    assert read_mark(code) == Mark(receipt=code)
    assert read_mark(str(number)) == Mark(number=number)


def test_a_short_card_is_a_title_and_a_long_one_keeps_all_its_words() -> None:
    assert title_and_text("Räume  öffnen") == ("Räume öffnen", "")
    long = "Die Räume der Schule stehen nachmittags leer. " + "Der Verein sucht seit Jahren. " * 5
    title, text = title_and_text(long)
    assert title == "Die Räume der Schule stehen nachmittags leer." and text == long.strip()


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=400))
def test_words_come_back_as_they_were(words: str) -> None:
    title, text = title_and_text(words)
    assert words_of(title, text) == words and 1 <= len(title) <= TITLE_MAX

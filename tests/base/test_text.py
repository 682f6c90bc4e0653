"""What may be stored, and how it is found again."""

import pytest
from flask import Flask

from ideenboard.base.text import Unstorable, clean, fold


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Spielplatz  ", "Spielplatz"),
        ("eins\r\nzwei\rdrei", "eins\nzwei\ndrei"),
        ("mit\tTabulator", "mit Tabulator"),
        ("ä", "ä"),
        ("👩‍👩‍👧 Familie", "👩‍👩‍👧 Familie"),
        ("مرحبا‏", "مرحبا‏"),
        ("\u202eumgedreht\u202c", "umgedreht"),
        ("a\x07b\x85c", "abc"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
    ],
)
def test_text_is_normalised_and_otherwise_left_alone(app: Flask, typed: str, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize("typed", ["a\0b", "\ud800", "e" + "\u0301" * 300, "\n".join("x" * 41)])
def test_what_no_screen_can_carry_is_refused(app: Flask, typed: str) -> None:
    with pytest.raises(Unstorable):
        clean(typed)


@pytest.mark.parametrize(
    ("stored", "searched"), [("Straße", "strasse"), ("Bäume", "baeume"), ("CAFÉ", "cafe"), ("Größe", "GROESSE")]
)
def test_folded_texts_find_each_other(stored: str, searched: str) -> None:
    assert fold(stored) == fold(searched)

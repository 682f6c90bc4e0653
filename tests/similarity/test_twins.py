"""What is brought in beside what is there already: which of it says nearly the same."""

import pytest

from ideenboard.similarity.rules import Near
from ideenboard.similarity.rules_twins import Said, twins_of

pytestmark = pytest.mark.once

WAYS = Said("Sichere Radwege zur Schule", "Mit Ampeln an der Kreuzung, auch im Winter geräumt")


@pytest.mark.parametrize(
    "said",
    [
        Said("Sichere Radwge zur Schule", ""),
        Said("SICHERE RADWEGE ZUR SCHULE", "Etwas ganz anderes"),
        Said("Zur Schule", "Sichere Radwege mit Ampeln an der Kreuzung, auch im Winter geraeumt zur Schule"),
    ],
    ids=["typo", "title", "words"],
)
def test_the_same_title_and_the_same_words_are_found_with_typos_and_in_other_order(said: Said) -> None:
    assert {new: near.id for new, near in twins_of([Said("Bänke im Park", ""), WAYS], [said]).items()} == {2: 1}


def test_the_nearest_before_counts_within_the_table_as_well() -> None:
    fresh = [Said("Mehr Bänke im Park", ""), Said("Ruhe am Abend", ""), Said("Mehr Baenke im Park", "")]
    (there,) = twins_of([], fresh).items()
    assert there == (2, Near(0, 1.0)) and there[1].is_nearly_same
    assert {new: near.id for new, near in twins_of([Said("Mehr Bänke im Parks", "")], fresh).items()} == {1: 0, 3: 1}


def test_a_title_that_all_have_says_nothing_of_any() -> None:
    texts = ("Radwege", "Mehr Licht am Abend", "Eine Sprechstunde im Stadtteil", "Bänke", "Ein Raum für Jugendliche")
    assert twins_of([], [Said("Was soll besser werden?", text) for text in texts]) == {}


def test_of_long_texts_the_beginning_is_compared() -> None:
    fresh = [Said("", "Bänke im Park am Hafen. " * 60 + end) for end in ("Und Schatten.", "Mit Lehnen.")]
    assert twins_of([], fresh) == {1: Near(0, 1.0)}


def test_what_says_nothing_has_no_twin() -> None:
    assert twins_of([], []) == {} == twins_of([], [Said("…", ""), Said("…", "")])

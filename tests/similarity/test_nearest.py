"""Texts are found again by their own words, whatever happened to these, and pairs by their titles."""

import pytest

from ideenboard.base.text import fold
from ideenboard.similarity.rules import NEARLY_SAME, Near, marked, nearest_groups, stems
from ideenboard.similarity.rules_grams import BITS, count_grams, fold_words
from ideenboard.similarity.rules_index import Card, Index, build
from ideenboard.similarity.rules_pairs import pairs_of

TITLES = (
    "Räume am Nachmittag für andere öffnen",
    "Ein gemeinsamer Raumkalender für alle Träger in Groß Klein",
    "Jede Förderung hat ein eigenes Formular und eine eigene Frist",
    "Fachkräfte wechseln, Vertrauen beginnt jedes Mal von vorn",
    "Bänke und Schatten auf dem Marktplatz",
    "Ein Antrag für alle Töpfe der Stadt",
)


def card(number: int, title: str, text: str = "", version: int = 1) -> Card:
    return Card(number, version, title, fold(f"{title} {text}"))


@pytest.fixture
def index() -> Index:
    return build([card(number, title) for number, title in enumerate(TITLES)])


def _first(index: Index, text: str) -> int:
    return index.nearest(text, floor=0.1, most=3)[0].id


@pytest.mark.parametrize(
    "typed",
    [
        "Räume am Nachmittag für andere öffnen",
        "raeume am nachmittag fuer andere oeffnen",
        "Räme am Nachmitag für ander öffnen",
        "öffnen andere Nachmittag Räume",
        "Räume am Nachmit",
    ],
)
def test_a_text_is_found_with_typos_in_another_order_without_umlauts_and_half_typed(index: Index, typed: str) -> None:
    assert _first(index, typed) == 0


def test_only_the_same_words_are_called_nearly_the_same(index: Index) -> None:
    same, *others = index.nearest("BÄNKE und  Schatten auf dem Marktplatz", floor=0, most=6)

    assert same.is_nearly_same
    assert same.score == pytest.approx(1, abs=1e-5)
    assert not any(near.is_nearly_same for near in others)


def test_a_short_title_is_found_under_a_long_text() -> None:
    long = "Wir treffen uns seit Jahren im Hof, und wenn es regnet, gehen alle nach Hause. " * 5
    index = build([card(1, "Ein Dach für den Hof", long), card(2, "Regen", long)])

    assert index.nearest("ein dach fuer den hof", floor=0.9, most=3) == [Near(1, pytest.approx(1, abs=1e-5))]


def test_words_of_the_text_are_found_as_well() -> None:
    index = build([card(1, "Hof", "Eine Werkstatt mit Werkzeug zum Leihen"), card(2, "Garten", "Beete für alle")])

    assert _first(index, "Werkzeug leihen") == 1


def test_what_nobody_says_finds_nothing(index: Index) -> None:
    assert index.nearest("xyzzy qwrtz", floor=0.05, most=3) == []
    assert index.nearest("", floor=0.05, most=3) == []
    assert build([]).nearest("Räume", floor=0, most=3) == []


def test_a_new_text_and_a_changed_one_are_found_without_weighing_all_anew(index: Index) -> None:
    known = [(number, 1) for number in range(len(TITLES))]
    assert index.outdated([*known[1:], (0, 2), (9, 1)]) == [0, 9]

    changed = index.with_changes([card(0, "Ein Zirkus im Park", version=2), card(9, "Mehr Licht am Bahnhof")])

    assert changed is not None
    assert _first(changed, "Zirkus im Park") == 0
    assert _first(changed, "Licht am Bahnhof") == 9
    assert all(near.id != 0 for near in changed.nearest(TITLES[0], floor=0.5, most=3))
    assert changed.outdated([*known[1:], (0, 2), (9, 1)]) == []


def test_when_much_has_changed_all_is_weighed_anew(index: Index) -> None:
    assert index.with_changes([card(number, f"Idee {number}") for number in range(200)]) is None


def test_pairs_are_those_that_a_comparison_of_all_finds() -> None:
    titles = ["Mehr Bänke", "mehr Baenke!", "Mehr Bänke am Markt", "Ampel vor der Schule", "Ampel vor der Schule."]
    index = build([card(number, title) for number, title in enumerate(titles)])
    rows = index.parts[0].titles
    all_scores = (rows.T @ rows).toarray()
    expected = {(a, b) for a in range(5) for b in range(a + 1, 5) if all_scores[a, b] >= NEARLY_SAME}

    assert {(pair.one, pair.other) for pair in pairs_of(index, 10)} == expected >= {(3, 4)}


def test_a_pair_is_gone_when_one_of_them_says_something_else() -> None:
    index = build([card(1, "Mehr Bänke am Markt"), card(2, "Mehr Bänke am Markt")])
    changed = index.with_changes([card(2, "Weniger Lärm", version=2), card(3, "Mehr Bänke am Markt")])

    assert changed is not None
    assert [(pair.one, pair.other) for pair in pairs_of(changed, 10)] == [(1, 3)]


def test_pieces_are_all_stretches_within_a_word() -> None:
    said = ["", "a", "ab cd", "Maß. Maß", "  Straße -- und Gärten  ", "abababab abababab", "…", "Ein Dach"]
    texts = [fold_words(text) for text in said]
    counts = count_grams(texts)

    for row, text in enumerate(texts):
        words = [f" {word} " for word in text.split()]
        pieces = [word[i : i + n] for word in words for n in (3, 4, 5) for i in range(len(word) - n + 1)]
        assert counts[row].sum() == len(pieces)
        assert counts[row].nnz == len(set(pieces))
    assert counts.shape == (len(texts), 1 << BITS)


def test_shared_words_are_marked_in_whatever_form_they_stand() -> None:
    shared = stems("Sichere Radwege in der Straße") & stems("Ein Radweg für die Strasse")
    stretches = marked("Ein Radweg für die Strasse", shared)

    assert [stretch.text for stretch in stretches if stretch.is_shared] == ["Radweg", "Strasse"]
    assert "".join(stretch.text for stretch in stretches) == "Ein Radweg für die Strasse"


def test_the_two_groups_whose_texts_are_nearest_are_offered() -> None:
    near = [Near(1, 0.9), Near(2, 0.5), Near(3, 0.5), Near(4, 0.2), Near(5, 0.8)]

    assert nearest_groups(near, {1: 10, 2: 20, 3: 20, 4: 30}) == [20, 10]
    assert nearest_groups([], {1: 10}) == []


def test_the_same_text_has_the_same_pieces_in_every_process() -> None:
    # " ab", "abc", "bc ", " abc", "abc ", " abc "
    assert sorted(count_grams(["abc"]).indices.tolist()) == [12473, 103147, 106012, 291093, 337891, 491345]

"""Proposed groups hold together what shares words, are the same each time, and have names that say something."""

from ideenboard.base.text import fold
from ideenboard.similarity.rules_labels import labels_of
from ideenboard.similarity.rules_proposals import group_count, groups_of

BIKES = ["Radwege an der {} verbreitern", "Mehr Radwege zur {}", "Sichere Radwege bei der {}", "Radweg an der {} fehlt"]
BENCHES = ["Bänke im {} aufstellen", "Eine Bank im {} fehlt", "Neue Bänke im {}", "Alte Bänke im {} erneuern"]
PLACES = [("Schule", "Park"), ("Kirche", "Garten"), ("Brücke", "Wald"), ("Post", "Hof")]
TEXTS = [title.format(street) for title in BIKES for street, _ in PLACES]
TEXTS += [title.format(green) for title in BENCHES for _, green in PLACES]


def test_texts_with_the_same_words_come_into_one_group() -> None:
    groups = groups_of([fold(text) for text in TEXTS], 2).tolist()

    assert len(set(groups[:16])) == len(set(groups[16:])) == 1
    assert groups[0] != groups[16]


def test_the_same_texts_give_the_same_groups_and_names() -> None:
    first, second = (groups_of([fold(text) for text in TEXTS]).tolist() for _ in range(2))

    assert first == second
    assert labels_of(TEXTS, first) == labels_of(TEXTS, second)


def test_the_number_of_groups_grows_slowly() -> None:
    assert [group_count(n) for n in (0, 1, 2, 3, 27, 300, 1000, 100_000)] == [0, 1, 2, 3, 3, 7, 10, 15]


def test_few_texts_and_texts_without_words_are_grouped_too() -> None:
    assert groups_of([]).tolist() == []
    assert groups_of(["a"]).tolist() == [0]
    assert len(groups_of(["", "", "…", "🙂"])) == 4


def test_a_name_is_the_most_frequent_spelling_of_what_tells_a_group_apart() -> None:
    names = labels_of(TEXTS, [0] * 16 + [1] * 16)

    assert names[0][0] == "Radwege"
    assert names[1][0] == "Bänke"
    assert not {"Mehr", "Neue"} & {word for words in names.values() for word in words}


def test_a_name_has_no_two_forms_of_one_word_and_none_that_says_only_how() -> None:
    texts = ["Förderung für Radwege verpflichtend", "Verbot: keine Radwege", "Radwegen fehlt Förderung"]
    [words] = labels_of(texts, [0, 0, 0]).values()

    assert [word for word in words if word.startswith("Radweg")] == ["Radwege"]
    assert not any(how in fold(word) for word in words for how in ("foerder", "verpflicht", "verbot"))


def test_no_name_is_empty() -> None:
    names = labels_of(["und oder aber", "🙂", "Das ist so"], [0, 1, 2])

    assert all("".join(words) for words in names.values())

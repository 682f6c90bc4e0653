"""Which cards find room on a wall: whole ones, and the number of the others is said."""

import pytest

from ideenboard.pages.rules_wall import Card, Laid, Pile, enlarged, lay, lines, room_for_cards, rows_of_ranking

SHORT = "Räume öffnen"
LONG = (
    "Ein gemeinsamer Raumkalender für alle Träger in Groß Klein, den alle selbst pflegen und jederzeit einsehen können"
)
LOW = room_for_cards(None, has_message=False)


def pile(count: int, title: str = SHORT, total: int | None = None, head: str = "Räume") -> Pile:
    return Pile(count if total is None else total, [Card(n, "", title, 0) for n in range(count)], title=head)


def shown(laid: list[Laid]) -> list[int]:
    return [sum(map(len, one.columns)) for one in laid]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Räume öffnen", 1),
        ("Sprechstunde des Jugendamts jeden Dienstag im Stadtteil", 3),
        ("M" * 30, 3),
        ("Donaudampfschifffahrtsgesellschaftskapitänswitwe", 3),
        ("Müll-Sammel-Aktion-Wochen-Ende-Projekt", 2),
        ("日本語のカードもここに立つことができますように", 3),
        ("", 1),
    ],
)
def test_lines_are_counted_as_the_widest_letters_need(text: str, count: int) -> None:
    assert lines(text, 11.4, 14.2) == count


def test_what_fits_is_shown_whole_and_the_others_are_counted() -> None:
    (few,) = lay([pile(3)], LOW)
    assert (shown([few]), few.more) == ([3], 0)
    kinds = lay([pile(24, total=40) for _ in range(4)], LOW)
    assert all(0 < count < 24 for count in shown(kinds))
    assert [one.more for one in kinds] == [40 - count for count in shown(kinds)]
    assert shown(lay([pile(24, LONG) for _ in range(4)], LOW)) < shown(kinds)


def test_a_higher_wall_shows_more_and_a_message_takes_room() -> None:
    four = [pile(24, total=40) for _ in range(4)]
    high, message = room_for_cards(60, has_message=False), room_for_cards(None, has_message=True)
    assert shown(lay(four, high)) > shown(lay(four, LOW)) > shown(lay(four, message))
    assert room_for_cards(10**9, has_message=False) == room_for_cards(80, has_message=False)
    assert room_for_cards(-5, has_message=False) == LOW


def test_a_ranking_shows_eight_proposals_and_on_a_high_wall_more() -> None:
    rooms = [room_for_cards(height, has_message=message) for height, message in ((45, False), (45, True), (60, False))]
    assert [rows_of_ranking(room) for room in rooms] == [8, 6, 12]


@pytest.mark.parametrize(
    ("piles", "columns"), [(1, [4]), (2, [2, 2]), (3, [2, 1, 1]), (4, [1] * 4), (5, [1] * 4 + [4]), (9, [1] * 8)]
)
def test_few_piles_lie_wide_and_many_in_two_rows(piles: int, columns: list[int]) -> None:
    laid = lay([pile(24) for _ in range(piles)], LOW)
    assert [len(one.columns) for one in laid] == columns


def test_cards_are_dealt_so_that_the_newest_lie_on_top() -> None:
    (one,) = lay([pile(96, head="")], LOW)
    assert [column[0].id for column in one.columns] == [0, 1, 2, 3]
    assert len(one.columns[0]) > len(lay([pile(24)] * 4, LOW)[0].columns[0])


def test_kind_and_supporters_take_room_from_the_first_line() -> None:
    title = "Zwei Kitas bauen gerade"
    plain, marked = Card(1, "", title, 0), Card(1, "idea", title, 12)
    room = LOW / 2
    fits = [shown(lay([Pile(24, [card] * 24)], room))[0] for card in (plain, marked)]
    assert fits[0] > fits[1]


def test_a_card_alone_is_large_and_its_text_ends_with_a_word() -> None:
    assert enlarged(SHORT, "Nachmittags stehen sie leer.", LOW) == enlarged(SHORT, "Nachmittags stehen sie leer.", LOW)
    short, long = enlarged(SHORT, "Satz " * 400, LOW), enlarged(LONG, "Satz " * 400, LOW)
    assert (short.is_long, long.is_long) == (False, True)
    assert short.text.endswith("Satz …") and len(short.text) > len(long.text) > 0
    assert enlarged(SHORT, "Kurz.", LOW).text == "Kurz."
    assert enlarged("M" * 120, "Satz", LOW).text == ""

"""The demo's votes and days are plain functions of the story."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from ideenboard.demo.rules import Days, approval_paper, draw, points_paper, support_paper
from ideenboard.demo.rules_pdf import programme_pdf

weights = st.fixed_dictionaries({"overall": st.floats(0, 5)})


@given(st.lists(weights, min_size=2, max_size=10), st.integers(1, 10), st.integers(1, 5))
def test_points_are_all_given_and_never_too_many_on_one(options: list, budget: int, most: int) -> None:
    budget = min(budget, most * len(options))
    paper = points_paper(options, None, budget, most, draw())
    assert sum(paper) == budget and max(paper) <= most and min(paper) >= 0


@given(st.lists(st.tuples(weights, st.floats(0, 1)), min_size=1, max_size=6))
def test_answers_are_answers(options: list) -> None:
    assert set(approval_paper(options, "resident", draw())) <= {1, 0, -1, None}
    assert set(support_paper([weight for weight, _against in options], None, draw())) <= {0, 1}


def test_the_same_dice_fall_the_same() -> None:
    assert [draw().random() for _ in range(3)] == [draw().random() for _ in range(3)]


def test_days_are_counted_from_today_in_rostock() -> None:
    days = Days(date(2027, 7, 1))
    assert days.day(-1) == date(2027, 6, 30) and days.day(None) is None
    assert days.moment({"day": 0, "time": "09:00"}, 5) == datetime(2027, 7, 1, 7, 5, tzinfo=UTC)


def test_the_pdf_points_at_its_own_parts() -> None:
    pdf = programme_pdf("Auftakt (Rathaus)", "21.01.2027 · Festsaal", [("09:00", "Begrüßung \\ Kaffee – Tee")] * 40)
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    offsets = [int(line[:10]) for line in pdf[start:].split(b"\n")[3:10]]
    for number, offset in enumerate(offsets, start=1):
        assert pdf[offset:].startswith(b"%d 0 obj" % number)
    assert b"Auftakt \\(Rathaus\\)" in pdf and b"Begr\xfc\xdfung" in pdf

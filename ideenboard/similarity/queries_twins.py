"""Which rows of an uploaded table are similar to a contribution of the process, or to a row before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.base.text import fold
from ideenboard.contributions.models import Contribution, Status, TableImport
from ideenboard.contributions.queries_import import Alike, sheet_of
from ideenboard.contributions.rules_import import Row, read_rows
from ideenboard.similarity.rules import Near

if TYPE_CHECKING:
    from ideenboard.similarity.rules_twins import Said


def twins_in(table: TableImport) -> dict[str, tuple[Alike, int | None, int | None]]:
    """By the line of a row: how much it is like another one, and that contribution or the line of that row."""
    from ideenboard.similarity.rules_grams import LONGEST
    from ideenboard.similarity.rules_twins import Said, twins_of

    text = func.substr(Contribution.text, 1, LONGEST)
    query = select(Contribution.id, Contribution.title, text).order_by(Contribution.id)
    query = query.where(Contribution.process_id == table.process_id, Contribution.status != Status.WITHDRAWN)
    known = [((card_id, None), Said(title, words)) for card_id, title, words in db.session.execute(query)]
    rows = [row for row in read_rows(sheet_of(table)) if isinstance(row, Row)]
    fresh = [((None, row.line), Said(row.title, row.text[:LONGEST])) for row in rows]
    places, said = zip(*known, *fresh, strict=True) if known or fresh else ((), ())
    found = twins_of(said[: len(known)], said[len(known) :])
    return {
        str(places[later][1]): (_alike(said[later], said[near.id], near), *places[near.id])
        for later, near in found.items()
    }


def _alike(one: Said, other: Said, near: Near) -> Alike:
    """How much a text is like another one. A title without a text says the same as its like."""
    texts = (one.text, other.text) if one.text else ("", "")
    if fold(f"{one.title} {texts[0]}") == fold(f"{other.title} {texts[1]}"):
        return Alike.SAME
    return Alike.NEARLY if near.is_nearly_same else Alike.SIMILAR

"""Which rows of an uploaded table are similar to a contribution of the process, or to a row before them."""

from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Status, TableImport
from ideenboard.contributions.queries_import import sheet_of
from ideenboard.contributions.rules_import import Row, read_rows


def near_rows(table: TableImport) -> dict[str, tuple[int | None, int | None, bool]]:
    """By the line of a row: the contribution or the line that is similar, and whether it is nearly the same."""
    from ideenboard.similarity.rules_grams import LONGEST
    from ideenboard.similarity.rules_twins import Said, twins_of

    text = func.substr(Contribution.text, 1, LONGEST)
    standing = Contribution.process_id == table.process_id, Contribution.status != Status.WITHDRAWN
    cards = db.session.execute(
        select(Contribution.id, Contribution.title, text).where(*standing).order_by(Contribution.id)
    ).all()
    rows = [row for row in read_rows(sheet_of(table)) if isinstance(row, Row)]
    found = twins_of([Said(title, words) for _id, title, words in cards], [Said(row.title, row.text) for row in rows])
    places = [(card.id, None) for card in cards] + [(None, row.line) for row in rows]
    return {str(places[later][1]): (*places[near.id], near.is_nearly_same) for later, near in found.items()}

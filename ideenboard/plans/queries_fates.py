"""How many contributions of a process have come how far, by the public's eyes."""

from typing import Any

from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.clusters.queries_answers import has_answer
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries import public as public_contributions
from ideenboard.plans.models import Measure, MeasureState, Plan
from ideenboard.plans.queries import origin_pairs, public
from ideenboard.plans.rules_fates import Account, Facts


def account_of(process_id: int) -> Account:
    """Count the published contributions of a process by what became of them, in one query."""
    states = [select(_in_measure(process_id, state).c.source_id) for state in MeasureState]
    flags = [Contribution.id.in_(found).label(f"flag_{number}") for number, found in enumerate(states)]
    facts = (
        select(*flags, has_answer().label("is_answered"))
        .where(Contribution.process_id == process_id, public_contributions())
        .subquery()
    )
    rows = db.session.execute(select(*facts.c, func.count().label("number")).group_by(*facts.c))
    return Account.of(_read(tuple(row)) for row in rows)


def _in_measure(process_id: int, state: MeasureState) -> Any:
    measures = select(Measure.id).join(Measure.plan).where(Plan.process_id == process_id, public())
    return origin_pairs(measures.where(Measure.state == state)).subquery()


def _read(row: tuple[Any, ...]) -> tuple[Facts, int]:
    *flags, is_answered, number = row
    states = frozenset(state for state, flag in zip(MeasureState, flags, strict=True) if flag)
    return Facts(states, bool(is_answered)), number

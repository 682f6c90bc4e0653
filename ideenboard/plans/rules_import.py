"""Read a plan from a table as other programs write it: text in, measures with their steps and reasons out."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ideenboard.base.clock import to_local
from ideenboard.base.said import N_
from ideenboard.base.tables_in import Sheet, guess_columns
from ideenboard.base.text import Unstorable, clean, fold, one_line
from ideenboard.contributions.rules_import import Unusable, read_moment
from ideenboard.plans.models import MeasureState
from ideenboard.plans.rules import LINE_MAX, MAX_MILESTONES, NEEDS_REASON, TEXT_MAX, TITLE_MAX

# What the columns are called elsewhere, folded.
COLUMNS: dict[str, Collection[str]] = {
    "title": ("titel", "title", "massnahme", "measure", "bezeichnung", "vorhaben", "name"),
    "number": ("nummer der massnahme", "number of the measure"),
    "theme": ("thema", "theme", "handlungsfeld", "themenfeld"),
    "what": ("was getan wird", "what will be done", "was", "what", "beschreibung", "description", "inhalt"),
    "why": ("warum", "why", "anlass", "ziel", "ziele", "zweck"),
    "lead": ("federfuehrung", "lead", "verantwortlich", "verantwortung", "zustaendig", "zustaendigkeit"),
    "partners": ("beteiligte", "partner", "partners", "mitwirkende", "kooperation"),
    "starts": ("beginn", "begins on", "von", "from", "start", "starts"),
    "ends": ("ende", "ends on", "bis", "to", "until", "frist", "ends"),
    "cost": ("kosten", "cost", "costs", "budget"),
    "funding": ("finanzierung", "funding", "mittel", "foerderung"),
    "state": ("stand", "state", "status", "umsetzungsstand"),
    "reason": ("begruendung", "reason", "grund"),
    "since": ("seit", "since"),
    "heard": ("letzte neuigkeit", "last news", "zuletzt gehoert"),
    "district": ("plan fuer", "plan of", "stadtteil", "district", "ortsteil", "quartier"),
    "milestone": ("meilenstein", "milestone", "meilensteine", "milestones", "schritt", "step"),
    "planned": ("geplant fuer", "planned for", "termin", "meilenstein bis", "datum", "date", "faellig"),
    "reached": ("erreicht am", "reached on", "erreicht", "reached"),
}
# A step and its days may come as often as a table likes: "Meilenstein 1", "Termin 1", "Meilenstein 2" …
STEP = ("milestone", "planned", "reached")
STATES: dict[str, MeasureState] = {
    **dict.fromkeys(("planned", "geplant", "offen"), MeasureState.PLANNED),
    **dict.fromkeys(("running", "in progress", "in arbeit", "laufend", "begonnen"), MeasureState.RUNNING),
    **dict.fromkeys(("done", "umgesetzt", "erledigt", "fertig", "abgeschlossen"), MeasureState.DONE),
    **dict.fromkeys(("delayed", "verzoegert", "verspaetet"), MeasureState.DELAYED),
    **dict.fromkeys(("dropped", "not implemented", "nicht umgesetzt", "entfaellt"), MeasureState.DROPPED),
}
_LIMITS = {
    **{"title": TITLE_MAX, "lead": LINE_MAX, "partners": LINE_MAX * 2, "cost": LINE_MAX, "funding": LINE_MAX},
    **{"what": TEXT_MAX, "why": TEXT_MAX, "reason": TEXT_MAX},
}
_TEXTS = ("what", "why", "reason")


class Key(NamedTuple):
    """What a measure is known by within a table, folded."""

    title: str
    number: str
    district: str


@dataclass(frozen=True)
class StepRow:
    """A milestone as a table names it."""

    title: str
    planned_on: date
    reached_on: date | None


@dataclass(frozen=True)
class PlanRow:
    """One measure of a table, ready to be put into a plan; `notes` says what was understood differently.

    `district` and `theme` are the names as they stand in the table; `texts` are the fields that hold nothing but text.
    """

    line: int
    title: str
    district: str
    texts: dict[str, str]
    days: dict[str, date | None]
    state: MeasureState | None
    steps: list[StepRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    theme: str = ""
    # What tells measures of one title apart, where a table numbers them.
    number: str = ""


def guess(header: Sequence[str]) -> list[str | None]:
    """What the columns mean, as far as their names say it, numbered ones included."""
    return guess_columns([re.sub(r"[\s._-]*\d+$", "", name) for name in header], COLUMNS)


def read_plan(sheet: Sheet) -> list[PlanRow | Unusable]:
    """The measures of a table with their steps, or why a line can be none.

    A line without a title, or with one that stands above, holds more steps of that measure.
    """
    rows: list[PlanRow | Unusable] = []
    known: dict[Key, PlanRow | Unusable] = {}
    last: PlanRow | Unusable | None = None
    for line, cells in sheet.lines():
        values, steps = _sorted(sheet.columns, cells)
        key = Key(*(fold(one_line(values.get(name, ""))) for name in Key._fields))
        above = _above(known, key, steps) if key.title else last
        if above is not None and steps:
            rows += _add_steps(above, steps, line)
            continue
        last = _twice(line, above) if key.title and isinstance(above, PlanRow) else _measure(line, values, steps)
        rows.append(last)
        known.setdefault(key, last)
    return [_checked(row) if isinstance(row, PlanRow) else row for row in rows]


def _above(known: Mapping[Key, PlanRow | Unusable], key: Key, steps: list[dict[str, str]]) -> PlanRow | Unusable | None:
    """The line with this title and number; a sheet of milestones names no districts."""
    if key in known or key.district or not steps:
        return known.get(key)
    return next((row for other, row in known.items() if other[:2] == key[:2]), None)


def _twice(line: int, above: PlanRow) -> Unusable:
    return Unusable(line, N_("line %(number)s has the same title", number=above.line))


def _add_steps(above: PlanRow | Unusable, steps: list[dict[str, str]], line: int) -> Iterator[Unusable]:
    if isinstance(above, Unusable):
        yield Unusable(line, N_("it goes on with line %(number)s, which is left out", number=above.line))
    else:
        above.steps.extend(_steps(steps, above.notes))


def _checked(row: PlanRow) -> PlanRow | Unusable:
    """The row, or why a plan cannot hold what it says."""
    starts, ends = row.days["starts"], row.days["ends"]
    if starts and ends and ends < starts:
        return Unusable(row.line, N_("the end is before the beginning"))
    if row.state in NEEDS_REASON and not row.texts["reason"]:
        return Unusable(row.line, N_("it is delayed or not implemented, but no reason is given"))
    if len(row.steps) > MAX_MILESTONES:
        return Unusable(row.line, N_("it has more than %(most)s milestones", most=MAX_MILESTONES))
    return row


def _sorted(columns: Sequence[str | None], cells: Sequence[str]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """One line by the meaning of its cells, and the steps in it."""
    values: dict[str, str] = {}
    steps: list[dict[str, str]] = []
    # A step begins with whatever stands first, be it its name or its day.
    first = next((meaning for meaning in columns if meaning in STEP), None)
    for meaning, cell in zip(columns, cells, strict=False):
        if meaning == first and meaning:
            steps.append({})
        if meaning and cell.strip():
            (steps[-1] if meaning in STEP else values).setdefault(meaning, cell)
    return values, [step for step in steps if step]


def _measure(line: int, values: dict[str, str], steps: list[dict[str, str]]) -> PlanRow | Unusable:
    try:
        texts = {name: _cleaned(name, values.get(name, "")) for name in _LIMITS}
    except Unstorable as error:
        return Unusable(line, str(error))
    if not texts["title"]:
        return Unusable(line, N_("it has no title"))
    for name, most in _LIMITS.items():
        if len(texts[name]) > most:
            return Unusable(line, _too_long(name, len(texts[name]), most))
    notes: list[str] = []
    days = {name: _day(values.get(name, ""), notes) for name in ("starts", "ends", "since", "heard")}
    state = _state(values.get("state", ""), notes)
    place, theme, number = (one_line(values.get(name, "")) for name in ("district", "theme", "number"))
    return PlanRow(line, texts.pop("title"), place, texts, days, state, _steps(steps, notes), notes, theme, number)


def _too_long(name: str, length: int, most: int) -> str:
    if name == "title":
        return N_("its title has %(length)s characters; at most %(most)s can be kept", length=length, most=most)
    return N_("one of its cells has %(length)s characters; at most %(most)s can be kept", length=length, most=most)


def _cleaned(name: str, text: str) -> str:
    return clean(text) if name in _TEXTS else one_line(clean(text))


def _state(word: str, notes: list[str]) -> MeasureState | None:
    state = STATES.get(fold(one_line(word)))
    if state is None and word.strip():
        notes.append(N_("the state %(name)r is unknown", name=one_line(word)[:40]))
    return state


def _day(text: str, notes: list[str]) -> date | None:
    moment = read_moment(text, notes)
    day = to_local(moment).date() if moment else None
    if day and not 2000 <= day.year < 2100:
        notes.append(N_("the date %(name)r cannot be read", name=one_line(text)[:40]))
        return None
    return day


def _steps(found: list[dict[str, str]], notes: list[str]) -> list[StepRow]:
    """The steps that have both a name and a day; the others are noted."""
    steps = []
    for cells in found:
        title, more = one_line(cells.get("milestone", "")), list[str]()
        planned, reached = (_day(cells.get(name, ""), more) for name in ("planned", "reached"))
        if not title or len(title) > LINE_MAX:
            more.append(N_("a milestone without a name, or with too long a one, is left out"))
        elif planned is None:
            more.append(N_("the milestone %(name)r has no day and is left out", name=title[:40]))
        else:
            steps.append(StepRow(title, planned, reached))
        notes += more
    return steps

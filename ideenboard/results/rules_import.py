"""Read votes that were cast elsewhere: tables in, plain votes and reasons out."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ideenboard.base.tables_in import open_sheet

VOTES: dict[str, Collection[str]] = {
    "participant": ("participant", "voter", "voter-id", "teilnehmende", "person"),
    "statement": ("statement", "statement_id", "comment-id", "option", "aussage"),
    "vote": ("vote", "value", "stimme", "wert"),
}
PARTICIPANTS: dict[str, Collection[str]] = {
    "participant": VOTES["participant"],
    "group": ("group", "gruppe", "group-id"),
}
ANSWERS = {"1": 1, "+1": 1, "0": 0, "-1": -1}


@dataclass(frozen=True)
class Cast:
    """What was said: by participant the answer to each statement; and how many lines could not be used, by reason."""

    papers: Mapping[str, Mapping[str, int]]
    unusable: Mapping[str, int]


def read_votes(content: bytes, statements: Collection[str]) -> Cast:
    """Read lines of participant, statement, vote (1 agree, 0 neutral, -1 disagree); a person's last one stands.

    Raises Refusal where it is no such table.
    """
    sheet = open_sheet(content, VOTES, [("participant",), ("statement",), ("vote",)])
    # Looked up once: there are as many lines as votes.
    person, statement, value = (sheet.columns.index(name) for name in ("participant", "statement", "vote"))
    known, longest = set(statements), max(person, statement, value)
    papers: dict[str, dict[str, int]] = {}
    unusable: Counter[str] = Counter()
    for _line, cells in sheet.lines():
        if len(cells) <= longest or not cells[person].strip():
            unusable["a line without participant, statement or vote"] += 1
        elif cells[statement].strip() not in known:
            unusable["a vote on a statement that is not in the table"] += 1
        elif (answer := ANSWERS.get(cells[value].strip())) is None:
            unusable["a vote that is not 1, 0 or -1"] += 1
        else:
            papers.setdefault(cells[person].strip(), {})[cells[statement].strip()] = answer
    return Cast(papers, unusable)


def read_groups(content: bytes) -> dict[str, str]:
    """Read lines of participant, group; those without a group are left out. Raises Refusal where it is no table."""
    sheet = open_sheet(content, PARTICIPANTS, [("participant",), ("group",)])
    rows = (sheet.values(cells) for _line, cells in sheet.lines())
    return {
        row["participant"].strip(): row["group"].strip()
        for row in rows
        if row.get("participant", "").strip() and row.get("group", "").strip()
    }

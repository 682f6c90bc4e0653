"""Minutes as a document to take away."""

from datetime import date
from typing import Any

from flask_babel import get_locale, pgettext
from flask_babel import gettext as _

from ideenboard.base.documents import Block, Document, Facts, Grid, Heading, Items, Paragraph
from ideenboard.base.i18n import day, moment
from ideenboard.base.paths import public_url
from ideenboard.meetings.forms import HAPPENED, VERDICTS, title_of
from ideenboard.meetings.models import AgendaItem, Resolution
from ideenboard.meetings.queries_minutes import Minutes
from ideenboard.meetings.rules import Kind


def document_of(minutes: Minutes) -> Document:
    """Describe the minutes: who was there, what was said and resolved, what is open until when, and corrections."""
    event = minutes.meeting.event
    items = [block for item in minutes.items for block in _item(item, minutes.resolutions.get(item.id))]
    blocks: list[Block] = [Facts(_frame(minutes)), Heading(_("Agenda")), Items(_titles(minutes), numbered=True), *items]
    if minutes.open_points:
        head = [_("By when"), _("Who"), _("What"), _("Number")]
        rows = [[day(one.due_on), one.who, one.wording, one.code] for one in minutes.open_points if one.due_on]
        blocks += [Heading(_("Open points")), Grid(_("Open points"), head, rows)]
    if minutes.corrections:
        texts = [f"{day(one.at)}: {one.text}" for one in minutes.corrections]
        blocks += [Heading(_("Corrections")), Items(texts)]
    title = _("Minutes: %(event)s", event=event.title)
    return Document(title, str(get_locale()), blocks, summary=event.outcome)


def _titles(minutes: Minutes) -> list[str]:
    return [str(title_of(item)) for item in minutes.items]


def _frame(minutes: Minutes) -> list[tuple[str, str]]:
    meeting = minutes.meeting
    groups = [*minutes.groups, *([(_("Without a group"), meeting.others)] if meeting.others else [])]
    there = ", ".join(f"{name}: {count}" for name, count in groups)
    frame = [
        (_("Process"), meeting.process.title),
        (_("When"), moment(meeting.event.starts_at)),
        (_("Where"), meeting.event.place),
        (_("Who was there"), f"{minutes.people} ({there})" if groups else ""),
        (_("Names"), meeting.names),
        (_("Address"), public_url("minutes.show", meeting_id=meeting.id)),
    ]
    return [(name, text) for name, text in frame if text]


def _item(item: AgendaItem, resolution: Resolution | None) -> list[Block]:
    blocks: list[Block] = [Heading(str(title_of(item)))]
    if item.changes:
        blocks.append(Items([_line(change) for change in item.changes]))
    if item.notes:
        blocks.append(Paragraph(item.notes))
    if resolution:
        blocks += [Heading(_("Resolution %(number)s", number=resolution.code), 2), Facts(told(resolution))]
    return blocks


def _line(change: dict[str, Any]) -> str:
    """What happened, as one line: its first words, what was written down, and the day."""
    word, _icon, _tone = HAPPENED[Kind(change["kind"])]
    count = str(change["count"]) if change["count"] else ""
    until = _("until %(date)s", date=day(date.fromisoformat(change["until"]))) if change.get("until") else ""
    words = [str(word), count, change["title"], until, change["text"]]
    return f"{' '.join(filter(None, words))} ({day(date.fromisoformat(change['on']))})"


def told(resolution: Resolution) -> list[tuple[str, str]]:
    """What a resolution says, as names and texts."""
    counts = [
        (pgettext("votes", "For"), resolution.votes_for),
        (pgettext("votes", "Against"), resolution.votes_against),
    ]
    counts.append((pgettext("votes", "Abstained"), resolution.abstained))
    said = [
        (_("How it goes on"), str(VERDICTS[resolution.verdict])),
        (_("Wording"), resolution.wording),
        (_("Reason"), resolution.reason),
        (_("Who"), resolution.who),
        (_("By when"), day(resolution.due_on) if resolution.due_on else ""),
        (_("Vote in the room"), ", ".join(f"{side}: {count}" for side, count in counts if count is not None)),
    ]
    return [(name, text) for name, text in said if text]

"""Forms around processes, and the words for their enums."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import HiddenField, RadioField

from ideenboard.base.forms import Form, to_int
from ideenboard.processes.models import EventKind, Moderation, Phase, StakeholderGroup, Workshop

PHASES = {
    Phase.PREPARED: lazy_pgettext("phase", "Prepared"),
    Phase.COLLECTING: lazy_pgettext("phase", "Collecting"),
    Phase.DISCUSSING: lazy_pgettext("phase", "Discussing"),
    Phase.VOTING: lazy_pgettext("phase", "Voting"),
    Phase.CLOSED: lazy_pgettext("phase", "Closed"),
}
EVENT_KINDS = {
    EventKind.KICKOFF: _l("Kick-off"),
    EventKind.FOLLOW_UP: _l("Follow-up meeting"),
    EventKind.CLOSING: _l("Closing event"),
    EventKind.OTHER: _l("Other event"),
}
MODERATIONS = {
    Moderation.AFTER: _l("Contributions appear at once and are looked at afterwards"),
    Moderation.BEFORE: _l("Contributions appear when a coordinator has approved them"),
}


def place_of(workshop: Workshop) -> str:
    """Where a workshop sits: its number and its room."""
    number = _("Workshop %(number)s", number=workshop.number)
    return f"{number}, {workshop.room}" if workshop.room else number


class JoinForm(Form):
    """One question that may be skipped: as what somebody is here."""

    class Meta(Form.Meta):
        # Who is new here has no token, and gets none by looking; `csrf.for_newcomers` guards it.
        csrf = False

    key = HiddenField()
    group = RadioField(_l("I am here as …"), coerce=to_int, validate_choice=False)

    def offer(self, groups: list[StakeholderGroup]) -> None:
        """Fill in the groups of the process and the way to skip the question."""
        self.group.choices = [(group.id, group.name) for group in groups] + [("", _l("I would rather not say"))]
        if not self.is_submitted():
            # Nothing is chosen beforehand, not even the last: who skips the question just goes on.
            self.group.data = 0

    def chosen(self, groups: list[StakeholderGroup]) -> int | None:
        """The chosen group, where it is one of this process."""
        return self.group.data if self.group.data in {group.id for group in groups} else None

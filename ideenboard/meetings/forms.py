"""Forms of the agenda, and the words for what can happen and be resolved."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms.validators import InputRequired, NumberRange

from ideenboard.base.forms import Form, NumberField, SentenceField, required
from ideenboard.meetings.models import Topic
from ideenboard.meetings.rules import Kind

TITLE_MAX = 200
# How the items are called that are about no single thing.
TOPICS = {
    Topic.RESOLUTIONS: _l("What became of the resolutions?"),
    Topic.UNANSWERED: _l("Contributions without a response"),
    Topic.NEXT: _l("Next steps"),
}
# What happened, as the first words of its line, with its icon and its tone.
HAPPENED = {
    Kind.DECIDED: (_l("Resolution"), "gavel", "running"),
    Kind.CLOSED: (_l("The vote is counted."), "vote", "running"),
    Kind.PLANNED: (_l("New in the plan."), "flag", "planned"),
    Kind.RUNNING: (_l("In progress."), "half", "running"),
    Kind.DONE: (lazy_pgettext("agenda", "Done."), "done", "done"),
    Kind.DELAYED: (_l("Delayed."), "pause", "late"),
    Kind.DROPPED: (_l("Not implemented."), "dash", "dropped"),
    Kind.MOVED: (_l("Put off."), "calendar", "late"),
    Kind.MISSED: (_l("Missed."), "missed", "late"),
    Kind.REACHED: (_l("Reached."), "done", "done"),
    Kind.ANSWERED: (_l("Response of the city."), "comment", "running"),
    Kind.ARRIVED: (_l("New contributions."), "write", "planned"),
    Kind.WAITING: (_l("Waiting for a response."), "answer", "late"),
}


class ItemForm(Form):
    """Something that comes onto the agenda by hand."""

    title = SentenceField(_l("What it is about"), required(TITLE_MAX))
    minutes = NumberField(_l("Minutes"), [InputRequired(), NumberRange(1, 240)], default=10)

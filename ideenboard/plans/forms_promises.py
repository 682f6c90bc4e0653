"""The answers to the question what came of a milestone: reached, or put off."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField
from wtforms.validators import InputRequired, ValidationError

from ideenboard.base.forms import Form, SentenceField, plausible_day, required
from ideenboard.plans.models import Milestone

REASON_MAX = 400


class ReachedForm(Form):
    """The day on which it came true."""

    reached_on = DateField(_l("Reached on"), [InputRequired(), plausible_day])
    today: date

    def validate_reached_on(self, field: Any) -> None:
        """Refuse a day that is still to come."""
        if field.data and field.data > self.today:
            raise ValidationError(_("This day is still to come. Only what is reached counts."))


class MovedForm(Form):
    """The new day, and the reason that everybody can read."""

    planned_on = DateField(_l("Put off to"), [InputRequired(), plausible_day])
    reason = SentenceField(_l("because"), required(REASON_MAX), description=_l("Everybody can read it."))
    delays = BooleanField(_l("The whole measure is delayed by it"))
    today: date

    def validate_planned_on(self, field: Any) -> None:
        """Refuse a day that has passed already: it would only be the next one to be missed."""
        if field.data and field.data <= self.today:
            raise ValidationError(_("Please give a day that is still to come."))


def reached_form(milestone: Milestone, today: date, **filled: Any) -> ReachedForm:
    """The form of one milestone among many on a page; with `formdata=None` as it is first shown."""
    form = ReachedForm(prefix=f"m{milestone.id}", **filled)
    form.today = today
    return form


def moved_form(milestone: Milestone, today: date, **filled: Any) -> MovedForm:
    """The same for putting it off."""
    form = MovedForm(prefix=f"m{milestone.id}", **filled)
    form.today = today
    return form


def question(milestone: Milestone, today: date, refused: Form | None) -> dict[str, Any]:
    """A milestone with its two answers as forms; the one that was refused stands there with what was typed."""
    reached = refused if isinstance(refused, ReachedForm) else reached_form(milestone, today, formdata=None)
    moved = refused if isinstance(refused, MovedForm) else moved_form(milestone, today, formdata=None)
    return {"milestone": milestone, "measure": milestone.measure, "reached": reached, "moved": moved}

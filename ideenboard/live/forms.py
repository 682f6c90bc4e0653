"""Forms of the steering page, and the words for what a wall can show."""

from typing import Any, cast

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from ideenboard.base.forms import Form, LineField, NumberField, required
from ideenboard.live.actions import WallSetting
from ideenboard.live.models import MESSAGE_MAX, Grouping, WallMode
from ideenboard.processes.forms import PHASES
from ideenboard.processes.forms_events import PhaseForm
from ideenboard.processes.models import Phase

WALL_MODES = {
    WallMode.BY_PHASE: lazy_pgettext("wall", "What fits the phase"),
    WallMode.JOIN: lazy_pgettext("wall", "Join"),
    WallMode.CARDS: lazy_pgettext("wall", "Contributions"),
    WallMode.RESULT: lazy_pgettext("wall", "Vote and result"),
}
GROUPINGS = {
    Grouping.NONE: lazy_pgettext("grouping", "none"),
    Grouping.KIND: lazy_pgettext("grouping", "by kind"),
    Grouping.CLUSTER: lazy_pgettext("grouping", "by cluster"),
}
SWITCH = {"1": True, "0": False}


def _switched(value: Any) -> bool:
    if value not in SWITCH and not isinstance(value, bool):
        raise ValueError(value)
    return SWITCH.get(value, value is True)


class SwitchField(RadioField):
    """On or off, where nothing said means neither."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [SelectChoice(on, "") for on in SWITCH.values()]
        super().__init__(validators=[Optional()], coerce=_switched, choices=choices, **kwargs)


class WallForm(Form):
    """What the wall is to show and how; what is not sent stays."""

    mode = RadioField(
        validators=[Optional()], coerce=WallMode, choices=[SelectChoice(*one) for one in WALL_MODES.items()]
    )
    grouping = RadioField(
        validators=[Optional()], coerce=Grouping, choices=[SelectChoice(*one) for one in GROUPINGS.items()]
    )
    is_veiled = SwitchField()
    only_picked = SwitchField()

    def setting(self) -> WallSetting:
        """What was sent."""
        fields = (self.mode, self.grouping, self.is_veiled, self.only_picked)
        return cast(WallSetting, {field.name: field.data for field in fields if field.data is not None})


class StepForm(PhaseForm):
    """The phase a workshop is to be in, and the one in which its page was made: nobody goes on from an old page."""

    before = SelectField(coerce=Phase, choices=[SelectChoice(*one) for one in PHASES.items()])


class TimerForm(Form):
    """How long the timer runs, and whether its end also ends the collecting."""

    minutes = NumberField(lazy_pgettext("duration", "Minutes"), [InputRequired(), NumberRange(1, 240)], default=15)
    locks = BooleanField(_l("Take no contributions after the end"))


class MoreTimeForm(Form):
    """How much more time there is."""

    minutes = NumberField(lazy_pgettext("duration", "Minutes"), [InputRequired(), NumberRange(1, 60)])


class MessageForm(Form):
    """A short text for all phones and the wall of a room."""

    text = LineField(_l("Message to the room"), required(MESSAGE_MAX))


class MessageToAllForm(Form):
    """The same for all rooms of an event at once."""

    text = LineField(_l("Message to all rooms"), required(MESSAGE_MAX))

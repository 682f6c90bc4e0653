"""Forms of ballots, the words for their enums, and reading the votes of a paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from ideenboard.base.forms import NumberField, SentenceField, VersionedForm, required
from ideenboard.processes.models import District, Workshop
from ideenboard.voting.actions_desk import Setting
from ideenboard.voting.methods import METHODS
from ideenboard.voting.models import Ballot, Level, Method
from ideenboard.voting.queries_desk import Place

QUESTION_MAX = 200
POINTS = 10
MAX_PER_OPTION = 5
POINTS_MAX = 100
FIRST_MAX = 20
EUROS_MAX = 999_999_999
METHOD_NAMES = {
    Method.SUPPORT: lazy_pgettext("method", "Support"),
    Method.POINTS: lazy_pgettext("method", "Points"),
    Method.APPROVAL: lazy_pgettext("method", "Agree, neutral, disagree"),
    Method.CONSENSUS: lazy_pgettext("method", "Resistance"),
    Method.RANKING: lazy_pgettext("method", "Order"),
    Method.BUDGET: lazy_pgettext("method", "Budget"),
}
METHOD_HELP = {
    Method.SUPPORT: _l("Support: each person ticks as many proposals as they like"),
    Method.POINTS: _l("Points: each person gives out a number of points"),
    Method.APPROVAL: _l("Agree, neutral, disagree: one answer to each proposal"),
    Method.CONSENSUS: _l("Resistance: 0 to 10 for each proposal, and for leaving everything as it is; the least wins"),
    Method.RANKING: _l("Order: each person puts up to ten proposals in order"),
    Method.BUDGET: _l("Budget: proposals have costs, each person ticks what the money should be spent on"),
}
LEVEL_NAMES = {
    Level.OPEN: lazy_pgettext("level", "Open (link)"),
    Level.ROOM_CODE: lazy_pgettext("level", "Room code"),
    Level.CARDS: lazy_pgettext("level", "Voting cards"),
}
# Said before voting, on every result and in exports: against what it protects, and against what not.
LEVEL_SENTENCES = {
    Level.OPEN: _l("Protects against nothing: whoever has the link can vote, and on several devices more than once."),
    Level.ROOM_CODE: _l(
        "Keeps out whoever joins only after the vote has begun, but does not keep one person from using two devices."
    ),
    Level.CARDS: _l(
        "Keeps people from voting twice, because each card counts once, but not from passing a card on to others."
    ),
}
TARGETS = {"clusters": _l("Clusters"), "contributions": _l("Single contributions")}


class BallotForm(VersionedForm):
    """Question, place, method and protection of a ballot."""

    question = SentenceField(_l("Question"), required(QUESTION_MAX))
    scope = SelectField(_l("Who votes"))
    method = RadioField(_l("How people vote"), [InputRequired()], coerce=Method, default=Method.POINTS)
    points = NumberField(_l("Points per person"), default=POINTS, validators=[Optional(), NumberRange(1, POINTS_MAX)])
    max_per_option = NumberField(
        _l("At most on one proposal"), default=MAX_PER_OPTION, validators=[Optional(), NumberRange(1, POINTS_MAX)]
    )
    total = NumberField(_l("Sum to spend, in euros"), validators=[Optional(), NumberRange(1, EUROS_MAX)])
    level = RadioField(_l("Protection"), [InputRequired()], coerce=Level, default=Level.ROOM_CODE)
    first_k = NumberField(
        _l("How many places matter"),
        [InputRequired(), NumberRange(1, FIRST_MAX)],
        default=3,
        description=_l("The result says how sure it is that a proposal is among the first so many."),
    )

    bars_own = BooleanField(
        _l("Nobody votes on their own contribution"),
        description=_l(
            "Own contributions are marked in any case. Who votes with a card alone is not known to have any."
        ),
    )

    # What the proposals cost, by their key; they stand beside the fields of the form.
    costs: Mapping[str, int | None] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and the costs beside them."""
        valid = super().validate(extra_validators)
        try:
            self.costs = read_costs(request.form)
        except ValueError:
            self.total.errors = [*self.total.errors, _("A cost is a whole number of euros, at least 1.")]
            return False
        return bool(valid)

    def offer(self, districts: Sequence[District], workshops: Sequence[Workshop]) -> None:
        """Fill in the places of the process."""
        self.scope.choices = [
            ("process", _l("Everybody in this process")),
            *((f"district-{district.id}", district.name) for district in districts),
            *((f"workshop-{w.id}", f"{w.number}. {w.title}") for w in workshops),
        ]
        self.method.choices = list(METHOD_HELP.items())
        self.level.choices = list(LEVEL_NAMES.items())

    @staticmethod
    def scope_of(ballot: Ballot) -> str:
        """The choice that stands for where a ballot is held."""
        if ballot.workshop_id:
            return f"workshop-{ballot.workshop_id}"
        return f"district-{ballot.district_id}" if ballot.district_id else "process"

    def place(self) -> Place:
        """Where the ballot is held; the whole process where nothing valid was chosen."""
        kind, _, number = (self.scope.data or "").partition("-")
        known = {value for value, _label in self.scope.choices}
        if self.scope.data not in known or not number:
            return Place()
        return Place(workshop_id=int(number)) if kind == "workshop" else Place(district_id=int(number))

    def setting(self) -> Setting:
        """What was decided; only with points do their numbers mean anything."""
        points = self.points.data or POINTS
        return Setting(
            question=self.question.data,
            method=self.method.data,
            points=points,
            max_per_option=min(self.max_per_option.data or MAX_PER_OPTION, points),
            first_k=self.first_k.data,
            level=self.level.data,
            bars_own=self.bars_own.data,
            total=self.total.data if METHODS[self.method.data].has_costs else None,
            **vars(self.place()),
        )


class NewBallotForm(BallotForm):
    """The same, and what is voted on: the most supported are put on the ballot at once."""

    target = RadioField(_l("What people vote on"), [InputRequired()], default="clusters")

    def offer(self, districts: Sequence[District], workshops: Sequence[Workshop]) -> None:
        """Fill in the places of the process and the two things one can vote on."""
        super().offer(districts, workshops)
        self.target.choices = list(TARGETS.items())


def read_votes(sent: MultiDict[str, str]) -> dict[int, int]:
    """The votes of a paper from its fields `option-<id>`; of a check box and its hidden 0 the last one counts.

    Raises ValueError for what is no number.
    """
    prefix = "option-"
    fields = (name for name in sent if name.startswith(prefix))
    values = {name: sent.getlist(name)[-1] for name in fields}
    return {read_number(name.removeprefix(prefix)): read_number(value or "0") for name, value in values.items()}


def read_costs(sent: MultiDict[str, str]) -> dict[str, int | None]:
    """What proposals cost, from the fields `cost-<key>`; None where nothing was entered.

    Raises ValueError for what is no number of euros from 1 on.
    """
    prefix = "cost-"
    typed = {name.removeprefix(prefix): sent[name].strip() for name in sent if name.startswith(prefix)}
    costs = {key: read_number(text.replace(".", "")) if text else None for key, text in typed.items()}
    if any(cost is not None and cost < 1 for cost in costs.values()):
        raise ValueError("a cost below 1")
    return costs


def read_number(text: str) -> int:
    """A whole number of at most nine digits as a form sends it. Raises ValueError for all else."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise ValueError(f"no number: {text[:20]!r}")
    return int(text)

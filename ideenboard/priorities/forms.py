"""Two selects for a cluster, and the weights."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import SelectChoice, SelectField
from wtforms.validators import InputRequired, NumberRange

from ideenboard.base.forms import Form, NumberField, VersionedForm, to_int

GRADES = [
    (1, lazy_pgettext("grade", "very small")),
    (2, lazy_pgettext("grade", "small")),
    (3, lazy_pgettext("grade", "medium")),
    (4, lazy_pgettext("grade", "large")),
    (5, lazy_pgettext("grade", "very large")),
]
HEAVIEST = 9


def _grades(label: str) -> SelectField:
    return SelectField(
        label, coerce=to_int, choices=[SelectChoice("", "–"), *(SelectChoice(grade, word) for grade, word in GRADES)]
    )


class _Pair:
    """Impact and effort belong together: both or none."""

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for the one that is missing."""
        valid: bool = super().validate(extra_validators)  # type: ignore[misc]
        missing = [field for field in (self.impact, self.effort) if field.data is None]  # type: ignore[attr-defined]
        if valid and len(missing) == 1:
            missing[0].errors = [_("Please choose both, impact and effort.")]
            return False
        return valid


class EstimateForm(_Pair, Form):
    """What I think of a cluster."""

    impact = _grades(_l("Impact"))
    effort = _grades(_l("Effort"))


class AgreementForm(_Pair, VersionedForm):
    """What we agreed upon."""

    impact = _grades(_l("Impact"))
    effort = _grades(_l("Effort"))


class WeightsForm(VersionedForm):
    """How often each side counts."""

    impact = NumberField(_l("Impact counts"), [InputRequired(), NumberRange(0, HEAVIEST)])
    effort = NumberField(_l("Little effort counts"), [InputRequired(), NumberRange(0, HEAVIEST)])

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse a score in which nothing counts."""
        valid: bool = super().validate(extra_validators)
        if valid and not (self.impact.data or self.effort.data):
            self.impact.errors = [_("One of them must count.")]
            return False
        return valid

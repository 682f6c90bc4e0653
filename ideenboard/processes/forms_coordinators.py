"""Forms by which somebody comes to work on a process or on some of its districts."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ideenboard.base.forms import Form, LineField, required
from ideenboard.people.forms_accounts import ADDRESS
from ideenboard.people.models import Account
from ideenboard.people.queries import account_by_email
from ideenboard.processes.models import District


class DistrictsForm(Form):
    """In which districts somebody works; in none means in all of the process."""

    districts = SelectMultipleField(
        _l("Only in these districts"),
        coerce=int,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        description=_l("Without a tick: the whole process, with its settings, votes and exports."),
    )

    def offer(self, districts: Sequence[District]) -> "DistrictsForm":
        """Fill the choices of a process."""
        self.districts.choices = [(district.id, district.name) for district in districts]
        self._known = districts
        return self

    def chosen(self) -> list[District]:
        """The districts that were ticked."""
        return [district for district in self._known if district.id in (self.districts.data or [])]


class CoordinatorForm(DistrictsForm):
    """Whom to add, by the e-mail address of an account."""

    email = LineField(_l("E-mail"), required(200), description=_l("The address with which the person signs in."))
    account: Account | None = None

    def validate_email(self, field: Field) -> None:
        """Refuse an address without a working account."""
        self.account = account_by_email(field.data)
        if self.account is None or self.account.disabled_at:
            raise ValidationError(_("There is no account with this address. An admin can create one."))


class InvitedCoordinatorForm(DistrictsForm):
    """Whom to invite, and under which name."""

    name = LineField(
        _l("Name"), required(100), description=_l("It stands beside what this person writes for the city.")
    )
    email = LineField(_l("E-mail"), required(200))

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address, and one that has an account."""
        if not ADDRESS.fullmatch(field.data):
            raise ValidationError(_("This is not an e-mail address."))
        if account_by_email(field.data):
            raise ValidationError(_("There is already an account with this e-mail address. Add it above."))

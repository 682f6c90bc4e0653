"""Forms by which accounts come into being and change their passwords."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, PasswordField, RadioField, SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from ideenboard.base.forms import Form, LineField, required
from ideenboard.people.models import Role
from ideenboard.people.queries import account_by_email
from ideenboard.people.rules import PASSWORD_MAX, PASSWORD_MIN

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
ROLES = {
    Role.COORDINATOR: _l("Coordinator: works on the processes they belong to"),
    Role.ADMIN: _l("Admin: works on every process and keeps the accounts"),
}


class AccountForm(Form):
    """Somebody who is to work with the contributions."""

    name = LineField(
        _l("Name"), required(100), description=_l("It stands beside what this person writes for the city.")
    )
    email = LineField(_l("E-mail"), required(200))
    role = RadioField(
        _l("Role"), coerce=Role, choices=[SelectChoice(*one) for one in ROLES.items()], default=Role.COORDINATOR
    )

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address, and one that has an account."""
        if not ADDRESS.fullmatch(field.data):
            raise ValidationError(_("This is not an e-mail address."))
        if account_by_email(field.data):
            raise ValidationError(_("There is already an account with this e-mail address."))


class InvitedForm(Form):
    """Somebody who was invited says who they are and chooses a password."""

    name = LineField(_l("Name"), required(100), description=_l("It stands beside what you write for the city."))
    new = PasswordField(
        _l("Password"),
        [InputRequired(), Length(min=PASSWORD_MIN, max=PASSWORD_MAX)],
        description=_l("At least 12 characters. Several words are easier to remember than signs."),
    )


class ConfirmForm(Form):
    """The password once more."""

    password = PasswordField(_l("Password"), [InputRequired(), Length(max=PASSWORD_MAX)])


class CodeForm(Form):
    """A code of the second factor."""

    code = LineField(_l("Code"), required(20), description=_l("Six digits from the app, or a recovery code."))


class PasswordForm(Form):
    """The own password, known and new."""

    current = PasswordField(_l("Current password"), [InputRequired(), Length(max=PASSWORD_MAX)])
    new = PasswordField(
        _l("New password"),
        [InputRequired(), Length(min=PASSWORD_MIN, max=PASSWORD_MAX)],
        description=_l("At least 12 characters. Several words are easier to remember than signs."),
    )

"""Forms of accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from ideenboard.base.forms import Form, LineField, required
from ideenboard.people.rules import PASSWORD_MAX


class LoginForm(Form):
    """E-mail and password of a coordinator."""

    email = LineField(_l("E-mail"), required(200))
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=PASSWORD_MAX)])

"""Forms of the page on which answers are prepared."""

from flask_babel import lazy_gettext as _l

from ideenboard.base.forms import Form, LineField, ParagraphsField, VersionedForm, required


class DraftForm(VersionedForm):
    """The words of an answer that nobody can read yet."""

    text = ParagraphsField(_l("Your answer"), required(2000))


class BlockForm(Form):
    """An answer that is given often."""

    name = LineField(_l("Name"), required(80), description=_l("Only coordinators see it."))
    text = ParagraphsField(_l("Text"), required(2000))

"""How a measure goes, as a form; and why it is not let through."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ideenboard.base.forms import Form, LineField, ParagraphsField, PhotoField, SentenceField, optional, required
from ideenboard.plans.actions_updates import UpdateDraft
from ideenboard.plans.models import MeasureUpdate

TEXT_MAX = 2000
DESCRIPTION_MAX = 200
REASON_MAX = 400


class UpdateForm(Form):
    """A few sentences, and perhaps a photo."""

    text = ParagraphsField(_l("How does it go?"), required(TEXT_MAX), description=_l("Two or three plain sentences."))
    photo = PhotoField(_l("Photo"), description=_l("No faces and no names, please. JPEG, PNG or WebP, at most 8 MB."))
    description = LineField(
        _l("What does the photo show?"), optional(DESCRIPTION_MAX), description=_l("For those who cannot see it.")
    )

    @property
    def refused_with(self) -> int:
        """The status of the answer to a refused form: 413 where the photo is too large."""
        return self.photo.refusal.status if self.photo.refusal else 422

    def draft(self) -> UpdateDraft:
        """What the form says, once it is valid."""
        photo = self.photo.content if self.photo.data else None
        return UpdateDraft(self.text.data, photo, self.description.data or "" if photo else "")


class DeclineForm(Form):
    """Why everybody shall not read it."""

    reason = SentenceField(
        _l("Why is it not shown?"), required(REASON_MAX), description=_l("The lead of the measure reads this reason.")
    )


def decline_form(update: MeasureUpdate, **filled: Any) -> DeclineForm:
    """The form of one update among many on a page; with `formdata=None` as it is first shown."""
    return DeclineForm(prefix=f"u{update.id}", **filled)

"""Forms of the desk: a reason, an answer, a note; and the words for verdicts, reasons and the log."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import HiddenField, RadioField, SelectChoice, ValidationError
from wtforms.validators import InputRequired, Length

from ideenboard.base.forms import Form, LineField, ParagraphsField, optional, required
from ideenboard.contributions.forms import DESCRIPTION_MAX
from ideenboard.contributions.models import Photo, Status
from ideenboard.moderation.models import Reason, Verdict
from ideenboard.moderation.rules import needs_explanation

PILES = {
    Status.PENDING: lazy_pgettext("pile", "Waiting"),
    Status.PUBLISHED: lazy_pgettext("pile", "Published"),
    Status.HIDDEN: lazy_pgettext("pile", "Hidden"),
    Status.WITHDRAWN: lazy_pgettext("pile", "Withdrawn"),
}
VERDICTS = {Verdict.PUBLISHED: _l("Published"), Verdict.HIDDEN: _l("Hidden")}
REASONS = {
    Reason.PERSON: _l("Names a person"),
    Reason.INSULT_OR_AD: _l("Insult or advertising"),
    Reason.OFF_TOPIC: _l("Does not belong to the subject"),
    Reason.DUPLICATE: _l("Says the same as another contribution"),
    Reason.OTHER: _l("Another reason"),
}
# What the log tells of a card, in words for people.
HAPPENED = {
    "contribution.added": lazy_pgettext("history", "Brought in"),
    "contribution.edited": _l("Changed by its author"),
    "contribution.corrected": _l("Corrected, as it stands on the card"),
    "contribution.pending": _l("Put back into the queue"),
    "contribution.published": _l("Published"),
    "contribution.hidden": _l("Hidden"),
    "contribution.withdrawn": lazy_pgettext("history", "Taken back"),
    "contribution.photo_added": _l("Photo added"),
    "contribution.photo_approved": _l("Photo approved"),
    "contribution.photo_waits": _l("Approval of the photo taken back"),
    "contribution.photo_removed": _l("Photo removed"),
    "contribution.answered": _l("Answered for the city"),
    "contribution.answer_withdrawn": _l("Answer of the city taken back"),
    "contribution.noted": _l("Internal note written"),
    "contribution.comment_hidden": _l("Comment hidden"),
    "contribution.comment_shown": _l("Comment shown again"),
    "contribution.clustered": _l("Put into a cluster"),
    "contribution.unclustered": _l("Taken out of a cluster"),
}


def happened(action: str) -> Any:
    """What an entry of the log says; one that is new to this list keeps its own name."""
    return HAPPENED.get(action, action)


class HideForm(Form):
    """Why a card is hidden. Its author reads it."""

    reason = RadioField(
        _l("Reason for hiding"),
        [InputRequired()],
        coerce=Reason,
        choices=[SelectChoice(reason, label) for reason, label in REASONS.items()],
    )
    explanation = ParagraphsField(_l("In your own words"), [Length(max=500)])

    def validate_explanation(self, field: ParagraphsField) -> None:
        """Another reason says nothing by itself."""
        if needs_explanation(self.reason.data) and not field.data:
            raise ValidationError(_("Please say the reason in your own words."))


class PhotoForm(Form):
    """What a photo shows, and which one was looked at."""

    seen = HiddenField(validators=[InputRequired()])
    description = LineField(
        _l("What does it show?"),
        optional(DESCRIPTION_MAX),
        description=_l(
            "In a few words, for those who cannot see it. Where nothing stands here, the title is read out."
        ),
    )

    @classmethod
    def of(cls, contribution_id: int, **filled: Any) -> "PhotoForm":
        """The form of one photo among many on a page; `filled` is what it shows where nothing was sent."""
        return cls(prefix=f"photo{contribution_id}-", **filled)

    @classmethod
    def filled(cls, photo: Photo) -> "PhotoForm":
        """The form as it shows a photo."""
        return cls.of(photo.contribution_id, formdata=None, seen=photo.mark, description=photo.description)


class ResponseForm(Form):
    """What the city answers."""

    text = ParagraphsField(_l("Your answer"), required(2000))


class NoteForm(Form):
    """What coordinators say among themselves."""

    text = ParagraphsField(_l("New note"), required(2000))

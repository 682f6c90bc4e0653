"""Forms of the desk: a reason, an answer, a note; and the words for verdicts, reasons and the log."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext
from wtforms import BooleanField, HiddenField, RadioField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from ideenboard.base.forms import ChoiceField, Form, LineField, ParagraphsField, optional, required, to_int
from ideenboard.comments.models import TextBlock
from ideenboard.contributions.forms import DESCRIPTION_MAX
from ideenboard.contributions.models import Photo, Status
from ideenboard.moderation.models import Verdict
from ideenboard.moderation.queries import Step
from ideenboard.moderation.rules import NONE, Wanted, needs_explanation
from ideenboard.processes.models import HidingReason
from ideenboard.processes.queries import reasons_of

PILES = {
    Status.PENDING: lazy_pgettext("pile", "Waiting"),
    Status.PUBLISHED: lazy_pgettext("pile", "Published"),
    Status.HIDDEN: lazy_pgettext("pile", "Hidden"),
    Status.WITHDRAWN: lazy_pgettext("pile", "Withdrawn"),
}
VERDICTS = {Verdict.PUBLISHED: _l("Published"), Verdict.HIDDEN: _l("Hidden")}
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
    "contribution.answer_drafted": _l("An answer of the city is prepared"),
    "contribution.answered": _l("Answered for the city"),
    "contribution.answer_withdrawn": _l("Answer of the city taken back"),
    "contribution.noted": _l("Internal note written"),
    "contribution.comment_hidden": _l("Comment hidden"),
    "contribution.comment_shown": _l("Comment shown again"),
    "contribution.clustered": _l("Put into a cluster"),
    "contribution.unclustered": _l("Taken out of a cluster"),
    "contribution.assigned": _l("Given to a coordinator"),
    "contribution.released": _l("Given back to all coordinators"),
}


def happened(action: str) -> Any:
    """What an entry of the log says; one that is new to this list keeps its own name."""
    return HAPPENED.get(action, action)


def done_words(verdict: Verdict, count: int) -> str:
    """What a step did, in words."""
    if verdict is Verdict.PUBLISHED:
        return ngettext("%(num)s contribution published.", "%(num)s contributions published.", count)
    return ngettext("%(num)s contribution hidden.", "%(num)s contributions hidden.", count)


def step_words(step: Step) -> str:
    """What taking a step back takes back, in words for its button."""
    if step.verdict is Verdict.PUBLISHED:
        return ngettext("Take %(num)s approval back", "Take %(num)s approvals back", step.count)
    return ngettext("Take %(num)s hiding back", "Take %(num)s hidings back", step.count)


class QueueForm(Form):
    """What the queue is narrowed to, to be changed. The address is read by itself; this only shows it."""

    q = LineField(_l("Search"))
    workshop = ChoiceField(_l("Workshop"))
    district = ChoiceField(_l("District"))
    theme = ChoiceField(_l("Theme"))
    group = ChoiceField(_l("Group"))
    assignee = ChoiceField(_l("Who takes care"))
    unanswered = BooleanField(_l("Only without a response of the city"))

    @classmethod
    def filled(cls, wanted: Wanted, choices: Mapping[str, Sequence[tuple[int, str]]]) -> "QueueForm":
        """The form as it shows what is wanted."""
        form = cls(None, q=wanted.words, unanswered=wanted.is_unanswered, **wanted.places)
        for name, (everything, nothing) in _EMPTY.items():
            none = [(NONE, nothing)] if nothing else []
            form[name].choices = [("", everything), *none, *choices[name]]
        return form

    def chosen(self) -> dict[str, str]:
        """What of it narrows the queue, by the name in the address, in words."""
        words = {"q": f"„{self.q.data}“"} if self.q.data else {}
        for name in _EMPTY:
            label = next((str(label) for value, label in self[name].choices if value == self[name].data), "")
            words |= {name: label} if self[name].data is not None and label else {}
        return words | ({"unanswered": _("without response")} if self.unanswered.data else {})


# Of each list: the words for all of its entries, and for none of them.
_EMPTY: dict[str, tuple[Any, Any]] = {
    "workshop": (_l("All workshops"), _l("Without workshop")),
    "district": (_l("All districts"), _l("city-wide")),
    "theme": (_l("All themes"), _l("Without theme")),
    "group": (_l("All groups"), _l("Without group")),
    "assignee": (lazy_pgettext("assignee", "Everybody"), lazy_pgettext("assignee", "Nobody")),
}


class HideForm(Form):
    """Why a card is hidden, of the reasons of its process. Its author reads it."""

    reason = RadioField(_l("Reason for hiding"), coerce=to_int, validate_choice=False)
    explanation = ParagraphsField(_l("In your own words"), [Length(max=500)])
    reasons: Sequence[HidingReason] = ()

    @classmethod
    def of(cls, process_id: int, reasons: Sequence[HidingReason] | None = None, **filled: Any) -> "HideForm":
        """The form of a process, empty where `formdata=None`; `reasons` where they have been read already."""
        form = cls(**filled)
        form.reasons = reasons_of(process_id) if reasons is None else reasons
        form.reason.choices = [(reason.id, reason.name) for reason in form.reasons]
        return form

    @property
    def chosen(self) -> HidingReason | None:
        """The reason that was chosen."""
        return next((reason for reason in self.reasons if reason.id == self.reason.data), None)

    def validate_reason(self, field: RadioField) -> None:
        """There must be one, as soon as the process has any."""
        if self.reasons and self.chosen is None:
            raise ValidationError(_("Please choose a reason."))

    def validate_explanation(self, field: ParagraphsField) -> None:
        """A reason that the charter does not describe says nothing by itself."""
        if self.reasons and self.chosen is None:
            return  # The reason itself is asked for first.
        if needs_explanation(self.chosen) and not field.data:
            raise ValidationError(_("Please say the reason in your own words."))


def hiding(comment_id: int | None, form: HideForm) -> dict[str, Any]:
    """What the list of comments asks for at the one that is about to be hidden."""
    return {"to_hide": comment_id, "comment_form": form}


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
    block = ChoiceField(_l("Text block"), [Optional()], validate_choice=False)

    def with_block(self, blocks: Sequence[TextBlock]) -> "ResponseForm":
        """Offer these text blocks."""
        self.block.offer(blocks, _("No text block"))
        return self

    def inserted(self, blocks: Sequence[TextBlock]) -> None:
        """Put the chosen text block behind what was typed."""
        chosen = next((one.text for one in blocks if one.id == self.block.data), "")
        self.text.data = "\n\n".join(part for part in (self.text.data, chosen) if part)


class NoteForm(Form):
    """What coordinators say among themselves."""

    text = ParagraphsField(_l("New note"), required(2000))

"""Forms around contributions, and the words for their enums."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from ideenboard.base.acks import USABLE
from ideenboard.base.forms import ChoiceField, Form, LineField, ParagraphsField, PhotoField, SentenceField
from ideenboard.comments.rules import COMMENT_MAX
from ideenboard.contributions.actions import Draft
from ideenboard.contributions.models import TEXT_MAX, TITLE_MAX, Contribution, Kind, Status
from ideenboard.contributions.rules import Facets, Filter, Order
from ideenboard.processes.models import Workshop

SEARCH_MAX = 80
DESCRIPTION_MAX = 200
# Milliseconds since 1970, and room for some centuries.
SEQ_DIGITS = 15

KINDS = {
    Kind.IDEA: lazy_pgettext("kind", "Idea"),
    Kind.CHALLENGE: lazy_pgettext("kind", "Challenge"),
    Kind.OPPORTUNITY: lazy_pgettext("kind", "Opportunity"),
    Kind.PRACTICE: lazy_pgettext("kind", "Good practice"),
}
KIND_HELPS = {
    Kind.IDEA: _l("This is how it could work"),
    Kind.CHALLENGE: _l("This stands in the way"),
    Kind.OPPORTUNITY: _l("This helps us with it"),
    Kind.PRACTICE: _l("This works already"),
}
STATUSES = {
    Status.PENDING: lazy_pgettext("contribution", "Waits for approval"),
    Status.PUBLISHED: lazy_pgettext("contribution", "Visible"),
    Status.HIDDEN: lazy_pgettext("contribution", "Hidden"),
    Status.WITHDRAWN: lazy_pgettext("contribution", "Withdrawn"),
}


class TokenField(HiddenField):
    """The mark of one opened form, so that what it sends arrives once. An unusable one is replaced by a fresh one."""

    def __init__(self, **kwargs: Any) -> None:
        # A browser that restores fields after a reload must not bring an old token back.
        kept_by_server = {"autocomplete": "off"}
        usable = Regexp(USABLE, message=_l("This form is too old. Please send it once more."))
        super().__init__(default=new_token, validators=[usable], render_kw=kept_by_server, **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if self.errors:
            self.data = new_token()


def new_token() -> str:
    """The mark of a form that is opened now."""
    return str(uuid.uuid4())


class ContributionForm(Form):
    """What a person wants to say, of which kind and about which place."""

    kind = RadioField(
        _l("Kind of contribution"),
        choices=[SelectChoice(*kind) for kind in KINDS.items()],
        coerce=Kind,
        default=Kind.IDEA,
    )
    title = SentenceField(
        _l("Your contribution in one sentence"),
        [
            DataRequired(_l("Please say it in one sentence.")),
            Length(max=TITLE_MAX, message=_l("The sentence is too long: at most %(max)d characters. More fits below.")),
        ],
    )
    text = ParagraphsField(
        _l("What else should one know?"),
        [Optional(), Length(max=TEXT_MAX, message=_l("The details are too long: at most %(max)d characters."))],
    )
    district = ChoiceField(_l("Where does this apply?"))
    theme = ChoiceField(_l("Theme"))

    def offer(self, districts: Sequence[Any], themes: Sequence[Any]) -> None:
        """Fill in the places and themes of the process."""
        self.district.offer(districts, _("City-wide"))
        self.theme.offer(themes, _("No theme"))

    def draft(self) -> Draft:
        """What was typed, as the verbs take it."""
        return Draft(self.kind.data, self.title.data, self.text.data or "", self.district.data, self.theme.data)

    def show(self, contribution: Contribution) -> None:
        """Put in what the contribution says now."""
        self.kind.data, self.title.data, self.text.data = contribution.kind, contribution.title, contribution.text
        self.district.data, self.theme.data = contribution.district_id, contribution.theme_id


class NewContributionForm(ContributionForm):
    """A contribution that is sent for the first time."""

    token = TokenField()


class PhotoForm(Form):
    """One photo, and what it shows."""

    photo = PhotoField(_l("Photo"), description=_l("JPEG, PNG or WebP, at most 8 MB."))
    description = LineField(
        _l("What does it show?"),
        [
            Optional(),
            Length(max=DESCRIPTION_MAX, message=_l("The description is too long: at most %(max)d characters.")),
        ],
        description=_l("In a few words, for those who cannot see it."),
    )

    def validate_photo(self, field: PhotoField) -> None:
        """Refuse a form without a photo."""
        if not field.data:
            raise ValidationError(_("Please choose a photo."))

    @property
    def refused_with(self) -> int:
        """The status of the answer to a refused form: 413 where the file is too large."""
        return self.photo.refusal.status if self.photo.refusal else 422


class CommentForm(Form):
    """One thing to say about a card."""

    text = ParagraphsField(
        _l("Your comment"),
        [
            DataRequired(_l("Please write what you want to say.")),
            Length(max=COMMENT_MAX, message=_l("The comment is too long: at most %(max)d characters.")),
        ],
    )
    token = TokenField()


class FilterForm(Form):
    """What a list of cards is narrowed to. It comes from the address: what is wrong in it is left out, not refused."""

    class Meta:
        """A search changes nothing and needs no token."""

        csrf = False

    kind = HiddenField()
    q = LineField(_l("Search"))
    district = ChoiceField(_l("District"))
    theme = ChoiceField(_l("Theme"))
    order = SelectField(_l("Order"), default=Order.NEWEST)

    def offer(self, facets: Facets) -> None:
        """Fill in what occurs in the list, and the orders."""
        self.district.choices = [("", _("All districts")), *facets.districts.items()]
        self.theme.choices = [("", _("All themes")), *facets.themes.items()]
        self.order.choices = [(Order.NEWEST, _("Newest first")), (Order.SUPPORTED, _("Most supported first"))]

    def wanted(self, workshop: Workshop | None = None) -> Filter:
        """The filter that the address asks for, in a list of one room where one is named."""
        return Filter(
            workshop_id=workshop.id if workshop else None,
            kind=Kind(self.kind.data) if self.kind.data in set(Kind) else None,
            district_id=_offered(self.district),
            theme_id=_offered(self.theme),
            words=(self.q.data or "")[:SEARCH_MAX],
            order=Order(self.order.data) if self.order.data in set(Order) else Order.NEWEST,
        )


def filter_form(args: MultiDict[str, str], facets: Facets) -> FilterForm:
    """The form of a list, filled from its address."""
    form = FilterForm(args)
    form.offer(facets)
    return form


def _offered(field: ChoiceField) -> int | None:
    """The choice where it is one of the list."""
    return field.data if field.data in {value for value, _label in field.choices} else None


def sent_seq() -> int | None:
    """The number under which a phone says something; None from a form without script, and for what is no number."""
    text = request.form.get("seq", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= SEQ_DIGITS else None

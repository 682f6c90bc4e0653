"""The workshop on the phone: contribute, see, vote, mine."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, photos
from ideenboard.base.acks import acknowledge, acknowledge_token
from ideenboard.base.codes import read_code
from ideenboard.base.db import db
from ideenboard.base.htmx import done, render
from ideenboard.base.qr import ANY_PATTERN, qr_svg
from ideenboard.contributions import actions, queries, queries_lists
from ideenboard.contributions.forms import NewContributionForm
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries_photos import may_set_photo
from ideenboard.contributions.rules import may_edit, may_withdraw
from ideenboard.pages.queries import Seat, phone_frame, take_seat
from ideenboard.pages.queries_mine import last_look, news_of, note_look
from ideenboard.processes.queries import current_actor, places_to_choose
from ideenboard.processes.rules import may_contribute, takes_photos
from ideenboard.similarity.queries import similar_to_typed
from ideenboard.voting.queries import open_ballots_for

bp = Blueprint("phone", __name__)


@bp.get("/w/<code>/contribute")
def contribute_form(code: str) -> str:
    """Show the form for a contribution, or what is on now instead."""
    seat = take_seat(code)
    frame = phone_frame(seat, "write")
    if not may_contribute(seat.workshop, clock.now()):
        return render_template("pages/phone_not_collecting.html", **frame)
    form = _form(seat)
    form.district.data, form.theme.data = seat.workshop.district_id, seat.workshop.theme_id
    return render_template("pages/phone_contribute.html", form=form, **_illustrated(seat), **frame)


def _illustrated(seat: Seat) -> dict[str, Any]:
    return {"may_illustrate": takes_photos(seat.workshop), "photo_limit": photos.MAX_BYTES}


@bp.post("/w/<code>/contributions")
def contribute(code: str) -> AnyResponse:
    """Bring a contribution in, once, however often it arrives."""
    seat = take_seat(code)
    form = _form(seat)
    if not form.validate_on_submit():
        frame = phone_frame(seat, "write") | _illustrated(seat)
        return render("pages/phone_contribute.html", "pages/_contribute_form.html", 422, form=form, **frame)
    contribution, is_new = actions.contribute(seat, form.draft(), form.token.data, by=current_actor(), at=clock.now())
    db.session.commit()
    # From here on the text survives a power cut: the phone may forget its draft.
    return acknowledge(_arrived(seat, contribution, form.token.data, is_new))


def _form(seat: Seat) -> NewContributionForm:
    form = NewContributionForm()
    form.offer(*places_to_choose(seat.process_id))
    return form


def _arrived(seat: Seat, contribution: Contribution, token: str, is_new: bool) -> AnyResponse:
    to = url_for(".sent", code=seat.code, receipt=contribution.receipt_code)
    context = _sent_context(seat, contribution) | {"ack": token, "oob": True}
    response = done(to, "pages/_sent.html", 201 if is_new else 200, **context)
    if response.status_code != 303:
        response.headers["HX-Push-Url"] = to
    return response


@bp.get("/w/<code>/sent/<receipt>")
def sent(code: str, receipt: str) -> Response:
    """Show what was just sent, with its receipt."""
    seat = take_seat(code)
    contribution = queries.by_receipt(read_code(receipt)) or abort(404)
    actor = current_actor()
    if contribution.workshop_id != seat.id or contribution.participant_id != actor.participant_id:
        abort(404)
    context = phone_frame(seat, "write") | _sent_context(seat, contribution) | {"ack": contribution.token}
    # Where no script runs nothing was offered while typing.
    context["found"] = similar_to_typed(seat.process_id, contribution.title, actor)
    response = render("pages/phone_sent.html", "pages/_sent.html", **context)
    return acknowledge_token(response, contribution.token)


def _sent_context(seat: Seat, contribution: Contribution) -> dict[str, Any]:
    at = clock.now()
    receipt_url = url_for("receipt.show", code=contribution.receipt_code, _external=True)
    return {
        "contribution": contribution,
        "form_url": url_for(".contribute_form", code=seat.code),
        "may_edit": may_edit(contribution.status, contribution.created_at, at),
        "may_set_photo": may_set_photo(contribution, current_actor()),
        "receipt_url": receipt_url,
        "receipt_qr": qr_svg(receipt_url, pattern=ANY_PATTERN),
    }


@bp.get("/w/<code>/vote")
def vote(code: str) -> AnyResponse | str:
    """Show the open ballots of the workshop; a single one at once."""
    seat = take_seat(code)
    ballots = open_ballots_for(seat.workshop, current_actor())
    if len(ballots) == 1:
        return redirect(url_for("voting.ballot", ballot_id=ballots[0].Ballot.id), 303)
    return render_template("pages/phone_vote.html", ballots=ballots, **phone_frame(seat, "vote"))


@bp.get("/w/<code>/mine")
def mine(code: str) -> str:
    """Show what this device brought in, in all workshops, and what is new about it since it last looked."""
    seat = take_seat(code)
    actor, at = current_actor(), clock.now()
    cards, news = queries_lists.own_cards(actor) if actor.participant_id else [], news_of(actor, last_look())
    # A phone that gets this page ahead for later has not looked.
    if actor.participant_id and "X-Ahead" not in request.headers:
        note_look(at)
    return render_template(
        "pages/phone_mine.html",
        cards=cards,
        news=news,
        editable={card.id for card in cards if may_edit(card.status, card.created_at, at)},
        withdrawable={card.id for card in cards if may_withdraw(card.status)},
        **phone_frame(seat, "mine"),
    )

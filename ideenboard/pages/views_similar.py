"""What others said already, quietly beside what somebody types. It is never a step of its own and holds nobody up."""

from flask import Response, make_response, render_template, request

from ideenboard.base.db import only_read
from ideenboard.pages.queries import take_seat
from ideenboard.pages.views_phone import bp
from ideenboard.processes.queries import current_actor
from ideenboard.similarity.queries import similar_to_typed
from ideenboard.similarity.rules import TYPED_MIN

__all__ = ["bp"]


@bp.post("/w/<code>/similar")
def similar(code: str) -> Response:
    """The three nearest contributions to what stands in the field. It only reads.

    It is sent like a form all the same: what nobody has sent yet must not stand in an address, and so in no log.
    """
    only_read()
    seat = take_seat(code)
    title = request.form.get("title", "").replace("\0", "").strip()
    found = similar_to_typed(seat.process_id, title, current_actor()) if len(title) >= TYPED_MIN else []
    return make_response(render_template("similarity/_typed.html", found=found, workshop=seat.workshop))

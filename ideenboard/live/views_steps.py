"""From phase to phase and back, and the timer."""

from flask import Response, abort
from flask_babel import gettext as _
from sqlalchemy import select

from ideenboard.base import clock
from ideenboard.base.db import db, lock
from ideenboard.base.errors import Conflict
from ideenboard.base.htmx import render
from ideenboard.live.forms import MoreTimeForm, StepForm, TimerForm
from ideenboard.live.views import acting, answer, bp, page
from ideenboard.processes import actions_phases as actions
from ideenboard.processes.forms import PHASES
from ideenboard.processes.models import PhaseChange
from ideenboard.processes.queries_phases import get_steered_or_404


@bp.post("/steering/<int:workshop_id>/phase")
def set_phase(workshop_id: int) -> Response:
    """Move the workshop into another phase."""
    workshop = get_steered_or_404(workshop_id)
    lock(workshop)
    form = StepForm()
    if not form.validate_on_submit():
        abort(422)
    if form.before.data is not workshop.phase:
        phase = PHASES[workshop.phase]
        raise Conflict(_("The phase is “%(phase)s” meanwhile. Nothing was changed; please look again.", phase=phase))
    actions.set_phase(workshop, form.phase.data, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/phase/<int:change_id>/removal")
def take_back(workshop_id: int, change_id: int) -> Response:
    """Undo a change of phase within its minute."""
    workshop = get_steered_or_404(workshop_id)
    query = select(PhaseChange).where(PhaseChange.id == change_id, PhaseChange.workshop_id == workshop.id)
    change = db.session.scalar(query) or abort(404)
    actions.take_back(change, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/timer")
def set_timer(workshop_id: int) -> Response:
    """Start the timer."""
    workshop = get_steered_or_404(workshop_id)
    form = TimerForm()
    if not form.validate_on_submit():
        return render("live/steering.html", "live/_timer_form.html", 422, **page(workshop, timer_form=form))
    actions.set_timer(workshop, form.minutes.data, form.locks.data, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/timer/extension")
def extend_timer(workshop_id: int) -> Response:
    """Give more time."""
    workshop = get_steered_or_404(workshop_id)
    form = MoreTimeForm()
    if not form.validate_on_submit():
        abort(422)
    actions.extend_timer(workshop, form.minutes.data, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/timer/removal")
def stop_timer(workshop_id: int) -> Response:
    """Take the timer away."""
    workshop = get_steered_or_404(workshop_id)
    actions.stop_timer(workshop, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)

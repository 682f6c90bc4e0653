"""The page of a measure: the whole way back to what people said, and forward to what was promised and told."""

from flask import render_template

from ideenboard.base import clock
from ideenboard.meetings.queries import resolutions_about
from ideenboard.pages.queries_outcome import comments_about
from ideenboard.plans import queries
from ideenboard.plans.queries_promises import moves_of
from ideenboard.plans.queries_updates import updates_of
from ideenboard.plans.rules import is_silent
from ideenboard.plans.views import bp
from ideenboard.processes.queries import current_actor
from ideenboard.results.queries_places import places_of


@bp.get("/measures/<int:measure_id>")
def measure(measure_id: int) -> str:
    """Show a measure with everything that led to it and everything that came of it."""
    measure, actor = queries.get_measure_or_404(measure_id), current_actor()
    sources = queries.sources_of([measure.id], actor)[measure.id]
    origins = queries.origins_of(measure.id)
    clusters = [origin.cluster_id for origin in origins if origin.cluster_id is not None]
    milestones = queries.milestones_of([measure.id])[measure.id]
    today = clock.to_local(clock.now()).date()
    return render_template(
        "pages/measure.html",
        measure=measure,
        milestones=milestones,
        moves=moves_of([milestone.id for milestone in milestones]),
        updates=updates_of(measure.id),
        is_silent=is_silent(measure, today, measure.plan.process.silent_after),
        origins=origins,
        cards=queries.source_cards(sources, actor),
        comments=comments_about(sources, clusters),
        places=places_of(sources, clusters),
        resolutions=resolutions_about([measure.id], clusters),
        today=today,
    )

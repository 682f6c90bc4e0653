"""Beside a contribution at the desk: others that say something similar, with the words they share."""

from flask import Response, abort

from ideenboard.base.htmx import render
from ideenboard.moderation import queries
from ideenboard.moderation.views import bp
from ideenboard.processes.queries import current_actor, get_worked_on_or_404
from ideenboard.similarity.queries import similar_to
from ideenboard.similarity.rules import marked, stems

__all__ = ["bp"]


@bp.get("/desk/<slug>/contributions/<int:contribution_id>/similar")
def similar(slug: str, contribution_id: int) -> Response:
    """Show the contributions that are nearest to one; asked for by the page around it when that stands."""
    process = get_worked_on_or_404(slug)
    card = queries.get_reviewable_or_404(contribution_id, to_change=False)
    if card.process_id != process.id:
        abort(404)
    own = stems(f"{card.title} {card.text}")
    found = [(other, marked(other.title, own), marked(other.text, own)) for other in similar_to(card, current_actor())]
    return render("moderation/similar.html", "moderation/_similar.html", process=process, card=card, found=found)

"""The wall of a room, for its beamer: it shows, and has no control. Anybody with the code of the room may open it."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from ideenboard.base import clock
from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_svg
from ideenboard.pages.queries_wall import Wall, get_wall, wall_of
from ideenboard.pages.rules_wall import enlarged, lay, room_for_cards, rows_of_ranking
from ideenboard.processes.forms import place_of
from ideenboard.results.rules_page import of_everybody, scale_for

bp = Blueprint("wall", __name__)


@bp.get("/w/<code>/wall")
def show(code: str) -> str:
    """Show the wall of a room."""
    workshop_id, mark = wall_of(code)
    return render_template("pages/wall.html", **_picture(workshop_id, mark, None))


@bp.get("/w/<code>/wall/changes")
def changes(code: str) -> Response:
    """Say what the wall shows now: 204 while that is what it showed at a mark, on a wall of the same height."""
    workshop_id, mark = wall_of(code)
    height = request.args.get("height", type=int)
    if request.args.get("since") == f"{mark}.{height}":
        return Response(status=204)
    return Response(render_template("pages/_wall.html", **_picture(workshop_id, mark, height)))


def _picture(workshop_id: int, mark: str, height: int | None) -> dict[str, Any]:
    at = clock.now()
    wall = get_wall(workshop_id, at)
    code = wall.workshop.code
    room = room_for_cards(height, has_message=bool(wall.now.wall.message))
    return {
        "wall": wall,
        "workshop": wall.workshop,
        "place": place_of(wall.workshop),
        "at": at,
        "poll_url": url_for(".changes", code=code, since=f"{mark}.{height}"),
        "host": public_url("home.index").partition("://")[2].rstrip("/"),
        "qr_code": qr_svg(public_url("processes.join_form", code=code)),
        **_cards(wall, room),
        **_ranking(wall, rows_of_ranking(room)),
    }


def _cards(wall: Wall, room: float) -> dict[str, Any]:
    if focus := wall.now.focus:
        return {"large": enlarged(focus.title, focus.text, room)}
    laid = lay(wall.piles, room)
    return {"laid": laid, "more": len(wall.piles) - len(laid)}


def _ranking(wall: Wall, most: int) -> dict[str, Any]:
    if wall.result is None:
        return {}
    data = wall.result.data
    rows = of_everybody(data).rows
    return {
        "data": data,
        "rows": rows[:most],
        "scale": scale_for(data["method"], (row["post_hi"] for row in rows[:most])),
        "more_rows": max(0, len(rows) - most),
    }

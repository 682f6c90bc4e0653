"""The Atom feed of a process."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

from flask import Blueprint, Response, abort, current_app

from ideenboard.base import clock
from ideenboard.base.paths import public_url
from ideenboard.pages.queries_feed import Item, published_in
from ideenboard.processes.models import Process
from ideenboard.processes.queries import get_process_or_404

ATOM = "http://www.w3.org/2005/Atom"
bp = Blueprint("feed", __name__)


@bp.get("/processes/<slug>/feed.atom")
def atom(slug: str) -> Response:
    """Give what a process has published to whoever follows it. Of one that is not public there is none, for anybody."""
    process = get_process_or_404(slug)
    if process.published_at is None:
        abort(404)
    return Response(_feed(process, published_in(process)), mimetype="application/atom+xml")


def _feed(process: Process, items: Sequence[Item]) -> str:
    feed = Xml.Element("feed", {"xmlns": ATOM})
    _say(feed, "id", _tag(f"process:{process.id}"))
    _say(feed, "title", process.title)
    _say(feed, "updated", _moment(items[0].at if items else process.published_at or clock.now()))
    Xml.SubElement(feed, "link", {"rel": "self", "href": public_url("feed.atom", slug=process.slug)})
    Xml.SubElement(feed, "link", {"rel": "alternate", "href": public_url("home.process", slug=process.slug)})
    _say(Xml.SubElement(feed, "author"), "name", process.organiser or process.title)
    for item in items:
        _entry(feed, item)
    return Xml.tostring(feed, encoding="unicode", xml_declaration=True)


def _entry(feed: Xml.Element, item: Item) -> None:
    entry = Xml.SubElement(feed, "entry")
    _say(entry, "id", _tag(item.key))
    _say(entry, "title", item.title)
    _say(entry, "updated", _moment(item.at))
    Xml.SubElement(entry, "link", {"rel": "alternate", "href": item.url})
    if item.text:
        # Plain text: a reader shows it and runs nothing.
        _say(entry, "summary", item.text)


def _say(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = text


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _tag(key: str) -> str:
    """A name that stays the same for ever."""
    return f"tag:{urlsplit(current_app.config['BASE_URL']).hostname},2026:{key}"

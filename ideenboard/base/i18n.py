"""German and English: which one this request speaks, and how dates and numbers look in it."""

from collections import defaultdict
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, format_date, format_datetime, format_decimal, get_domain, get_locale
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LANGUAGES = {"de": "Deutsch", "en": "English"}
DEFAULT = "de"

babel = Babel()


def init_app(app: Flask) -> None:
    """Choose the language per request and give templates their formats."""
    # Each room carries its own German; Flask-Babel reads them as one catalogue.
    folders = sorted(Path(app.root_path).glob("*/translations"))
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(map(str, folders))
    babel.init_app(
        app, default_locale=DEFAULT, default_timezone="Europe/Berlin", locale_selector=language, timezone_selector=None
    )
    app.jinja_env.globals.update(locale=lambda: get_locale().language, languages=LANGUAGES)
    app.jinja_env.globals.update(_=_text, ngettext=_counted_text, pgettext=_text_in)
    app.jinja_env.filters.update(
        day=day, moment=moment, clock_time=clock_time, clock_seconds=clock_seconds, number=number
    )


def language() -> str:
    """What was chosen on the page, else what the browser prefers, else German."""
    if not has_request_context():
        return DEFAULT
    return language_of(session.get("language"), request.headers.get("Accept-Language", ""))


def language_of(chosen: str | None, header: str) -> str:
    """The same of a request that Flask has not opened: from its cookie, and what its browser prefers."""
    return chosen if chosen in LANGUAGES else _preferred(header)


@lru_cache(maxsize=200)
def _preferred(header: str) -> str:
    # There are as many of these headers as there are kinds of phones, not as there are requests.
    return parse_accept_header(header, LanguageAccept).best_match(LANGUAGES, DEFAULT) or DEFAULT


class Phrases(dict[str | tuple[str, str], Markup]):
    """The fixed texts of one language as pages show them, by their English or (context, English), looked up once."""

    def __init__(self) -> None:
        self.catalogue = get_domain().get_translations()

    def __missing__(self, key: str | tuple[str, str]) -> Markup:
        text = self.catalogue.ugettext(key) if isinstance(key, str) else self.catalogue.upgettext(*key)
        # Filled with nothing all the same, so that %% is a percent sign in every text alike.
        self[key] = _filled(text, {})
        return self[key]


_phrases: defaultdict[str, Phrases] = defaultdict(Phrases)


def _spoken() -> Phrases:
    """What is kept of the language of this request: it is also the one in which the domain looks up new texts."""
    return _phrases[get_locale().language]


def _text(text: str, /, **values: Any) -> Markup:
    """What `_()` means in a template. A page asks a hundred times, mostly for texts that are always the same."""
    phrases = _spoken()
    return _filled(phrases.catalogue.ugettext(text), values) if values else phrases[text]


def _text_in(context: str, text: str, /) -> Markup:
    return _spoken()[context, text]


def _counted_text(one: str, many: str, count: int, /, **values: Any) -> Markup:
    return _filled(_spoken().catalogue.ungettext(one, many, count), {"num": count, **values})


def _filled(text: str, values: dict[str, Any]) -> Markup:
    return Markup(text) % values  # noqa: S704 - the text is ours, and the values are escaped


# Babel's plain English is American; on a German city's pages the day comes first.
ENGLISH_DAYS = {"full": "EEEE, d MMMM y", "long": "d MMMM y", "medium": "d MMM y"}


def day(value: date | datetime, style: str = "long") -> str:
    """A date as people write it: 21. Januar 2027."""
    is_english = str(get_locale()) == "en"
    return format_date(value, ENGLISH_DAYS.get(style, style) if is_english else style)


def moment(value: datetime) -> str:
    """Date and time of day in Rostock: 21. Januar 2027, 10:40."""
    return format_datetime(value, "d. MMMM y, HH:mm" if str(get_locale()) == "de" else "d MMMM y, HH:mm")


def clock_time(value: datetime) -> str:
    """The time of day in Rostock: 10:40."""
    return format_datetime(value, "HH:mm")


def clock_seconds(value: datetime) -> str:
    """The time of day in Rostock to the second: 10:40:07."""
    return format_datetime(value, "HH:mm:ss")


def number(value: float, digits: int = 0) -> str:
    """A number with the separators of the language, always with `digits` decimals."""
    return format_decimal(value, "#,##0" + ("." + "0" * digits if digits else ""))

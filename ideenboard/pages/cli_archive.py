"""The public side of a process as a folder of linked pages that opens without a server."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from werkzeug.exceptions import HTTPException

from ideenboard.base.cli import bar
from ideenboard.base.documents import forms
from ideenboard.base.errors import Refusal
from ideenboard.base.i18n import DEFAULT, LANGUAGES
from ideenboard.pages.rules_archive import addresses_in, file_of, relinked, with_icons
from ideenboard.processes.models import Process
from ideenboard.processes.queries import process_named

# What anybody may read and what stays readable without a server. Single parameters choose a page or a group.
READ = frozenset(
    "home.process home.contribution contributions.index clusters.show results.index results.show results.report"
    " results.report_file report.show report.document"
    " results.numbers results.recount plans.index plans.show plans.measure leads.photo processes.events"
    " event.show processes.file calendar.show photos.large photos.small"
    " minutes.show minutes.document minutes.resolution minutes.resolutions"
    " charter.show charter.log feed.atom exports.open_data data.csv data.package data.dcat"
    " legal.accessibility legal.easy legal.imprint legal.privacy static".split()
)
PLACES = {"after", "page", "group", "district", "v"}
_SYMBOL = re.compile(r'<symbol\b[^>]*\bid="([^"]+)".*?</symbol>', re.S)
_URL = re.compile(r'url\("?(\.[^")]+)"?\)')


class Answer(NamedTuple):
    """What an address gave."""

    media_type: str
    content: bytes


def init_app(app: Flask) -> None:
    """Hang the command on `ideenboard`."""
    app.cli.add_command(archive)


@click.command()
@click.argument("process")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT, show_default=True)
@with_appcontext
def archive(process: str, folder: Path, language: str) -> None:
    """Write the public side of a PROCESS into FOLDER: linked pages, data, feed and documents.

    Open index.html there with any browser; no server is needed. The folder must be empty or not be there yet.
    """
    found = process_named(process)
    if found.published_at is None:
        raise Refusal(f"The process {process!r} is not public, so there is nothing to archive.")
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty; an archive is only written into an empty folder.")
    # The commands speak English, the pages what their readers speak.
    with force_locale(language), bar(_answers(found), "Reading") as reading:
        answers = dict(reading)
    files = {address: file_of(address, answer.media_type) for address, answer in answers.items()}
    files[_home(found)] = "index.html"
    with bar(answers.items(), "Writing") as writing:
        for address, answer in writing:
            _write(folder, files[address], answer, files | {"/": "index.html"})
    click.echo(f"{folder}: {len(answers)} files.")


def _home(process: Process) -> str:
    return f"/processes/{process.slug}"


def _answers(process: Process) -> Iterator[tuple[str, Answer]]:
    """Every address that can be read from the page of the process on, with what it gives."""
    home = _home(process)
    more = [f"{home}/{name}" for name in ("datapackage.json", "dcat.jsonld", "feed.atom", "data.json", "data.ods")]
    waiting, known = [home, *more], {home, *more}
    client = current_app.test_client(use_cookies=False)
    while waiting:
        address = waiting.pop()
        # What only leads on, such as to the one plan there is, keeps its address: pages link to it.
        response = client.get(address, follow_redirects=True)
        with response:
            if response.status_code != 200 or not _is_read(response.request.path, home):
                continue
            answer = Answer(response.mimetype or "", response.data)
        yield address, answer
        new = [found for found in _leads_to(address, *answer, home) if found not in known]
        known.update(new)
        waiting += dict.fromkeys(new)


def _leads_to(address: str, media_type: str, content: bytes, home: str) -> list[str]:
    if media_type == "text/html":
        found = addresses_in(content.decode())
        if address.endswith("/report"):
            found += [f"{address}.{ending}" for ending in forms()]
        return [one for one in found if _is_read(one, home)]
    if media_type == "text/css":
        return [f"/static/{place.removeprefix('../')}" for place in _URL.findall(content.decode())]
    if address.endswith("/datapackage.json"):
        return [f"{home}/{path}" for path in re.findall(r'"path": ?"([^"]+)"', content.decode())]
    return []


def _is_read(address: str, home: str) -> bool:
    path, _, query = address.partition("?")
    adapter = current_app.url_map.bind("localhost")
    try:
        endpoint, values = adapter.match(path, method="GET")
    except HTTPException:
        return False
    single = not query or ("&" not in query and query.partition("=")[0] in PLACES)
    return endpoint in READ and single and values.get("slug", home.rpartition("/")[2]) == home.rpartition("/")[2]


def _write(folder: Path, file: str, answer: Answer, files: dict[str, str]) -> None:
    content = answer.content
    if answer.media_type == "text/html":
        content = with_icons(relinked(content.decode(), file, files.get), _symbols()).encode()
    target = folder / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


@cache
def _symbols() -> dict[str, str]:
    sprite = (Path(current_app.static_folder or "") / "icons.svg").read_text(encoding="utf-8")
    return {found.group(1): found.group(0) for found in _SYMBOL.finditer(sprite)}

"""What the phone of a participant has to load: little at first, next to nothing afterwards."""

import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from tests.browsing import Client
from tests.factories import joined, make_contribution, make_workshop

FIRST_VISIT = 100_000
LATER_PAGE = 15_000


PACKED = {"Accept-Encoding": "br, gzip"}


def weigh(client: Client, path: str) -> tuple[str, int]:
    """What a page says, and its bytes on the wire."""
    packed = client.get(path, headers=PACKED, check=False)
    assert packed.headers["Content-Encoding"] == "br" and "Accept-Encoding" in packed.vary
    return brotli.decompress(packed.data).decode(), len(packed.data)


def files_of(html: str, static: Path) -> dict[str, int]:
    """Every file that a page of this text loads, with its bytes on the wire; those its stylesheets name included."""
    names = set(re.findall(r'(?:href|src)="/static/([^"?#]+)', html))
    for name in [name for name in names if name.endswith(".css")]:
        folder = (static / name).parent
        found = re.findall(r'url\("?([^")]+)"?\)', (static / name).read_text())
        names |= {str((folder / url).resolve().relative_to(static)) for url in found if not url.startswith("data:")}
    # Fonts and pictures are compressed in themselves, the rest lies packed beside the file.
    packed = {name: name if name.endswith(("woff2", "png")) else f"{name}.br" for name in names}
    return {name: (static / path).stat().st_size for name, path in packed.items()}


@pytest.fixture
def phone(app: Flask) -> Client:
    workshop = make_workshop()
    for n in range(30):
        make_contribution(workshop, title=f"Räume am Nachmittag für andere öffnen {n}", text="Schule und Kita. " * 8)
    client = joined(app, workshop)
    client.code = workshop.code  # type: ignore[attr-defined]
    return client


def test_the_first_visit_of_the_form_stays_below_100_kb(app: Flask, phone: Client) -> None:
    html, weight = weigh(phone, f"/w/{phone.code}/contribute")
    files = files_of(html, Path(app.static_folder or ""))
    assert {"css/phone.css", "js/draft.js", "vendor/htmx.js", "vendor/fira-400.woff2"} <= set(files)
    assert not {"css/desk.css", "vendor/sortable.js"} & set(files)
    total = weight + sum(files.values())
    assert total <= FIRST_VISIT, (total, files)


@pytest.mark.parametrize("page", ["board", "mine", "contribute"])
def test_later_pages_load_little(app: Flask, phone: Client, page: str) -> None:
    static = Path(app.static_folder or "")
    known = files_of(phone.get(f"/w/{phone.code}/contribute").text, static)
    html, weight = weigh(phone, f"/w/{phone.code}/{page}")
    new = {name: size for name, size in files_of(html, static).items() if name not in known}
    assert weight + sum(new.values()) <= LATER_PAGE, new


def test_a_page_that_another_site_asks_for_does_not_tell_by_its_length(client: Client) -> None:
    headers = PACKED | {"Sec-Fetch-Site": "cross-site"}
    assert "Content-Encoding" not in client.get("/login", headers=headers).headers

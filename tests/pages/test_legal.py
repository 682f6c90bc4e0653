"""The pages that the law wants."""

import pytest

from tests.browsing import Client

PAGES = ["/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache"]


@pytest.mark.parametrize("legal", PAGES)
@pytest.mark.parametrize("start", ["/", "/login", "/gibt-es-nicht"])
def test_they_are_one_click_away(client: Client, legal: str, start: str) -> None:
    assert f'href="{legal}"' in client.get(start).text


def test_privacy_names_who_answers_for_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "noch nicht eingetragen" in client.get("/datenschutz").text
    monkeypatch.setitem(client.application.config, "OPERATOR", "Stadt Musterhafen\nMarkt 1")
    page = client.get("/datenschutz").text
    assert "Stadt Musterhafen<br>Markt 1" in page and "noch nicht eingetragen" not in page


def test_nothing_is_stored_before_joining(client: Client) -> None:
    for page in ("/", *PAGES):
        assert "Set-Cookie" not in client.get(page).headers

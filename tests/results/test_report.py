"""The report on a vote: what the page of the result says, on one page to print and as a file."""

import io
from typing import Any

from flask import Flask
from odf.opendocument import load
from odf.teletype import extractText
from odf.text import H

from ideenboard.base.documents import Figure, Grid, Heading
from ideenboard.base.documents.markup import blocks_of
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Method
from tests.browsing import Client
from tests.results.making import CLEAR, closed

CONSENSUS = [(0, [1, 9, 3])] * 9 + [(1, [4, 0, 8])] * 3


def report(client: Client, snapshot: ResultSnapshot) -> str:
    return client.get(f"/results/{snapshot.ballot_id}/report").text.replace("\N{NO-BREAK SPACE}", " ")


def written(client: Client, snapshot: ResultSnapshot) -> Any:
    return load(io.BytesIO(client.get(f"/results/{snapshot.ballot_id}/report.odt").data))


def test_it_says_result_method_protection_and_participation(app: Flask, client: Client) -> None:
    page = report(client, closed(CLEAR))
    for words in ("Ein Vorschlag liegt klar vorn", "1,07 bis 2,27", "Bayes-Bootstrap", "Raumcode", "keine Wahl",
                  "16 Personen haben abgestimmt", "Fachkraft", "bliebe gleich", "SHA-256", "/recount.zip"):  # fmt: skip
        assert words in page, words


def test_the_file_says_what_the_page_says(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR)
    page, book = report(client, snapshot), written(client, snapshot)
    headings = [extractText(heading) for heading in book.getElementsByType(H)]
    assert headings[:2] == ["Rangliste", "Klar vorn"] and all(f">{heading}</h" in page for heading in headings)
    pdf = client.get(f"/results/{snapshot.ballot_id}/report.pdf")
    assert pdf.mimetype == "application/pdf" and b"pdfuaid:part" in pdf.data


def test_a_newer_method_brings_its_own_tables(app: Flask, client: Client) -> None:
    snapshot = closed(CONSENSUS, method=Method.CONSENSUS)
    assert "Widerstand in der Gruppe" in report(client, snapshot)
    assert "Widerstand in der Gruppe" in extractText(written(client, snapshot).text)


def test_a_group_below_five_stands_nowhere_in_it(app: Flask, client: Client) -> None:
    snapshot = closed(CONSENSUS, method=Method.CONSENSUS)
    told = extractText(written(client, snapshot).text)
    assert snapshot.data["groups"]["views"] == [] and "Fachkraft" not in told and "Bewohner:in" not in told


def test_a_chart_names_each_proposal_with_its_number_for_a_screen_reader() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" aria-label="Bänke: 3,1"><text>&lt;b&gt;</text></svg>'
    )
    heading, figure = blocks_of(f"<section><h2>Rang <b>eins</b></h2><figure>{svg}</figure></section>")
    assert heading == Heading("Rang eins") and isinstance(figure, Figure)
    assert figure.alt == "Bänke: 3,1" and "&lt;b&gt;" in figure.svg and 'viewBox="0 0 9 9"' in figure.svg


def test_a_table_is_read_with_its_heads_and_columns_of_numbers() -> None:
    head = '<thead><tr><th>Vorschlag</th><th class="is-num">Mittel</th></tr></thead>'
    (grid,) = blocks_of(
        f"<table>{head}<tbody><tr><th>Mehr<br/>Bänke</th><td>3 <i aria-hidden='true'>x</i></td></tr></tbody></table>"
    )
    assert grid == Grid("", ["Vorschlag", "Mittel"], [["Mehr\nBänke", "3"]], {1})

"""Open data for programs: what the public pages show, described so that others can check it."""

import csv
import io
import json

from flask import Flask

from ideenboard.pages.queries_export import TABLES, tables_of
from ideenboard.pages.queries_scope import Scope
from ideenboard.pages.views_api import DESCRIPTION
from tests.browsing import Client
from tests.factories import coordinator_of
from tests.results.making import CLEAR, closed
from tests.voting.making import voting_workshop

OPENAPI = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
READABLE = {"integer": int, "number": float}


def test_every_file_of_the_data_package_is_there_and_as_described(app: Flask, client: Client) -> None:
    workshop = voting_workshop()
    closed(CLEAR, workshop=workshop)
    home = f"/processes/{workshop.process.slug}"
    package = client.get(f"{home}/datapackage.json").json
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        head, *rows = csv.reader(io.StringIO(client.get(f"{home}/{resource['path']}").text))
        fields = resource["schema"]["fields"]
        assert head == [field["name"] for field in fields]
        for row in rows:
            for cell, field in zip(row, fields, strict=True):
                READABLE.get(field["type"], str)(cell or 0)


def test_the_description_of_the_addresses_names_those_that_there_are(app: Flask) -> None:
    described = {path.replace("{", "<").replace("}", ">") for path in OPENAPI["paths"]}
    rules = {rule.rule.replace("int:", "") for rule in app.url_map.iter_rules()}
    assert described <= rules
    assert {rule for rule in rules if rule.startswith("/api/")} - {"/api/openapi.json"} <= described
    (parameter,) = (p for p in OPENAPI["paths"]["/api/processes/{slug}/{name}"]["parameters"] if p["name"] == "name")
    assert parameter["schema"]["enum"] == list(TABLES)


def test_each_table_stands_under_the_name_it_has(app: Flask) -> None:
    with app.test_request_context():
        tables = tables_of(Scope(voting_workshop().process, everything=False))
    assert [table.name for table in tables] == list(TABLES)


def test_the_addresses_answer_what_is_described(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR)
    slug = snapshot.ballot.process.slug
    (told,) = client.get("/api/processes").json["processes"]
    assert set(OPENAPI["components"]["schemas"]["Process"]["required"]) == told.keys()
    (result,) = client.get(f"/api/processes/{slug}").json["results"]
    assert result["question"] == snapshot.ballot.question and result["url"].endswith(f"/results/{result['id']}.json")
    rows = client.get(f"/api/processes/{slug}/options").json["rows"]
    counted = {option["id"]: option["A"] for option in snapshot.data["options"]}
    assert {row["id"]: row["A"] for row in rows} == counted


def test_a_result_that_is_not_published_is_not_told_to_programs(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR, published=False)
    home = f"/api/processes/{snapshot.ballot.process.slug}"
    assert client.get(home).json["results"] == []
    assert all(client.get(f"{home}/{name}").json["rows"] == [] for name in ("ballots", "options", "votes"))


def test_a_data_portal_finds_publisher_and_files(app: Flask, client: Client) -> None:
    process = voting_workshop().process
    entry = client.get(f"/processes/{process.slug}/dcat.jsonld").json
    assert entry["@type"] == "dcat:Dataset" and entry["dct:title"] == process.title
    assert len(entry["dcat:distribution"]) == 4 and entry["dct:publisher"]["foaf:name"]


def test_the_licence_that_was_chosen_stands_wherever_the_data_are(app: Flask, client: Client) -> None:
    process = voting_workshop().process
    home = f"/processes/{process.slug}"
    desk = coordinator_of(app, process)
    words = {"title": process.title, "slug": process.slug, "starts_on": "2027-01-21", "ends_on": "2029-01-18"}
    sent = words | {"organiser": "Jugendamt", "version": process.version}
    assert "licenses" not in client.get(f"{home}/datapackage.json").json
    assert desk.post(f"/desk/{process.slug}/settings", data=sent | {"licence": "mine"}).status_code == 422
    assert desk.post(f"/desk/{process.slug}/settings", data=sent | {"licence": "dl-de/by-2-0"}).status_code == 303
    text = "https://www.govdata.de/dl-de/by-2-0"
    assert client.get(f"{home}/datapackage.json").json["licenses"][0]["path"] == text
    assert client.get(f"/api{home}").json["licence"] == text
    file = client.get(f"{home}/dcat.jsonld").json["dcat:distribution"][0]
    assert file["dct:license"] == {"@id": "http://dcat-ap.de/def/licenses/dl-by-de/2.0"}
    assert file["dcatde:licenseAttributionByText"] == "Jugendamt"
    assert f'href="{text}"' in client.get(home).text


def test_the_report_on_a_process_says_its_results_on_the_page_and_in_the_file(app: Flask, client: Client) -> None:
    slug = closed(CLEAR).ballot.process.slug
    page = client.get(f"/processes/{slug}/report").text
    assert "Ein Vorschlag liegt klar vorn" in page and "keine Wahlen" in page
    pdf = client.get(f"/processes/{slug}/report.pdf")
    assert pdf.mimetype == "application/pdf" and b"pdfuaid:part" in pdf.data

"""Open data for programs: single tables, their description as a data package, and the entry for a data portal."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify

from ideenboard.base.datapackage import datapackage
from ideenboard.base.paths import public_url
from ideenboard.base.tables import FORMATS, csv_text
from ideenboard.pages.queries_export import table_of, tables_of
from ideenboard.pages.queries_scope import Scope
from ideenboard.processes.models import Process
from ideenboard.processes.queries import get_process_or_404

bp = Blueprint("data", __name__)
DCAT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"


@bp.get("/processes/<slug>/data/<name>.csv")
def csv(slug: str, name: str) -> Response:
    """Hand out one table of what is public."""
    table = table_of(Scope(get_process_or_404(slug), everything=False), name) or abort(404)
    response = Response(csv_text(table).encode(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@bp.get("/processes/<slug>/datapackage.json")
def package(slug: str) -> Response:
    """Describe the tables of a process as a data package."""
    process = get_process_or_404(slug)
    tables = tables_of(Scope(process, everything=False))
    more: dict[str, Any] = {"homepage": public_url("home.process", slug=slug), "description": process.summary}
    if terms := process.terms:
        more["licenses"] = [{"name": terms.name, "title": str(terms.title), "path": terms.text}]
    return jsonify(datapackage(process.slug, process.title, tables, lambda name: f"data/{name}.csv", more))


@bp.get("/processes/<slug>/dcat.jsonld")
def dcat(slug: str) -> Response:
    """Describe the data of a process for a data portal (DCAT-AP.de)."""
    response = jsonify({"@context": DCAT, **_dataset(get_process_or_404(slug))})
    response.mimetype = "application/ld+json"
    return response


def _dataset(process: Process) -> dict[str, Any]:
    home = public_url("home.process", slug=process.slug)
    publisher = process.organiser or current_app.config["OPERATOR"].split("\n")[0] or process.title
    forms = [
        {
            "@type": "dcat:Distribution",
            "dct:title": form.upper(),
            "dcat:accessURL": {"@id": public_url("exports.open_data", slug=process.slug, form=form)},
            **_licence(process, publisher),
            "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{kind.media_type}"},
        }
        for form, kind in FORMATS.items()
    ]
    issued = process.published_at and {"@type": "xsd:date", "@value": process.published_at.date().isoformat()}
    return {
        "@id": f"{home}#data",
        "@type": "dcat:Dataset",
        "dct:title": process.title,
        "dct:description": process.summary or process.title,
        "dct:identifier": f"{home}#data",
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": publisher},
        "dct:language": {"@id": f"{LANGUAGE}DEU"},
        **({"dct:issued": issued} if issued else {}),
        "dcat:landingPage": {"@id": home},
        "dcat:distribution": forms,
    }


def _licence(process: Process, publisher: str) -> dict[str, Any]:
    """Under which terms the data may be passed on, and whom to name then."""
    if (terms := process.terms) is None:
        return {}
    named = {"dcatde:licenseAttributionByText": publisher} if terms.names_source else {}
    return {"dct:license": {"@id": terms.dcat}, **named}

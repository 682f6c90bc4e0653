"""What the open data say of themselves, checked by the libraries that others check it with."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings

from tests.browsing import Client
from tests.results.making import CLEAR, closed

PLAIN = {"Accept-Encoding": "identity"}


@pytest.mark.once
def test_a_frictionless_reader_finds_no_fault_with_the_data_package(client: Client, tmp_path: Path) -> None:
    # Each of these libraries takes half a second to load, which only its test shall wait for.
    from frictionless import Package, system

    home = f"/processes/{closed(CLEAR).ballot.process.slug}"
    package = client.get(f"{home}/datapackage.json").json
    for resource in package["resources"]:
        # The addresses stand beside the description; so do the files.
        file = tmp_path / resource["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(client.get(f"{home}/{resource['path']}").data)
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    with system.use_context(trusted=False):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["name", "type", "note"]) == [] and report.stats["tasks"] == len(package["resources"])
    assert any(task.stats.get("rows") for task in report.tasks)


@pytest.mark.once
def test_whatever_a_program_asks_the_answer_is_as_described(app: Flask) -> None:
    import schemathesis

    ballot = closed(CLEAR).ballot
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    here = {"slug": ballot.process.slug, "name": "options", "ballot_id": ballot.id}
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 5
    for operation in operations:
        wanted = {name: value for name, value in here.items() if f"{{{name}}}" in operation.path}
        assert operation.Case(path_parameters=wanted).call_and_validate(headers=PLAIN).status_code == 200
        _ask(operation)


def _ask(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=6, deadline=None, database=None)
    def ask(case: Any) -> None:
        case.call_and_validate(headers=PLAIN)

    ask()

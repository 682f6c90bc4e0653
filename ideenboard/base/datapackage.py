"""Tables described for programs: a Frictionless data package, by which others check and read the files."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from ideenboard.base.tables import Table, Value

TYPES: Mapping[type, str] = {int: "integer", float: "number", date: "date"}


def datapackage(
    name: str, title: str, tables: Sequence[Table], path: Callable[[str], str], more: Mapping[str, Any]
) -> dict[str, Any]:
    """Describe tables as a data package. path: where the CSV of a table lies, seen from there."""
    return {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "name": name,
        "title": title,
        **more,
        "resources": [_resource(table, path(table.name)) for table in tables],
    }


def _resource(table: Table, path: str) -> dict[str, Any]:
    fields = [
        {"name": column.name, "type": _type(row[place] for row in table.rows), "description": str(column.about)}
        for place, column in enumerate(table.columns)
    ]
    about = {"name": table.name.lower(), "title": table.name, "description": str(table.about), "path": path}
    form = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "profile": "tabular-data-resource"}
    return about | form | {"schema": {"fields": fields, "missingValues": [""]}}


def _type(values: Any) -> str:
    """What all the values are; where there are none, or of several kinds, text."""
    kinds: set[type[Value]] = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        return "number"
    return TYPES.get(kinds.pop(), "string") if len(kinds) == 1 else "string"

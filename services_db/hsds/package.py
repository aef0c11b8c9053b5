"""A tabular data package: ``datapackage.json`` beside a CSV file for each table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from services_db.errors import ImportRefused
from services_db.hsds import model as h
from services_db.hsds.base import Table
from services_db.hsds.tabular import columns, flatten, nest, nested, tables
from services_db.sources.files import read_text

DESCRIPTOR: Final = "datapackage.json"
VERSION: Final = "3.0"
CELL_LIMIT: Final = 131_072
"""The longest cell that is read: the csv module's own bound."""
_TYPES: Final = {
    "Day": ("date", None),
    "Clock": ("time", None),
    "Moment": ("datetime", None),
    "Number": ("number", None),
    "Uuid": ("string", "uuid"),
    "Uri": ("string", "uri"),
    "Email": ("string", "email"),
}


def write_package(folder: Path, rows: Iterable[Table]) -> None:
    """Write the rows into a new folder. Empty tables get no file.

    Raises:
        OSError: when it cannot be written, or exists.
    """
    flat = flatten(rows)
    folder.mkdir()
    kept = {name: list(found.values()) for name, found in flat.items() if found}
    for name, listed in kept.items():
        table = tables()[name]
        with (folder / table.path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns(table), extrasaction="ignore")
            writer.writeheader()
            writer.writerows(listed)
    (folder / DESCRIPTOR).write_text(
        json.dumps(descriptor(kept), ensure_ascii=False, indent=2) + "\n",
        encoding="utf-8",
    )


def descriptor(kept: Iterable[str]) -> dict[str, Any]:
    """Return ``datapackage.json`` for the tables that have rows."""
    present = set(kept)
    return {
        "name": "human_services_data",
        "profile": "tabular-data-package",
        "version": VERSION,
        "resources": [
            {
                "name": name,
                "path": table.path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "primaryKey": "id",
                    "fields": [_field(table, column) for column in columns(table)],
                    "foreignKeys": _foreign_keys(table, present),
                },
            }
            for name, table in tables().items()
            if name in present
        ],
    }


def _field(table: type[Table], column: str) -> dict[str, Any]:
    field = table.model_fields[column]
    written = str(table.__annotations__.get(column, "Uuid")).partition(" |")[0]
    kind, form = _TYPES.get(written, ("string", None))
    found: dict[str, Any] = {"name": column, "type": kind}
    if form is not None:
        found["format"] = form
    if field.is_required():
        found["constraints"] = {"required": True}
    return found


def _foreign_keys(table: type[Table], present: set[str]) -> list[dict[str, Any]]:
    return [
        {"fields": column, "reference": {"resource": column[:-3], "fields": "id"}}
        for column in columns(table)
        if column.endswith("_id") and column[:-3] in present
    ]


def read_package(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the services of a folder with CSV files, each with its place.

    Files are found by the standard's names; ``datapackage.json`` may name others.

    Raises:
        ImportRefused: naming file, row and column.
    """
    paths = _paths(folder)
    rows = {
        name: _rows(table, folder / paths.get(name, table.path))
        for name, table in tables().items()
    }
    if not rows[h.Service.table]:
        raise ImportRefused(f"{folder.name}: has no services.csv with services")
    _refuse_loose(rows, paths)
    return [(f"{h.Service.path}: {row['id']}", row) for row in nest(rows)]


def _paths(folder: Path) -> dict[str, str]:
    path = folder / DESCRIPTOR
    if not path.is_file():
        return {}
    try:
        listed = json.loads(read_text(path))["resources"]
        found = {str(one["name"]): str(one["path"]) for one in listed}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ImportRefused(f"{DESCRIPTOR}: is no data package; see its spec") from None
    for name in found.values():
        if Path(name).name != name:
            raise ImportRefused(f"{DESCRIPTOR}: {name!r} points outside the folder")
    return found


def _rows(table: type[Table], path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""), strict=True)
    found: dict[str, dict[str, Any]] = {}
    try:
        for cells in reader:
            where = f"{path.name}: line {reader.line_num}"
            if None in cells:
                raise ImportRefused(f"{where}: has more cells than there are headings")
            if None in cells.values():
                raise ImportRefused(
                    f"{where}: has fewer cells than there are headings; the file may "
                    "be cut, fetch it anew"
                )
            row = {k: v for k, v in cells.items() if v not in (None, "")}
            key = row.get("id")
            if key is None:
                raise ImportRefused(f"{where}: column id is empty; each row needs one")
            if key in found:
                raise ImportRefused(f"{where}: id {key!r} comes twice in this file")
            found[key] = row
    except csv.Error as error:
        raise ImportRefused(
            f"{path.name}: line {reader.line_num}: {error}; put the cell in quotes"
        ) from None
    return list(found.values())


def _refuse_loose(rows: dict[str, list[dict[str, Any]]], paths: dict[str, str]) -> None:
    """Refuse a row that refers to one that is not there."""
    ids = {name: {row["id"] for row in listed} for name, listed in rows.items()}
    for name, table in tables().items():
        for column in columns(table):
            aim = column.removesuffix("_id")
            if aim == column or aim not in ids:
                continue
            for row in rows[name]:
                if row.get(column) and row[column] not in ids[aim]:
                    file = paths.get(name, table.path)
                    raise ImportRefused(
                        f"{file}: {row['id']}: {column}: there is no {aim} "
                        f"{row[column]!r}"
                    )


__all__ = ["DESCRIPTOR", "descriptor", "nested", "read_package", "write_package"]

"""Checks an export against the official schemas, in a directory that holds them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from services_db.errors import ImportRefused
from services_db.hsds.documents import read_document
from services_db.hsds.model import Service
from services_db.hsds.package import read_package

_SHOWN: Final = 20


def problems_of(target: Path, schemas: Path) -> list[str]:
    """Return what the official schemas find wrong in an export; empty is good.

    ``schemas`` is the specification's folder: each table's ``schema/<table>.json``
    and, for a data package, ``datapackage.json``. At most 20 problems are told.

    Raises:
        ImportRefused: when the schemas or the export cannot be read.
    """
    found: list[str] = []
    package = target.is_dir()
    read = read_package(target) if package else read_document(target)
    check = _validator(schemas)
    for place, service in read:
        typed = Service.model_validate(service).to_json() if package else service
        for error in check.iter_errors(typed):
            where = ".".join(str(part) for part in error.absolute_path)
            found.append(f"{place}: {where}: {error.message[:200]}")
    if package:
        found += _against_descriptor(target, schemas)
    return found[:_SHOWN]


def _validator(schemas: Path) -> Any:
    """Return a validator of nested services, whose references stay in the folder."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    folder = schemas / "schema"
    named = {path.name: _json(path) for path in sorted(folder.glob("*.json"))}
    if "service.json" not in named:
        raise ImportRefused(f"{folder}: has no service.json; give the HSDS folder")
    registry: Registry[Any] = Registry().with_resources(
        (name, DRAFT202012.create_resource(schema)) for name, schema in named.items()
    )
    return Draft202012Validator(
        named["service.json"], registry=registry, format_checker=FormatChecker()
    )


def _against_descriptor(target: Path, schemas: Path) -> Iterator[str]:
    """Yield what differs from the official ``datapackage.json``."""
    official = {
        one["name"]: one for one in _json(schemas / "datapackage.json")["resources"]
    }
    ours = _json(target / "datapackage.json")["resources"]
    for resource in ours:
        name = resource["name"]
        if name not in official:
            yield f"datapackage.json: {name}: is no table of the standard"
            continue
        theirs = official[name]
        if resource["path"] != theirs["path"]:
            yield f"datapackage.json: {name}: path is not {theirs['path']!r}"
        fields = {one["name"]: one for one in theirs["schema"]["fields"]}
        for field in resource["schema"]["fields"]:
            known = fields.get(field["name"])
            if known is None or known["type"] != field["type"]:
                yield f"datapackage.json: {name}.{field['name']}: {known}"
        required = {
            key
            for key, one in fields.items()
            if one.get("constraints", {}).get("required")
        }
        yield from _empty(target / resource["path"], required)


def _empty(path: Path, required: set[str]) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in sorted(required):
                if not row.get(name):
                    yield f"{path.name}: {row.get('id')}: {name}: is empty"


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ImportRefused(f"{path}: cannot be read as JSON") from None

"""Which field of a record a column fills."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from services_db.records import LocationRecord, ServiceText
from services_db.reference.codes import ContactKind
from services_db.sources.table.cells import read_cell
from services_db.sources.table.columns import Placed
from services_db.sources.table.composite import check_contact
from services_db.sources.table.problem import CellProblem

PLACE: Final = {
    "address": "address",
    "postal_code": "postal_code",
    "city": "city",
    "place_municipality": "municipality",
    "latitude": "latitude",
    "longitude": "longitude",
}
_TEXTS: Final = frozenset(ServiceText.model_fields)
_SOURCE: Final = {"source_name": "name", "source_url": "url"}


def put(one: Placed, cell: Any, data: dict[str, Any], where: dict[str, Any]) -> None:
    """Put a cell's value where it belongs; an empty cell leaves things unknown.

    ``data`` are fields of ``ServiceRecord``, ``where`` those of its place.

    Raises:
        CellProblem: when the cell cannot be read.
    """
    column = one.column
    value = read_cell(column, cell) if column is not None else None
    if column is None or value is None:
        return
    if column.reads == "contacts":
        kind = column.kind or ContactKind(one.name)
        for contact in value:
            found = {**contact, "kind": kind, "professional": column.professional}
            check_contact(kind, found["value"])
            data["contacts"].append(found)
    elif one.name in PLACE:
        where[PLACE[one.name]] = value
        _check_degrees(one.name, value)
    elif one.name == "place_name":
        where["name"][one.language] = value
    elif one.name == "hours":
        data["schedules"] = value
    elif one.name in _SOURCE:
        data["source"][_SOURCE[one.name]] = value
    elif one.name in ("provider", "keywords"):
        data[one.name][one.language] = value
    elif one.language is not None and one.name in _TEXTS:
        data["texts"].setdefault(one.language, {})[one.name] = value
    else:
        data[one.name] = value


def _check_degrees(name: str, value: Any) -> None:
    if name not in ("latitude", "longitude"):
        return
    try:
        LocationRecord.model_validate({name: value})
    except ValidationError:
        raise CellProblem(
            f"{value} is not in Finland", "write degrees such as 62.24 and 25.75"
        ) from None

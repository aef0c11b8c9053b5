"""Fills the tables of municipalities and areas from ``services_db.reference``."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert

from services_db import reference
from services_db.models import (
    Area,
    AreaText,
    Municipality,
    MunicipalityArea,
    MunicipalityText,
)
from services_db.reference.codes import AreaKind


def write_reference(connection: Connection) -> None:
    """Write all municipalities and areas anew, inside the caller's transaction."""
    for table in (Municipality, Area):
        connection.execute(delete(table))
    everywhere = reference.municipalities()
    connection.execute(
        insert(Municipality),
        [{"code": m.code, "language_ratio": m.language_ratio} for m in everywhere],
    )
    connection.execute(
        insert(MunicipalityText),
        [
            {"code": m.code, "language": language, "name": name}
            for m in everywhere
            for language, name in m.names.items()
        ],
    )
    areas = reference.areas()
    connection.execute(insert(Area), [a._asdict() for a in areas])
    connection.execute(
        insert(AreaText),
        [
            {**area._asdict(), "language": language, "name": name}
            for area in areas
            for language, name in reference.area_names(area).items()
        ],
    )
    connection.execute(
        insert(MunicipalityArea),
        [
            {"municipality": m.code, **area._asdict()}
            for m in everywhere
            for area in reference.areas_of(m.code)
            if area.kind is not AreaKind.MUNICIPALITY
        ],
    )

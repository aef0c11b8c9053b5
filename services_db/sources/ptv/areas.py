"""How far a service reaches: PTV's area types to the catalogue's areas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from services_db.reference import COUNTRY, MAINLAND, AreaRef, exists, municipality_ref
from services_db.reference.codes import AreaKind
from services_db.sources.notes import Notes
from services_db.sources.ptv.parts import Area, Reach

NATIONWIDE: Final = {
    "Nationwide": COUNTRY,
    "WholeCountry": COUNTRY,
    "NationwideExceptAlandIslands": MAINLAND,
    "WholeCountryExceptAlandIslands": MAINLAND,
    "WholeCountryExceptAland": MAINLAND,
}
KINDS: Final = {
    "Region": AreaKind.REGION,
    "Province": AreaKind.REGION,
    "WellbeingServiceCounties": AreaKind.WELLBEING_COUNTY,
    "WellbeingServiceCounty": AreaKind.WELLBEING_COUNTY,
}


def areas_of(reach: Reach, notes: Notes, record: str) -> list[str]:
    """Return the areas as ``kind:code``; empty when PTV names none that exists."""
    nationwide = NATIONWIDE.get(reach.areaType or "")
    if nationwide is not None:
        return [str(nationwide)]
    found = (ref for area in reach.areas for ref in _refs(area, notes, record))
    return [str(ref) for ref in dict.fromkeys(found)]


def municipality_code(code: str | None) -> str | None:
    """Return a municipality's code in three digits if there is such a one."""
    padded = (code or "").strip().zfill(3)
    return padded if exists(municipality_ref(padded)) else None


def _refs(area: Area, notes: Notes, record: str) -> Iterable[AreaRef]:
    kind = KINDS.get(area.type or "")
    if kind is not None:
        ref = AreaRef(kind, (area.code or "").strip().zfill(2))
        if exists(ref):
            yield ref
            return
    elif area.type != "Municipality":
        notes.add(f"areas of the type {area.type}, read by their municipalities")
    for place in area.municipalities:
        code = municipality_code(place.code)
        if code is None:
            notes.add(f"municipality {place.code}, which no longer exists", record)
        else:
            yield municipality_ref(code)
    if not area.municipalities:
        notes.add(f"areas of the type {area.type} that are not known", record)

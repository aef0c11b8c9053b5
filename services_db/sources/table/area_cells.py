"""Cells that name areas: by code, or by name in any language."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final

from services_db.reference import (
    COUNTRY,
    MAINLAND,
    AreaRef,
    area_names,
    areas,
    by_name,
    exists,
    municipality_ref,
)
from services_db.reference.codes import AreaKind
from services_db.sources.table.columns import folded
from services_db.sources.table.problem import CellProblem
from services_db.sources.table.words import plain_words

_PARTS: Final = re.compile(r"\s*[;,\n]\s*")


def split_codes(text: str) -> list[str]:
    """Return the parts of a cell with commas, semicolons or lines between."""
    return [part for part in _PARTS.split(text) if part]


def read_areas(text: str) -> list[str]:
    """Return areas of ``municipality:179``, of a code, or of a name in any language.

    Raises:
        CellProblem: when there is no such area.
    """
    whole = _area(text)
    parts = [text] if whole else split_codes(text)
    found = []
    for part in parts:
        area = _area(part)
        if area is None:
            raise CellProblem(
                f"{part!r} is no municipality and no area",
                "write a municipality's name or three-digit code, the name of a "
                "wellbeing services county or region, or national",
            )
        found.append(str(area))
    return list(dict.fromkeys(found))


def _area(text: str) -> AreaRef | None:
    word = folded(text)
    if word in plain_words("country"):
        return COUNTRY
    if word in plain_words("mainland"):
        return MAINLAND
    if ":" in text:  # region:13; but S:t Karins is a name
        with suppress(ValueError):
            ref = AreaRef.parse(text.strip())
            return ref if exists(ref) else None
    if text.strip().isdigit():
        ref = municipality_ref(text.strip().zfill(3))
        return ref if exists(ref) else None
    info = by_name(text)
    if info is not None:
        return municipality_ref(info.code)
    return next(
        (area for area in areas() if word in map(folded, area_names(area).values())),
        None,
    )


def read_municipality(text: str) -> str:
    """Return the code of a municipality, given by name or code.

    Raises:
        CellProblem: when there is no such municipality.
    """
    area = _area(text)
    if area is None or area.kind is not AreaKind.MUNICIPALITY:
        raise CellProblem(f"{text!r} is no municipality", "write its name or code")
    return area.code

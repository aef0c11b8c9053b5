"""Finland's municipalities and the areas above them, from one JSON file.

Read once, on first use. SOURCE.md says where the data comes from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from services_db.reference.areas import COUNTRY, MAINLAND, AreaRef
from services_db.reference.codes import ALAND_REGION, AreaKind

FALLBACK: Final = ("fi", "sv", "en")
_FILE = Path(__file__).with_name("municipalities.json")
_NARROW_TO_WIDE = (
    AreaKind.EMPLOYMENT_AREA,
    AreaKind.WELLBEING_COUNTY,
    AreaKind.REGION,
    AreaKind.ECONOMIC_DEVELOPMENT_CENTRE,
)


@dataclass(frozen=True)
class MunicipalityInfo:
    """A municipality. ``economic_development_centre`` is ``None`` in Åland.

    ``language_ratio``: 0 Finnish, 1 bilingual with a Finnish majority, 2 Swedish,
    3 bilingual with a Swedish majority (Statistics Finland's codes).
    """

    code: str
    names: dict[str, str]
    language_ratio: int
    employment_area: str
    wellbeing_county: str
    region: str
    economic_development_centre: str | None

    def name(self, language: str) -> str:
        """Return the name in ``language``, else in Finnish."""
        return in_language(self.names, language)

    @property
    def is_aland(self) -> bool:
        """Whether the municipality is one of Åland's sixteen."""
        return self.region == ALAND_REGION


def in_language(names: dict[str, str], language: str) -> str:
    """Return the text in ``language``, else in fi, sv, en, else any; "" if none."""
    for candidate in (language, *FALLBACK):
        if names.get(candidate):
            return names[candidate]
    return next((name for name in names.values() if name), "")


@lru_cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


@lru_cache
def _by_code() -> dict[str, MunicipalityInfo]:
    return {
        row["code"]: MunicipalityInfo(
            code=row["code"],
            names=row["name"],
            language_ratio=row["language_ratio"],
            **{kind.value: row[kind.value] for kind in _NARROW_TO_WIDE},
        )
        for row in _data()["municipalities"]
    }


@lru_cache
def _by_name() -> dict[str, MunicipalityInfo]:
    """Names of all languages; a Finnish name wins over another's foreign one."""
    found: dict[str, MunicipalityInfo] = {}
    for language in FALLBACK:
        for info in _by_code().values():
            found.setdefault(info.names[language].casefold(), info)
    return found


@lru_cache
def _members() -> dict[AreaRef, tuple[str, ...]]:
    members: dict[AreaRef, list[str]] = {}
    for code in _by_code():
        for area in areas_of(code):
            members.setdefault(area, []).append(code)
    return {area: tuple(codes) for area, codes in members.items()}


def municipality(code: str) -> MunicipalityInfo:
    """Return the municipality of a three-digit code.

    Raises:
        KeyError: when there is no such municipality.
    """
    return _by_code()[code]


def municipalities() -> tuple[MunicipalityInfo, ...]:
    """Return all municipalities in the order of their codes."""
    return tuple(_by_code().values())


def by_name(name: str) -> MunicipalityInfo | None:
    """Return the municipality of a name in its basic form, in any language."""
    return _by_name().get(name.strip().casefold())


@lru_cache(maxsize=512)
def areas_of(code: str) -> tuple[AreaRef, ...]:
    """Return the areas that a municipality belongs to, from narrow to wide.

    The municipality itself comes first and the whole country last; Åland has no
    mainland and no economic development centre.

    Raises:
        KeyError: when there is no such municipality.
    """
    info = municipality(code)
    above = [
        AreaRef(kind, area)
        for kind in _NARROW_TO_WIDE
        if (area := getattr(info, kind.value)) is not None
    ]
    national = [COUNTRY] if info.is_aland else [MAINLAND, COUNTRY]
    return (AreaRef(AreaKind.MUNICIPALITY, code), *above, *national)


def municipalities_in(area: AreaRef) -> tuple[str, ...]:
    """Return the codes of an area's municipalities; empty for an unknown area."""
    return _members().get(area, ())


def neighbours_of(code: str) -> tuple[str, ...]:
    """Return the other municipalities of the same employment area.

    Stands for "nearby": no open list of shared borders is at hand.

    Raises:
        KeyError: when there is no such municipality.
    """
    area = AreaRef(AreaKind.EMPLOYMENT_AREA, municipality(code).employment_area)
    return tuple(other for other in municipalities_in(area) if other != code)


def exists(area: AreaRef) -> bool:
    """Whether there is such a municipality or area."""
    if area.kind is AreaKind.MUNICIPALITY:
        return area.code in _by_code()
    return area.code in _data()["areas"].get(area.kind.value, {})


def area_name(area: AreaRef, language: str) -> str:
    """Return an area's name in ``language``, else in Finnish.

    Raises:
        KeyError: when there is no such area.
    """
    if area.kind is AreaKind.MUNICIPALITY:
        return municipality(area.code).name(language)
    return in_language(_data()["areas"][area.kind.value][area.code], language)


def area_names(area: AreaRef) -> dict[str, str]:
    """Return an area's names by language.

    Raises:
        KeyError: when there is no such area.
    """
    if area.kind is AreaKind.MUNICIPALITY:
        return dict(municipality(area.code).names)
    return dict(_data()["areas"][area.kind.value][area.code])


def areas() -> tuple[AreaRef, ...]:
    """Return every area above the municipalities, nationwide ones last."""
    return tuple(
        AreaRef(AreaKind(kind), code)
        for kind, named in _data()["areas"].items()
        for code in named
    )

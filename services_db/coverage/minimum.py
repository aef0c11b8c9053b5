"""A region's list of services that everybody should have, and where it is not met."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import yaml
from pydantic import Field, ValidationError

from services_db.coverage.reach import Nearness, Services
from services_db.errors import ImportRefused
from services_db.records import Record, Texts
from services_db.reference.codes import Phase, SupportLevel, Theme, TnoType
from services_db.sources.curated import describe
from services_db.sources.files import checked_path, read_text
from services_db.sources.yaml_file import StrictLoader

SHIPPED: Final = Path(__file__).with_name("minimum.yml")
_LISTS: Final = {
    "themes": "theme",
    "support_levels": "support_level",
    "phases": "phase",
    "tno_types": "tno_type",
}


class Wanted(Record):
    """A service that everybody should have. A service fits when it has one of each.

    ``reach`` is the farthest from where it may come.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    name: Texts = Field(min_length=1)
    reach: Nearness = Nearness.AREA
    services: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    support_levels: tuple[SupportLevel, ...] = ()
    phases: tuple[Phase, ...] = ()
    tno_types: tuple[TnoType, ...] = ()
    one_stop: bool = False

    def fits(self, key: str, services: Services) -> bool:
        """Whether a service is one of those."""
        if self.services or self.classes:
            named = key in self.services or bool(
                services.classes.get(key, set()) & set(self.classes)
            )
            if not named:
                return False
        if self.one_stop and key not in services.one_stop:
            return False
        held = services.codes.get(key, {})
        return all(
            _one_of(held.get(kind, ()), getattr(self, field))
            for field, kind in _LISTS.items()
        )


class Met(NamedTuple):
    """One wanted service in one place: how near everybody has one, and ids.

    ``near`` is the nearest of a municipality, of an area that of its worst-off one;
    ``None`` when nothing reaches. ``lacking`` is how many municipalities of the
    place have nothing, or only from too far.
    """

    place: str
    key: str
    near: Nearness | None
    lacking: int
    services: tuple[str, ...] = ()

    @property
    def gap(self) -> bool:
        """Whether it is not there for everybody."""
        return self.lacking > 0


def load_minimum(path: Path | None = None) -> list[Wanted]:
    """Read a list; without a path the one that is shipped.

    Raises:
        ImportRefused: naming the file, the entry and the field.
    """
    file = checked_path(str(path)) if path else SHIPPED
    try:
        loaded = yaml.load(read_text(file), StrictLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise ImportRefused(f"{file.name}: {' '.join(str(error).split())}") from None
    if not isinstance(loaded, list) or not loaded:
        raise ImportRefused(f"{file.name}: is not a list of wanted services")
    wanted: list[Wanted] = []
    for number, row in enumerate(loaded, start=1):
        name = row.get("key", f"#{number}") if isinstance(row, dict) else f"#{number}"
        try:
            wanted.append(Wanted.model_validate(row))
        except ValidationError as error:
            problems = [f"{file.name}: {name}: {line}" for line in describe(error)]
            raise ImportRefused("\n".join(problems)) from None
        if not wanted[-1].model_fields_set - {"key", "name", "reach"}:
            raise ImportRefused(f"{file.name}: {name}: says no codes of its service")
    keys = [one.key for one in wanted]
    for key in keys:
        if keys.count(key) > 1:
            raise ImportRefused(f"{file.name}: {key}: key: comes twice")
    return wanted


def met(
    services: Services,
    places: Mapping[str, Collection[str]],
    wanted: Sequence[Wanted],
) -> list[Met]:
    """Return for each place and wanted service what there is, and the gaps.

    ``places`` are codes with their municipalities.
    """
    every = {key for ids in services.by_area.values() for key in ids}
    fitting = {
        one.key: {key for key in every if one.fits(key, services)} for one in wanted
    }
    return [
        _of_one(one, fitting[one.key], place, reached)
        for place, municipalities in places.items()
        for reached in [[services.reach(code) for code in municipalities]]
        for one in wanted
    ]


def _of_one(
    one: Wanted,
    fitting: set[str],
    place: str,
    reached: Sequence[Mapping[Nearness, set[str]]],
) -> Met:
    nearest = [
        next((near for near in Nearness if reach[near] & fitting), None)
        for reach in reached
    ]
    ids = {
        key
        for near, reach in zip(nearest, reached, strict=True)
        if near
        for key in reach[near] & fitting
    }
    lacking = sum(_too_far(near, one.reach) for near in nearest)
    return Met(place, one.key, max(nearest, key=_far), lacking, tuple(sorted(ids)))


def _far(near: Nearness | None) -> int:
    order = [*Nearness, None]
    return order.index(near)


def _too_far(near: Nearness | None, allowed: Nearness) -> bool:
    return _far(near) > _far(allowed)


def _one_of(held: Collection[str], asked: Collection[str]) -> bool:
    return not asked or bool(set(held) & {str(code) for code in asked})

"""A region's list of services that everybody should have, and where it is not met."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
    """One wanted service in one municipality: the nearest that there is, and ids.

    ``near`` is ``None`` when nothing reaches; ``gap`` also when it is from too far.
    """

    municipality: str
    key: str
    near: Nearness | None
    gap: bool
    services: tuple[str, ...] = ()


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
    services: Services, municipalities: Iterable[str], wanted: Sequence[Wanted]
) -> list[Met]:
    """Return for each municipality and wanted service what there is, and the gaps."""
    every = {key for ids in services.by_area.values() for key in ids}
    fitting = {
        one.key: {key for key in every if one.fits(key, services)} for one in wanted
    }
    found = []
    for municipality in municipalities:
        reach = services.reach(municipality)
        for one in wanted:
            near = next((n for n in Nearness if reach[n] & fitting[one.key]), None)
            ids = tuple(sorted(reach[near] & fitting[one.key])) if near else ()
            found.append(
                Met(municipality, one.key, near, _too_far(near, one.reach), ids)
            )
    return found


def _too_far(near: Nearness | None, allowed: Nearness) -> bool:
    order = list(Nearness)
    return near is None or order.index(near) > order.index(allowed)


def _one_of(held: Collection[str], asked: Collection[str]) -> bool:
    return not asked or bool(set(held) & {str(code) for code in asked})

"""Reads PTV's JSON from files and folders; each thing is told by its shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from services_db.errors import ImportRefused
from services_db.sources.curated import describe
from services_db.sources.files import checked_path, json_of, read_text
from services_db.sources.notes import Notes
from services_db.sources.ptv import general
from services_db.sources.ptv.shapes import (
    Channel,
    GeneralDescription,
    Item,
    Organization,
    Service,
)

_SHOWN_PROBLEMS: Final = 20
_SPARE_KEYS: Final = frozenset({"id", "name"})
_NOT_NEEDED: Final = ("serviceCollectionNames", "serviceCollectionDescriptions")

I = TypeVar("I", bound=Item)  # noqa: E741


@dataclass
class Dump:
    """All that the files hold, each kind by its id."""

    services: dict[str, Service] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    general_descriptions: dict[str, GeneralDescription] = field(default_factory=dict)


class NotTaken(Exception):
    """An item is not what PTV gives; ``lines`` say what is wrong, and where in it."""

    def __init__(self, *lines: str) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


def load(sources: Sequence[str], notes: Notes) -> Dump:
    """Read files and folders (their ``*.json``, at any depth).

    Of a thing that comes twice the newer one is kept. What is not published is
    left out.

    Raises:
        ImportRefused: naming the file, the place in it and what is wrong.
    """
    dump = Dump()
    problems: list[str] = []
    for path in _paths(sources):
        for place, item in _items(json_of(read_text(path), path.name)):
            try:
                take(item, dump, notes)
            except NotTaken as error:
                problems += [f"{path.name}: {place}{line}" for line in error.lines]
            if len(problems) > _SHOWN_PROBLEMS:
                break
    if problems:
        more = ["…"] if len(problems) > _SHOWN_PROBLEMS else []
        raise ImportRefused("\n".join([*problems[:_SHOWN_PROBLEMS], *more]))
    return dump


def _paths(sources: Sequence[str]) -> list[Path]:
    if not sources:
        raise ImportRefused("ptv: name at least one file or folder")
    found: dict[Path, None] = {}
    for source in sources:
        path = checked_path(source)
        inside = [path]
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*.json")) if not p.is_symlink()]
            if not inside:
                raise ImportRefused(f"{source}: holds no .json file")
        found.update(dict.fromkeys(inside))
    return list(found)


def _items(loaded: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each object with its place: alone, in a list, a map by id, or a page."""
    if isinstance(loaded, list):
        for number, item in enumerate(loaded, start=1):
            if item is not None:
                yield f"{place}item {number}: ", item
    elif isinstance(loaded, dict) and "itemList" in loaded:
        rows = loaded["itemList"]
        if rows is None or isinstance(rows, list):
            yield from _items(rows or [], "itemList, ")
        else:
            yield "itemList: ", rows
    elif _is_map(loaded):
        for key, item in loaded.items():
            yield f"{place}{key}: ", item
    else:
        yield place, loaded


def _is_map(loaded: Any) -> bool:
    return (
        isinstance(loaded, dict)
        and bool(loaded)
        and all(isinstance(item, dict) for item in loaded.values())
    )


def take(item: Any, dump: Dump, notes: Notes) -> None:
    """Put one thing, told by its shape, into the dump.

    Raises:
        NotTaken: when it is none of PTV's things, or a field is of a wrong type.
    """
    try:
        _take(item, dump, notes)
    except ValidationError as error:
        name = _name_of(item)
        raise NotTaken(*(f"{name}: {line}" for line in describe(error))) from None


def _take(item: Any, dump: Dump, notes: Notes) -> None:
    if not isinstance(item, dict):
        raise NotTaken("is not an object")
    if "serviceChannelType" in item or "serviceChannelNames" in item:
        _keep(Channel.model_validate(item), dump.channels, "channels", notes)
    elif "serviceNames" in item:
        _keep(Service.model_validate(item), dump.services, "services", notes)
    elif "organizationNames" in item:
        organization = Organization.model_validate(item)
        _keep(organization, dump.organizations, "organizations", notes)
    elif "generalDescriptionType" in item or {"names", "descriptions"} <= item.keys():
        described = GeneralDescription.model_validate(item)
        _keep(described, dump.general_descriptions, "general descriptions", notes)
    elif general.is_listed(item):
        described = GeneralDescription.model_validate(general.from_listed(item))
        _keep(described, dump.general_descriptions, "general descriptions", notes)
    elif any(key in item for key in _NOT_NEEDED):
        notes.add("service collections, which are not needed")
    elif item.keys() <= _SPARE_KEYS:
        notes.add("entries with only an id and a name: fetch the whole records")
    else:
        raise NotTaken(
            "is not a service, service channel, organization or general description "
            "of PTV"
        )


def _keep(item: I, kept: dict[str, I], kind: str, notes: Notes) -> None:
    if item.publishingStatus not in (None, "Published"):
        notes.add(f"{kind} that are not published, left out", item.id)
        return
    other = kept.get(item.id)
    if other is not None:
        notes.add(f"{kind} that come twice, the newer kept", item.id)
        if (other.modified or "") >= (item.modified or ""):
            return
    kept[item.id] = item


def _name_of(item: Any) -> str:
    found = item.get("id") if isinstance(item, dict) else None
    return str(found)[:100] if found else "no id"

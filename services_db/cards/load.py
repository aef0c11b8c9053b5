"""Loads what cards need of a few services: one statement for each table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row

from services_db.cards import statements as sql
from services_db.cards.opening import Hours
from services_db.codes_of import codes_of
from services_db.reference import AreaRef, in_language
from services_db.reference.codes import AreaKind
from services_db.statements import covering

Texts = dict[str, str]
TextRow = Any
"""A row of ``statements.TEXTS``."""


@dataclass
class LoadedContact:
    """A contact with its labels; ``area`` is set for an area provider's."""

    kind: str
    value: str
    professional: bool
    area: AreaRef | None
    labels: Texts = field(default_factory=dict)


@dataclass
class LoadedProvider:
    """Who gives the service in one area, and who says so."""

    area: AreaRef
    row: Row[Any]
    names: Texts = field(default_factory=dict)
    notes: Texts = field(default_factory=dict)


@dataclass
class LoadedPlace:
    """A place of the service."""

    row: Row[Any]
    names: Texts = field(default_factory=dict)


@dataclass
class Loaded:
    """A service with everything that its card shows."""

    row: Row[Any]
    provider: Texts = field(default_factory=dict)
    texts: dict[str, TextRow] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    areas: list[AreaRef] = field(default_factory=list)
    contacts: list[LoadedContact] = field(default_factory=list)
    places: list[LoadedPlace] = field(default_factory=list)
    hours: list[tuple[str | None, Hours]] = field(default_factory=list)
    providers: list[LoadedProvider] = field(default_factory=list)


def load_services(
    connection: Connection,
    ids: Sequence[str],
    language: str,
    places: Sequence[AreaRef] = (),
) -> dict[str, Loaded]:
    """Return the services of ``ids`` by id; ``places`` are the reader's areas.

    Of area providers only those of ``places`` are loaded.
    """
    asked: dict[str, Any] = {"ids": list(ids), **covering(places)}
    loaded = {
        row.id: Loaded(row) for row in connection.execute(sql.SERVICES, asked).all()
    }
    if loaded:
        _load_texts(connection, loaded, asked)
        _load_codes_and_areas(connection, loaded, asked)
        _load_contacts(connection, loaded, asked)
        _load_places(connection, loaded, asked)
        _load_hours(connection, loaded, asked, language)
        if places:
            _load_providers(connection, loaded, asked, places)
    return loaded


def _load_texts(
    connection: Connection, loaded: dict[str, Loaded], asked: dict[str, Any]
) -> None:
    for text in connection.execute(sql.TEXTS, asked).all():
        loaded[text.service_id].texts[text.language] = text
    for service, language, name in connection.execute(
        sql.ORGANIZATION_NAMES, asked
    ).all():
        loaded[service].provider[language] = name


def _load_codes_and_areas(
    connection: Connection, loaded: dict[str, Loaded], asked: dict[str, Any]
) -> None:
    for service, codes in codes_of(connection, asked["ids"]).items():
        loaded[service].codes = codes
    for service, kind, code in connection.execute(sql.AREAS, asked).all():
        loaded[service].areas.append(AreaRef(AreaKind(kind), code))


def _load_contacts(
    connection: Connection, loaded: dict[str, Loaded], asked: dict[str, Any]
) -> None:
    seen: dict[tuple[str, int], LoadedContact] = {}
    for row in connection.execute(sql.CONTACTS, asked).all():
        key = (row.service_id, row.position)
        if key not in seen:
            area = None
            if row.area_kind is not None:
                area = AreaRef(AreaKind(row.area_kind), row.area_code)
            seen[key] = LoadedContact(row.kind, row.value, row.professional, area)
            loaded[row.service_id].contacts.append(seen[key])
        if row.language is not None:
            seen[key].labels[row.language] = row.label


def _load_places(
    connection: Connection, loaded: dict[str, Loaded], asked: dict[str, Any]
) -> None:
    seen: dict[tuple[str, int], LoadedPlace] = {}
    for row in connection.execute(sql.PLACES, asked).all():
        key = (row.service_id, row.position)
        if key not in seen:
            seen[key] = LoadedPlace(row)
            loaded[row.service_id].places.append(seen[key])
        if row.language is not None:
            seen[key].names[row.language] = row.name


def _load_hours(
    connection: Connection,
    loaded: dict[str, Loaded],
    asked: dict[str, Any],
    language: str,
) -> None:
    said: dict[tuple[str, int], Texts] = defaultdict(dict)
    first: dict[tuple[str, int], Row[Any]] = {}
    for row in connection.execute(sql.SCHEDULES, asked).all():
        key = (row.service_id, row.position)
        first.setdefault(key, row)
        if row.language is not None:
            said[key][row.language] = row.description
    for key, row in first.items():
        hours = Hours(
            byday=frozenset(filter(None, row.byday.split(","))),
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            closed=row.closed,
            description=in_language(said[key], language),
        )
        loaded[row.service_id].hours.append((row.location_id, hours))


def _load_providers(
    connection: Connection,
    loaded: dict[str, Loaded],
    asked: dict[str, Any],
    places: Sequence[AreaRef],
) -> None:
    seen: dict[tuple[str, AreaRef], LoadedProvider] = {}
    for row in connection.execute(sql.PROVIDERS, asked).all():
        key = (row.service_id, AreaRef(AreaKind(row.area_kind), row.area_code))
        if key not in seen:
            seen[key] = LoadedProvider(key[1], row)
            loaded[row.service_id].providers.append(seen[key])
        if row.name:
            seen[key].names[row.language] = row.name
        if row.note:
            seen[key].notes[row.language] = row.note
    for one in loaded.values():
        one.providers.sort(key=lambda found: places.index(found.area))

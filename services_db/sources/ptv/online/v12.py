"""Version 12 (beta): a key, one search for each kind, connections apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from services_db.batches import batched
from services_db.errors import ImportRefused
from services_db.reference import AreaRef
from services_db.reference.codes import AreaKind
from services_db.sources.notes import Notes
from services_db.sources.ptv.files import NotTaken
from services_db.sources.ptv.online import v12_shape as shape
from services_db.sources.ptv.online.polite import Polite, Rejected
from services_db.sources.ptv.online.wanted import Wanted

BASE: Final = "https://api-gw.palvelutietovaranto.suomi.fi"
PAGE_SIZE: Final = 100
MOST_VALUES: Final = 20
"""How many values a filter may have."""
_PATHS: Final = {
    "services": "/api/v12/service",
    "channels": "/api/v12/service-channel",
    "organizations": "/api/v12/organization",
    "general descriptions": "/api/v12/general-description",
    "connections": "/api/v12/connection",
}
_AREAS: Final = {
    AreaKind.MUNICIPALITY: "municipalities",
    AreaKind.REGION: "regions",
    AreaKind.WELLBEING_COUNTY: "wellbeingServicesCounties",
}
_NATIONWIDE: Final = ("WholeCountry", "WholeCountryExceptAland")
_MOST_PAGES: Final = 1_000_000

Item = dict[str, Any]
Query = dict[str, Any]


class V12:
    """Speaks version 12; everything comes out in the shape of version 11."""

    version: Final = "v12"
    batch: Final = MOST_VALUES
    kinds: Final = ("channels", "organizations", "general descriptions")

    def __init__(self, http: Polite, notes: Notes) -> None:
        self._http = http
        self._notes = notes
        self._found: dict[str, Item] = {}
        self._post_offices: dict[str, Any] = {}

    def wanted_ids(self, wanted: Wanted, since: datetime | None) -> set[str]:
        """Return the ids of services of the filter, or those changed since then."""
        found: set[str] = set()
        stamp = _stamp(since)
        for coded in _coded(wanted):
            for placed in _placed(wanted):
                query = {**coded, **placed, "publishedAtOrAfter": stamp}
                if wanted.languages:
                    query |= _any_of("languageVersions", wanted.languages)
                for item in self._searched("services", query):
                    if key := item.get("contentId"):
                        self._found[str(key)] = item
                        found.add(str(key))
        return found

    def changed_ids(self, kind: str, since: datetime) -> set[str]:
        """Return the ids of all things of a kind that have changed since then.

        A service has changed when one of its connections has.
        """
        query = {"publishedAtOrAfter": _stamp(since)}
        found = {str(i.get("contentId")) for i in self._searched(kind, query)}
        if kind == "services":
            joined = self._searched("connections", query)
            found |= {str(item.get("serviceContentId")) for item in joined}
        return found

    def archived_ids(self, since: datetime) -> set[str]:
        """Return the ids of services that were taken away since then."""
        query = {"archivedAtOrAfter": _stamp(since)}
        rows = self._paged("/api/v12/service/archived", query)
        return {str(row.get("contentId")) for row in rows}

    def services(self, ids: Sequence[str]) -> list[Item]:
        """Return services, those that PTV has, with their connections."""
        items = [
            self._found.pop(key, None) or self._one("services", key) for key in ids
        ]
        there = [item for item in items if item is not None]
        if not there:
            return []
        connections: dict[str, list[Item]] = {}
        query = {"serviceContentIds": [str(item.get("contentId")) for item in there]}
        for row in self._searched("connections", query):
            connections.setdefault(str(row.get("serviceContentId")), []).append(row)
        return [
            shaped
            for item in there
            if (
                shaped := self._shaped(
                    item,
                    lambda i: shape.service(
                        i, connections.get(str(i.get("contentId")), []), self._notes
                    ),
                )
            )
        ]

    def others(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """Return things of another kind, those that PTV has."""
        items = [item for key in ids if (item := self._one(kind, key)) is not None]
        if kind == "channels":
            self._learn_post_offices(items)
        return [self._shaped(item, lambda i: self._other(kind, i)) for item in items]

    def _other(self, kind: str, item: Item) -> Item:
        if kind == "channels":
            return shape.channel(item, self._post_offices, self._notes)
        if kind == "organizations":
            return shape.organization(item)
        return shape.general_description(item)

    def _shaped(self, item: Item, to_v11: Any) -> Item:
        try:
            made: Item = to_v11(item)
        except NotTaken as error:
            key = item.get("contentId") or "no id"
            raise ImportRefused(f"version 12: {key}: {error}") from None
        return made

    def _learn_post_offices(self, channels: Sequence[Item]) -> None:
        codes = {code for item in channels for code in shape.postal_codes(item)}
        for some in batched(sorted(codes - self._post_offices.keys()), MOST_VALUES):
            for row in self._paged("/api/v12/postal-codes", {"codes": some}):
                self._post_offices[str(row.get("code"))] = row.get("name")

    def _one(self, kind: str, key: str) -> Item | None:
        path = f"{_PATHS[kind]}/{key}"
        try:
            item = self._http.get(path)
        except Rejected:
            self._notes.add(f"{kind} that PTV fails on, left out", key)
            return None
        if item is not None and not isinstance(item, dict):
            raise ImportRefused(f"{path}: is not an object")
        return item

    def _searched(self, kind: str, query: Query) -> Iterator[Item]:
        return self._paged(f"{_PATHS[kind]}/search", query)

    def _paged(self, path: str, query: Query) -> Iterator[Item]:
        page, pages = 1, 1
        while page <= pages:
            try:
                answer = self._http.get(path, page=page, pageSize=PAGE_SIZE, **query)
            except Rejected as error:
                raise ImportRefused(f"{error}: PTV does not take {query}") from None
            items = answer.get("items") if isinstance(answer, dict) else None
            if not isinstance(items, list):
                raise ImportRefused(f"{path}: page {page}: is not a page of PTV")
            count = answer.get("totalPages")
            pages = min(count, _MOST_PAGES) if isinstance(count, int) else page
            yield from (item for item in items if isinstance(item, dict))
            page += 1


def _coded(wanted: Wanted) -> Iterator[Query]:
    """Yield the queries whose answers together are the wanted classes and groups."""
    if wanted.choice is None:
        yield {}
        return
    for name, codes in (
        ("serviceClasses", wanted.choice.classes),
        ("targetGroups", wanted.choice.target_groups),
    ):
        for some in batched(codes, MOST_VALUES):
            yield _any_of(name, some)


def _placed(wanted: Wanted) -> Iterator[Query]:
    """Yield the queries whose answers together are the wanted areas."""
    if not wanted.areas:
        yield {}
        return
    by_kind: dict[AreaKind, list[AreaRef]] = {}
    for area in wanted.areas:
        by_kind.setdefault(area.kind, []).append(area)
    for kind, areas in by_kind.items():
        for some in batched(areas, MOST_VALUES):
            codes = [area.code for area in some]
            yield {"areaType": "LimitedArea", **_any_of(_AREAS[kind], codes)}
    if wanted.nationwide:
        yield from ({"areaType": reach} for reach in _NATIONWIDE)


def _any_of(name: str, values: Sequence[str]) -> Query:
    return {name: list(values), f"{name}Match": "any"}


def _stamp(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None

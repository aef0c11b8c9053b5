"""Version 11: anonymous; many lists of ids, and whole things by at most 100 ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from services_db.errors import ImportRefused
from services_db.reference import AreaRef
from services_db.reference.codes import AreaKind
from services_db.sources.notes import Notes
from services_db.sources.ptv.online.polite import Polite, Rejected
from services_db.sources.ptv.online.wanted import Wanted

BASE: Final = "https://api.palvelutietovaranto.suomi.fi/api/v11"
_CODES: Final = "http://uri.suomi.fi/codelist/ptv"
_AREAS: Final = {
    AreaKind.MUNICIPALITY: "Municipality",
    AreaKind.REGION: "Region",
    AreaKind.WELLBEING_COUNTY: "WellbeingServiceCounties",
}
_PATHS: Final = {
    "services": "/Service",
    "channels": "/ServiceChannel",
    "organizations": "/Organization",
}
_WHOLE: Final = {**_PATHS, "services": "/Service/serviceWithGD"}
_MOST_PAGES: Final = 10_000
_NAMELESS: Final = "listed without a name, left out"

Item = dict[str, Any]


class V11:
    """Speaks version 11."""

    version: Final = "v11"
    batch: Final = 100
    kinds: Final = ("channels", "organizations")

    def __init__(self, http: Polite, notes: Notes) -> None:
        self._http = http
        self._notes = notes

    def wanted_ids(self, wanted: Wanted, since: datetime | None) -> set[str]:
        """Return the ids of services of the filter, or those changed since then.

        PTV filters by one thing at a time: classes and groups are joined, and what
        is in none of the areas is taken away. Languages it does not filter.
        """
        date = _stamp(since)
        if wanted.choice is None:
            found = self._ids("/Service", date=date)
        else:
            choice = wanted.choice
            found = set()
            for code in choice.classes:
                uri = f"{_CODES}/ptvserclass2/code/{code}"
                found |= self._ids("/Service/serviceClass", uri=uri, date=date)
            for code in choice.target_groups:
                uri = f"{_CODES}/ptvkohderyhmat/code/{code}"
                found |= self._ids("/Service/targetGroup", uri=uri, date=date)
        if wanted.areas:
            found &= self._in_areas(wanted.areas, wanted.nationwide)
        return found

    def changed_ids(self, kind: str, since: datetime) -> set[str]:
        """Return the ids of all things of a kind that have changed since then."""
        return self._ids(_PATHS[kind], date=_stamp(since))

    def archived_ids(self, since: datetime) -> set[str]:
        """Return the ids of services that were taken away since then."""
        return self._ids("/Service/archived/list", date=_stamp(since))

    def services(self, ids: Sequence[str]) -> list[Item]:
        """Return services with the texts of their general descriptions.

        Ids that PTV lists but does not have are left out.
        """
        found = self._by_ids("services", ids)
        for item in found:
            if isinstance(item, dict):
                item["generalDescriptionId"] = None  # its texts are in the service
        return found

    def others(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """Return ``channels`` or ``organizations``, those that PTV has."""
        return self._by_ids(kind, ids)

    def _in_areas(self, areas: Sequence[AreaRef], nationwide: bool) -> set[str]:
        found: set[str] = set()
        for area in areas:
            path = f"/Service/area/{_AREAS[area.kind]}/code/{area.code}"
            whole = "true" if nationwide else "false"
            found |= self._ids(path, includeWholeCountry=whole)
        return found

    def _ids(self, path: str, **parameters: Any) -> set[str]:
        return {
            item["id"]
            for item in self._listed(path, parameters)
            if isinstance(item, dict) and isinstance(item.get("id"), str)
        }

    def _listed(self, path: str, parameters: Item) -> Iterator[Any]:
        page, pages = 1, 1
        while page <= pages:
            answer = self._page(path, page, parameters)
            if not isinstance(answer, dict) or not isinstance(
                answer.get("itemList") or [], list
            ):
                raise ImportRefused(f"{path}: page {page}: is not a page of PTV")
            count = answer.get("pageCount")
            pages = min(count, _MOST_PAGES) if isinstance(count, int) else page
            for item in answer.get("itemList") or []:
                if isinstance(item, dict) and item.get("name") is None:
                    self._notes.add(_NAMELESS, str(item.get("id")))
                else:
                    yield item
            page += 1

    def _page(self, path: str, page: int, parameters: Item) -> Any:
        try:
            answer = self._http.get(path, page=page, **parameters)
        except Rejected as error:
            said = ", ".join(f"{k}={v}" for k, v in parameters.items() if v)
            raise ImportRefused(f"{error}: PTV does not take {said}") from None
        return {"itemList": None} if answer is None else answer

    def _by_ids(self, kind: str, ids: Sequence[str]) -> list[Item]:
        """Return what PTV has of ``ids``; an id that makes it fail is found and left.

        A list with such an id is answered with 500, so it is asked in halves.
        """
        if not ids:
            return []
        path = f"{_WHOLE[kind]}/list"
        try:
            answer = self._http.get(path, guids=",".join(ids))
        except Rejected:
            if len(ids) == 1:
                self._notes.add(f"{kind} that PTV fails on, left out", ids[0])
                return []
            middle = len(ids) // 2
            first, second = ids[:middle], ids[middle:]
            return [*self._by_ids(kind, first), *self._by_ids(kind, second)]
        if answer is None:
            return []
        if not isinstance(answer, list):
            raise ImportRefused(f"{path}: is not a list of {kind}")
        return [item for item in answer if item is not None]


def _stamp(moment: datetime | None) -> str | None:
    """Return a moment (UTC) as PTV takes it, without fractions and zone."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S") if moment else None

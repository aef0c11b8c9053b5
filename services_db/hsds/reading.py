"""From a nested HSDS service to the keys of a ``ServiceRecord``. Pure.

What an HSDS service says and a record cannot hold is counted in ``Notes``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from services_db.clean import shorten
from services_db.errors import ImportRefused
from services_db.hsds import model as h
from services_db.hsds.extras import Extras
from services_db.hsds.placing import read_place
from services_db.hsds.reached import read_contacts
from services_db.hsds.schedules import read_schedule
from services_db.hsds.terms import CLASSIFICATION
from services_db.hsds.writing import CODES, NATURAL
from services_db.records import YES_NO, ServiceText
from services_db.reference import by_name
from services_db.sources.notes import Notes
from services_db.sources.table.area_cells import read_areas
from services_db.sources.table.problem import CellProblem

SUMMARY_LIMIT: Final = 500
_NOT_HELD: Final = {
    h.Service: (
        *("interpretation_services", "wait_time", "fees", "accreditations"),
        *("assurer_email", "licenses", "funding", "required_documents", "program"),
    ),
    h.Organization: (
        *("alternate_name", "email", "website", "tax_status", "tax_id", "legal_status"),
        *("year_incorporated", "logo", "uri", "parent_organization_id", "funding"),
        *("contacts", "phones", "locations", "programs", "organization_identifiers"),
    ),
    h.Location: (
        *("url", "alternate_name", "description", "transportation", "languages"),
        *("external_identifier", "accessibility"),
    ),
    h.ServiceAtLocation: ("description",),
}


def record_keys(
    service: h.Service, feed: str, language: str, notes: Notes
) -> dict[str, Any]:
    """Return the keys of a record; ``language`` is that of the texts when unsaid.

    Raises:
        ImportRefused: when no area of Finland is named and none can be told.
    """
    extra = Extras.of(service)
    ours = extra.one("id") is not None
    spoken = extra.one("text_language") or language
    contacts, providers = read_contacts(service, spoken)
    places, hours = _placed(service, spoken, ours, notes)
    notes_of(service, extra, notes)
    data: dict[str, Any] = {
        "id": extra.one("id") or service.id,
        "texts": _texts(service, extra, spoken),
        "provider": _provider(service.organization, feed, spoken, ours),
        "provider_id": _provider_id(service.organization, ours),
        "areas": _areas(service, ours, places),
        "languages": [one.code for one in service.languages if one.code],
        "charge": _charge(service.cost_options),
        "age_min": service.minimum_age,
        "age_max": service.maximum_age,
        "verified_on": extra.one("verified_on")
        if extra.one("confirmed_on")
        else service.assured_date,
        "contacts": contacts,
        "providers": providers,
        "schedules": hours,
        "locations": places,
        "keywords": extra.lists("keywords"),
        "classifications": extra.codes(CLASSIFICATION),
        "nature": next(iter(extra.codes("natures")), None),
        "is_one_stop": extra.one("is_one_stop") == "true",
        "valid_from": extra.one("valid_from"),
        "valid_until": extra.one("valid_until"),
        "source": {
            "name": extra.one("source_name") or feed,
            "url": extra.one("source_url") or ("" if ours else service.url or ""),
        },
        **{name: _yes_no(extra.one(name)) for name in YES_NO},
    }
    for taxonomy in CODES:
        codes = extra.codes(taxonomy)
        if codes or ours:
            data[taxonomy] = codes
    return data


def _texts(service: h.Service, extra: Extras, spoken: str) -> dict[str, dict[str, Any]]:
    texts: dict[str, dict[str, Any]] = {spoken: {}}
    for name in ServiceText.model_fields:
        if name == "alternate_names":
            for language, names in extra.lists(name).items():
                texts.setdefault(language, {})[name] = names
            continue
        for language, said in extra.texts(name).items():
            texts.setdefault(language, {})[name] = said
    main = texts[spoken]
    if "summary" not in main:
        whole = service.description or ""
        short = whole if extra.one("id") else shorten(whole, SUMMARY_LIMIT)
        main["summary"] = short
        main.setdefault("description", whole if short != whole else None)
    for name, of_service in NATURAL.items():
        main.setdefault(name, getattr(service, of_service))
    if service.alternate_name:
        main.setdefault("alternate_names", [service.alternate_name])
    beside = [service.alert, service.eligibility_description]
    main.setdefault("note", "\n".join(filter(None, beside)) or None)
    return texts


def _provider(
    organization: h.Organization | None, feed: str, spoken: str, ours: bool
) -> dict[str, str]:
    if organization is None:
        return {spoken: feed}
    extra = Extras.of(organization)
    named = extra.texts("provider")
    own = extra.one("text_language") or (None if named or ours else spoken)
    return ({own: organization.name} if own else {}) | named


def _provider_id(organization: h.Organization | None, ours: bool) -> str | None:
    if organization is None:
        return None
    said = Extras.of(organization).one("provider_id")
    return said or (None if ours else organization.id)


def _areas(service: h.Service, ours: bool, places: list[dict[str, Any]]) -> list[str]:
    if ours:
        return [area.extent or "" for area in service.service_areas]
    found: list[str] = []
    for area in service.service_areas:
        for said in (area.uri, area.extent, area.name):
            try:
                found += read_areas(said) if said else []
            except CellProblem:
                continue
            if found:
                break
    towns = [by_name(place["city"]) for place in places if place.get("city")]
    found = found or [f"municipality:{town.code}" for town in towns if town]
    if not found:
        raise ImportRefused(
            "service_areas: names no municipality or area of Finland, nor does an "
            "address; give an area by its name or code, or national"
        )
    return list(dict.fromkeys(found))


def _placed(
    service: h.Service, spoken: str, ours: bool, notes: Notes
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    places, lost = [], 0
    for row in service.service_at_locations:
        place, more = read_place(row, spoken, ours)
        lost += more
        if place:
            places.append(place)
    hours = [read_schedule(row, spoken) for row in service.schedules]
    held = [one for one in hours if one is not None]
    for _ in range(lost + len(hours) - len(held)):
        notes.add("schedules that are no weekly hours, left out", service.id)
    return places, held


def _charge(options: Sequence[h.CostOption]) -> str:
    if not options:
        return "unknown"
    free = all(
        o.amount == 0 or (o.amount is None and o.option == "free") for o in options
    )
    return "free" if free else "paid"


def _yes_no(said: str | None) -> bool | None:
    return None if said is None else said == "true"


def notes_of(service: h.Service, extra: Extras, notes: Notes) -> None:
    """Count what a record has no place for."""
    for row in _rows(service):
        for name in _NOT_HELD[type(row)]:
            if getattr(row, name):
                notes.add(f"{row.table}.{name}: not kept", service.id)
    for _ in range(extra.unknown):
        notes.add("attributes of foreign taxonomies, not kept", service.id)


def _rows(service: h.Service) -> Iterator[h.Described]:
    yield service
    if service.organization is not None:
        yield service.organization
    for at in service.service_at_locations:
        yield at
        if at.location is not None:
            yield at.location

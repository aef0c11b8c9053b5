"""Builds a card: the reader's language, the reader's area, unknown stays unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import Row

from services_db.cards.load import (
    Loaded,
    LoadedContact,
    LoadedPlace,
    LoadedProvider,
    TextRow,
)
from services_db.cards.opening import last_date, next_date, opening
from services_db.cards.reader import Reader
from services_db.cards.why import why
from services_db.labels import label
from services_db.ranking import Scored
from services_db.records import YES_NO, Contact, ServiceCard, SourceRef
from services_db.reference import AreaRef, in_language, municipalities_in
from services_db.reference.codes import AreaKind, ContactKind, SupportLevel, Theme
from services_db.reference.municipalities import FALLBACK

Scope = Literal["municipality", "area", "national"]


def build_card(
    service: Loaded, reader: Reader, scored: Scored | None = None
) -> ServiceCard:
    """Return the card of a service for one reader."""
    row, language = service.row, reader.language
    text_language, text = _text(service, language)
    provider = service.providers[0] if service.providers else None
    area = _nearest(service, reader)
    place = _place(service, reader)
    contacts = _contacts(service, provider)
    source, verified_on = _source(row, provider)
    hours = [h for where, h in service.hours if where is None or _is_at(where, place)]
    card = ServiceCard(
        id=row.id,
        name=text.name,
        provider=in_language(_named(provider) or service.provider, language),
        summary=text.summary,
        themes=[Theme(code) for code in service.codes.get("theme", [])],
        support_levels=[
            SupportLevel(code) for code in service.codes.get("support_level", [])
        ],
        nature=row.nature,
        is_one_stop=row.is_one_stop,
        scope=_scope(area),
        municipalities=_municipalities(service, provider),
        age_min=row.age_min,
        age_max=row.age_max,
        languages=service.codes.get("language", []),
        charge=row.charge,
        contacts=[
            *(_contact(c, language) for c in contacts if not c.professional),
            *_address(place, contacts, language),
        ],
        how_to_apply=text.how_to_apply,
        first_visit=text.first_visit,
        **{name: getattr(row, name) for name in YES_NO},
        professional_contact=next(
            (_contact(c, language) for c in contacts if c.professional), None
        ),
        opening=opening(hours, reader.now, language, text.opening),
        location=_coordinates(place),
        why=[],
        note=_note(text.note, provider, language),
        text_language=text_language,
        valid_until=row.valid_until,
        verified_on=verified_on,
        confirmed_on=row.confirmed_on,
        source=source,
    )
    card.why = why(card, reader, area, scored)
    return card


def _text(service: Loaded, language: str) -> tuple[str, TextRow]:
    for candidate in (language, *FALLBACK):
        if candidate in service.texts:
            return candidate, service.texts[candidate]
    return next(iter(sorted(service.texts.items())))


def _named(provider: LoadedProvider | None) -> dict[str, str]:
    return provider.names if provider else {}


def _nearest(service: Loaded, reader: Reader) -> AreaRef | None:
    """Return the narrowest area by which the service reaches the reader.

    Without a municipality, or for a service elsewhere, its own narrowest area.
    """
    covered = {*service.areas, *(provider.area for provider in service.providers)}
    for area in reader.places:
        if area in covered:
            return area
    kinds = list(AreaKind)
    return min(service.areas, key=lambda a: (kinds.index(a.kind), a.code), default=None)


def _scope(area: AreaRef | None) -> Scope:
    if area is None or area.is_national:
        return "national"
    return "municipality" if area.kind is AreaKind.MUNICIPALITY else "area"


def _municipalities(service: Loaded, provider: LoadedProvider | None) -> list[str]:
    """Return the codes that the service reaches; empty for a nationwide one."""
    areas: Sequence[AreaRef] = [provider.area] if provider else service.areas
    if any(area.is_national for area in areas):
        return []
    return sorted({code for area in areas for code in municipalities_in(area)})


def _place(service: Loaded, reader: Reader) -> LoadedPlace | None:
    """Return the place to show: one in the reader's municipality, else the first.

    Of places that are open on dates only, the one with the next date; one whose
    dates are over only when there is no other.
    """
    today = reader.now.date()

    def order(place: LoadedPlace) -> tuple[bool, bool, date]:
        hours = [one for where, one in service.hours if where == place.row.id]
        last = last_date(hours)
        return (
            last is not None and last < today,
            place.row.municipality != reader.municipality,
            next_date(hours, today) or date.min,
        )

    return min(service.places, key=order, default=None)


def _is_at(where: str, place: LoadedPlace | None) -> bool:
    return place is not None and place.row.id == where


def _contacts(service: Loaded, provider: LoadedProvider | None) -> list[LoadedContact]:
    """Return the contacts, the area provider's first, each value once."""
    local = [c for c in service.contacts if provider and c.area == provider.area]
    general = [c for c in service.contacts if c.area is None]
    unique: dict[tuple[str, str, bool], LoadedContact] = {}
    for contact in [*local, *general]:
        key = (contact.kind, contact.value, contact.professional)
        unique.setdefault(key, contact)
    return list(unique.values())


def _contact(contact: LoadedContact, language: str) -> Contact:
    own = in_language(contact.labels, language)
    return Contact(
        kind=ContactKind(contact.kind),
        label=own or label(language, f"contact_kinds.{contact.kind}"),
        value=contact.value,
    )


def _address(
    place: LoadedPlace | None, contacts: Sequence[LoadedContact], language: str
) -> list[Contact]:
    """Return the place's street address, unless the source lists one as a contact."""
    listed = any(contact.kind == ContactKind.ADDRESS for contact in contacts)
    if place is None or not place.row.address or listed:
        return []
    town = " ".join(filter(None, (place.row.postal_code, place.row.city)))
    return [
        Contact(
            kind=ContactKind.ADDRESS,
            label=in_language(place.names, language)
            or label(language, "contact_kinds.address"),
            value=", ".join(filter(None, (place.row.address, town))),
        )
    ]


def _coordinates(
    place: LoadedPlace | None,
) -> dict[Literal["lat", "lon"], float] | None:
    if place is None or place.row.latitude is None or place.row.longitude is None:
        return None
    return {"lat": place.row.latitude, "lon": place.row.longitude}


def _note(
    note: str | None, provider: LoadedProvider | None, language: str
) -> str | None:
    local = in_language(provider.notes, language) if provider else ""
    return " ".join(filter(None, (local, note))) or None


def _source(row: Row[Any], provider: LoadedProvider | None) -> tuple[SourceRef, Any]:
    """Return who says so, and the date: the area provider's own where it has them."""
    if provider is not None and provider.row.source_name is not None:
        local = SourceRef(name=provider.row.source_name, url=provider.row.source_url)
        return local, provider.row.verified_on
    return SourceRef(name=row.source_name, url=row.source_url), row.verified_on

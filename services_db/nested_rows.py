"""Rows of a service that hold several kinds of thing in one table. Pure."""

from __future__ import annotations

from typing import Any

from services_db import models
from services_db.records import ContactRecord, ScheduleRecord, ServiceRecord
from services_db.reference import AreaRef

Row = dict[str, Any]
Rows = dict[type[models.Base], list[Row]]


def location_id(record: ServiceRecord, number: int) -> str:
    """Return a place's id: the source's, else one made from the service's."""
    return record.locations[number].id or f"{record.id}#{number}"


def add_providers(record: ServiceRecord, rows: Rows) -> None:
    """Add who gives the service in each area."""
    providers = rows[models.AreaProvider] = []
    texts = rows[models.AreaProviderText] = []
    for provider in record.providers:
        area = AreaRef.parse(provider.area)
        key = {
            "service_id": record.id,
            "area_kind": area.kind.value,
            "area_code": area.code,
        }
        source = provider.source
        providers.append(
            {
                **key,
                "verified_on": provider.verified_on,
                "source_name": source.name if source else None,
                "source_url": source.url if source else None,
            }
        )
        texts.extend(
            {
                **key,
                "language": language,
                "name": provider.name.get(language),
                "note": provider.note.get(language),
            }
            for language in dict.fromkeys([*provider.name, *provider.note])
        )


def add_contacts(record: ServiceRecord, rows: Rows) -> None:
    """Add the contacts of the service, then those of each area's provider."""
    scoped: list[tuple[ContactRecord, AreaRef | None]] = [
        (contact, None) for contact in record.contacts
    ]
    for provider in record.providers:
        area = AreaRef.parse(provider.area)
        scoped.extend((contact, area) for contact in provider.contacts)
    rows[models.Contact] = [
        {
            "service_id": record.id,
            "position": position,
            "kind": contact.kind.value,
            "value": contact.value,
            "professional": contact.professional,
            "area_kind": area.kind.value if area else None,
            "area_code": area.code if area else None,
        }
        for position, (contact, area) in enumerate(scoped)
    ]
    rows[models.ContactText] = [
        {
            "service_id": record.id,
            "position": position,
            "language": language,
            "label": label,
        }
        for position, (contact, _) in enumerate(scoped)
        for language, label in contact.label.items()
    ]


def add_schedules(record: ServiceRecord, rows: Rows) -> None:
    """Add the hours of the service, then those of each of its places."""
    placed: list[tuple[ScheduleRecord, str | None]] = [
        (schedule, None) for schedule in record.schedules
    ]
    for number, place in enumerate(record.locations):
        where = location_id(record, number)
        placed.extend((schedule, where) for schedule in place.schedules)
    rows[models.Schedule] = [
        {
            "service_id": record.id,
            "position": position,
            "location_id": where,
            "byday": ",".join(schedule.byday),
            **schedule.model_dump(
                include={"opens_at", "closes_at", "valid_from", "valid_to", "closed"}
            ),
        }
        for position, (schedule, where) in enumerate(placed)
    ]
    rows[models.ScheduleText] = [
        {
            "service_id": record.id,
            "position": position,
            "language": language,
            "description": description,
        }
        for position, (schedule, _) in enumerate(placed)
        for language, description in schedule.description.items()
    ]

"""From a ``ServiceRecord`` to a nested HSDS service. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services_db.hsds import model as h
from services_db.hsds.extras import fields, in_languages, says
from services_db.hsds.ids import hsds_id, made_id
from services_db.hsds.placing import service_at_locations
from services_db.hsds.reaching import contact_rows, first_email, first_link
from services_db.hsds.schedules import schedule_rows
from services_db.hsds.terms import CLASSIFICATION
from services_db.labels import DEFAULT_LANGUAGE
from services_db.records import YES_NO, ServiceRecord, ServiceText
from services_db.reference import AreaRef, area_name, in_language
from services_db.reference.codes import Charge
from services_db.rows import organization_id

NATURAL: Final = {
    "name": "name",
    "description": "description",
    "how_to_apply": "application_process",
    "fees": "fees_description",
}
"""Texts that HSDS has a field for, in the one language that it has room for."""
CODES: Final = ("themes", "support_levels", "tno_types", "phases", "target_groups")
_PLAIN: Final = ("is_one_stop", "valid_from", "valid_until", *YES_NO)


@dataclass(frozen=True)
class Kept:
    """What the catalogue knows of a record beside it.

    ``modified`` is when it last changed here, ``confirmed_on`` when its provider last
    said that it is right as it stands.
    """

    modified: datetime | None = None
    confirmed_on: date | None = None


def hsds_service(
    record: ServiceRecord, today: date, kept: Kept | None = None
) -> h.Service:
    """Return a record as HSDS; ``today`` decides whether it is still active.

    It is assured on the day of its source or of its provider's word, the later; both
    are in attributes when there is such a word.
    """
    kept = kept or Kept()
    days = {"verified_on": record.verified_on, "confirmed_on": kept.confirmed_on}
    key = service_id(record.id)
    spoken = main_language(record)
    text = record.texts[spoken]
    link = first_link(record.contacts)
    ended = record.valid_until is not None and record.valid_until < today
    reached = contact_rows(record, key, spoken)
    return h.Service(
        id=key,
        organization_id=organization_of(record).id,
        name=text.name,
        alternate_name=text.alternate_names[0] if text.alternate_names else None,
        description=text.description or text.summary or None,
        url=link.value if link else None,
        email=first_email(record.contacts),
        status="inactive" if ended else "active",
        application_process=text.how_to_apply or None,
        fees_description=text.fees or None,
        minimum_age=record.age_min,
        maximum_age=record.age_max,
        assured_date=_day(max(filter(None, days.values()), default=None)),
        last_modified=kept.modified.isoformat() if kept.modified else None,
        phones=reached.phones,
        schedules=schedule_rows(record.schedules, key, spoken),
        service_areas=list(_areas(record, key)),
        service_at_locations=service_at_locations(record, key, spoken),
        languages=[
            h.Language(id=made_id("language", key, code), code=code)
            for code in dict.fromkeys(record.languages)
        ],
        organization=organization_of(record),
        cost_options=_costs(record, key),
        contacts=reached.contacts,
        attributes=[
            *_attributes(record, key, spoken),
            *(fields(h.Service.table, key, days) if kept.confirmed_on else ()),
            *reached.attributes,
        ],
    )


def service_id(key: str) -> str:
    """Return the HSDS id of a service of the catalogue."""
    return hsds_id("service", key)


def main_language(record: ServiceRecord) -> str:
    """Return the language of the fields; the others go to attributes."""
    if DEFAULT_LANGUAGE in record.texts:
        return DEFAULT_LANGUAGE
    return next(iter(record.texts))


def organization_of(record: ServiceRecord) -> h.Organization:
    """Return who gives the service; HSDS wants a name and a description.

    The name is both; of an unknown provider it is who says so.
    """
    given = organization_id(record)
    key = hsds_id("organization", given)
    spoken = DEFAULT_LANGUAGE if record.provider.get(DEFAULT_LANGUAGE) else None
    named = in_language(dict(record.provider), DEFAULT_LANGUAGE)
    name = named or record.source.name or given
    own = {"provider_id": record.provider_id, "text_language": spoken}
    return h.Organization(
        id=key,
        name=name,
        description=name,
        attributes=[
            *fields(h.Organization.table, key, own),
            *in_languages(
                h.Organization.table, key, "provider", record.provider, spoken
            ),
        ],
    )


def _attributes(record: ServiceRecord, key: str, spoken: str) -> Iterator[h.Attribute]:
    table = h.Service.table
    yield from fields(
        table,
        key,
        {
            "id": record.id,
            "text_language": spoken,
            "source_name": record.source.name,
            "source_url": record.source.url,
            **{name: getattr(record, name) for name in _PLAIN},
        },
    )
    for language, text in record.texts.items():
        yield from fields(table, key, _unsaid(text, language == spoken), language)
    for language, words in record.keywords.items():
        yield from fields(table, key, {"keywords": list(words)}, language)
    for taxonomy in CODES:
        for code in dict.fromkeys(getattr(record, taxonomy)):
            yield says(table, key, taxonomy, str(code))
    if record.nature is not None:
        yield says(table, key, "natures", record.nature.value)
    for number, code in enumerate(record.classifications):
        yield says(table, key, CLASSIFICATION, code, number=number)


def _unsaid(text: ServiceText, natural: bool) -> dict[str, object]:
    """Return the texts that the fields of the service do not already say."""
    found: dict[str, object] = dict(text)
    if not natural:
        return found
    for name in NATURAL:
        if found[name]:
            del found[name]
    if not text.description:
        found["description"] = text.description
        if text.summary:
            del found["summary"]
    if len(text.alternate_names) == 1:
        del found["alternate_names"]
    return found


def _areas(record: ServiceRecord, key: str) -> Iterator[h.ServiceArea]:
    for area in dict.fromkeys(record.areas):
        yield h.ServiceArea(
            id=made_id("service_area", key, area),
            name=area_name(AreaRef.parse(area), DEFAULT_LANGUAGE),
            extent=area,
            extent_type="text",
            uri=area,
        )


def _costs(record: ServiceRecord, key: str) -> list[h.CostOption]:
    if record.charge is Charge.UNKNOWN:
        return []
    free = record.charge is Charge.FREE
    return [
        h.CostOption(
            id=made_id("cost_option", key),
            option=record.charge.value,
            amount=0 if free else None,
            currency="EUR" if free else None,
        )
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

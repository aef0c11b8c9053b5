"""One service of PTV, with all that belongs to it, as a ``ServiceRecord``."""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic import ValidationError

from services_db import clean
from services_db.errors import ImportRefused
from services_db.records import ServiceRecord
from services_db.reference.codes import Charge
from services_db.sources.curated import describe
from services_db.sources.notes import Notes
from services_db.sources.ptv import general, texts
from services_db.sources.ptv.files import Dump
from services_db.sources.ptv.hours import day_of
from services_db.sources.ptv.joins import (
    connections_by_service,
    contacts_of,
    join,
    phone_hours,
    places_of,
)
from services_db.sources.ptv.organizations import provider, reach
from services_db.sources.ptv.rule_file import Rules
from services_db.sources.ptv.rules import apply
from services_db.sources.ptv.shapes import Service

SOURCE_NAME: Final = "Suomi.fi PTV"
_CHARGES: Final = {"FreeOfCharge": Charge.FREE, "Chargeable": Charge.PAID}
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")


class Reader:
    """Makes records of the services of one dump."""

    def __init__(self, dump: Dump, rules: Rules, notes: Notes) -> None:
        self._dump = dump
        self._rules = rules
        self._notes = notes
        self._from_channels = connections_by_service(dump)

    def completed(self, service: Service) -> Service:
        """Return the service with the texts and codes of its general description."""
        key = service.generalDescriptionId
        described = self._dump.general_descriptions.get(key or "")
        if described is not None:
            return general.complete(service, described)
        if key:
            what = "services whose general description is not in the files"
            self._notes.add(what, service.id)
        return service

    def record(self, service: Service) -> ServiceRecord | None:
        """Return the record, or ``None`` for a service without a name or a reach.

        Raises:
            ImportRefused: when the record would break the catalogue's limits.
        """
        key, notes = service.id, self._notes
        said = texts.service_texts(service)
        if not said:
            notes.add("services without a name, left out", key)
            return None
        joined = join(service, self._dump, self._from_channels, notes)
        areas = reach(service, joined, self._dump, notes)
        if not areas:
            notes.add("services without an area that exists, left out", key)
            return None
        provider_id, names = provider(service, self._dump, notes)
        located = places_of(joined, notes, key)
        has_hours = any(place["schedules"] for place in located)
        codes = apply(service, self._rules)
        concepts = [term.uri for term in service.ontologyTerms if term.uri]
        return self._checked(
            {
                **codes,
                "id": key,
                "texts": said,
                "provider": names,
                "provider_id": provider_id,
                "areas": areas,
                "languages": _languages(service),
                "charge": _CHARGES.get(service.serviceChargeType or "", Charge.UNKNOWN),
                "booking": any(h.isReservation for j in joined for h in j.hours)
                or None,
                "contacts": contacts_of(joined, notes, key),
                "locations": located,
                "schedules": [] if has_hours else phone_hours(joined, notes, key),
                "keywords": texts.keywords(service),
                "classifications": [*codes["classifications"], *concepts],
                "verified_on": day_of(service.modified),
                "source": {"name": SOURCE_NAME, "url": ""},
            }
        )

    def _checked(self, data: dict[str, Any]) -> ServiceRecord:
        cleaned, done = clean.foreign(data)
        for note in done:
            record, _, what = note.partition(": ")
            self._notes.add(what, record)
        try:
            return ServiceRecord.model_validate(cleaned)
        except ValidationError as error:
            problems = "; ".join(describe(error))
            raise ImportRefused(f"service {data['id']}: {problems}") from None


def _languages(service: Service) -> list[str]:
    codes = (code.strip().lower() for code in service.languages)
    return [code for code in codes if _LANGUAGE.match(code)]

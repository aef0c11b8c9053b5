"""Who gives a service, and how far it reaches when the service does not say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from services_db.clean import plain, shorten
from services_db.sources.notes import Notes
from services_db.sources.ptv.areas import areas_of, municipality_code
from services_db.sources.ptv.files import Dump
from services_db.sources.ptv.joins import Joined
from services_db.sources.ptv.parts import Named
from services_db.sources.ptv.shapes import Service
from services_db.sources.ptv.texts import LABEL_LIMIT, labels

ROLES: Final = ("Responsible", "OtherResponsible", "Producer")


def provider(
    service: Service, dump: Dump, notes: Notes
) -> tuple[str | None, dict[str, str]]:
    """Return id and names of the responsible organization, else of the next role.

    The names of all languages when the organization is in the files, else the one
    name that the service carries, taken as Finnish.
    """
    for named in _organizations(service):
        known = dump.organizations.get(named.id or "")
        names = labels(known.organizationNames, "Name") if known else {}
        if not names and named.name:
            names = {"fi": shorten(plain(named.name), LABEL_LIMIT)}
        if names:
            return named.id, names
    notes.add("services without a responsible organization", service.id)
    return None, {}


def reach(
    service: Service, joined: list[Joined], dump: Dump, notes: Notes
) -> list[str]:
    """Return the service's areas; when it names none, its organization's.

    Without those, the municipalities of its places.
    """
    own = areas_of(service, notes, service.id)
    if own or service.areaType:
        return own
    for named in _organizations(service):
        known = dump.organizations.get(named.id or "")
        if known is None:
            continue
        seat = (
            municipality_code(known.municipality.code) if known.municipality else None
        )
        found = areas_of(known, notes, known.id)
        if found or seat:
            return found or [f"municipality:{seat}"]
    codes = (municipality_code(c) for one in joined for c in one.municipality_codes)
    return list(dict.fromkeys(f"municipality:{code}" for code in codes if code))


def _organizations(service: Service) -> Iterator[Named]:
    for role in ROLES:
        for part in service.organizations:
            if part.roleType == role and part.organization and part.organization.id:
                yield part.organization

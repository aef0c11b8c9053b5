"""Contacts and area providers as HSDS phones, contacts and attributes, and back.

HSDS has phones and people's desks with an e-mail; every other way (a chat, a form) is
an attribute of the taxonomy ``contact_kinds``. What a contact has beside its value
hangs on it as attributes: labels, its place in the order, its area, whether it is
for professionals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from services_db.hsds import model as h
from services_db.hsds.base import EMAIL, URI
from services_db.hsds.extras import fields, in_languages, says
from services_db.hsds.ids import made_id
from services_db.records import AreaProvider, ContactRecord, ServiceRecord
from services_db.reference.codes import ContactKind

TYPES: Final = {
    ContactKind.PHONE: "voice",
    ContactKind.SMS: "text",
    ContactKind.WHATSAPP: "whatsapp",
}
_EMAIL: Final = re.compile(EMAIL)
_URI: Final = re.compile(URI)


@dataclass
class Reached:
    """Where the contacts of a service went."""

    phones: list[h.Phone] = field(default_factory=list)
    contacts: list[h.Contact] = field(default_factory=list)
    attributes: list[h.Attribute] = field(default_factory=list)


def contact_rows(record: ServiceRecord, key: str, spoken: str) -> Reached:
    """Return the contacts of a service and of its area providers."""
    found = Reached()
    for provider in record.providers:
        found.contacts.append(_provider(provider, key, spoken))
    scoped: list[tuple[ContactRecord, str | None]] = [
        (c, None) for c in record.contacts
    ]
    scoped += [(c, p.area) for p in record.providers for c in p.contacts]
    for position, (contact, area) in enumerate(scoped):
        _put(found, contact, area, position, key, spoken)
    return found


def first_link(contacts: Iterable[ContactRecord]) -> ContactRecord | None:
    """Return the first web page for everybody that is a whole address."""
    return _first(contacts, ContactKind.WEB, _URI)


def first_email(contacts: Iterable[ContactRecord]) -> str | None:
    """Return the first e-mail address for everybody."""
    found = _first(contacts, ContactKind.EMAIL, _EMAIL)
    return found.value if found else None


def _first(
    contacts: Iterable[ContactRecord], kind: ContactKind, shape: re.Pattern[str]
) -> ContactRecord | None:
    return next(
        (
            contact
            for contact in contacts
            if contact.kind is kind
            and not contact.professional
            and shape.match(contact.value)
        ),
        None,
    )


def _put(
    found: Reached,
    contact: ContactRecord,
    area: str | None,
    position: int,
    key: str,
    spoken: str,
) -> None:
    label = contact.label.get(spoken) or None
    beside: dict[str, Any] = {
        "position": position,
        "area": area,
        "professional": contact.professional or None,
    }
    if contact.kind in TYPES:
        own = made_id("phone", key, position)
        found.phones.append(
            h.Phone(
                id=own,
                number=contact.value,
                type=TYPES[contact.kind],
                description=label,
                attributes=_beside("phone", own, beside, contact, spoken),
            )
        )
        return
    if contact.kind is ContactKind.EMAIL and _EMAIL.match(contact.value):
        own = made_id("contact", key, position)
        found.contacts.append(
            h.Contact(
                id=own,
                name=label,
                email=contact.value,
                attributes=_beside("contact", own, beside, contact, spoken),
            )
        )
        return
    way = says(
        *("service", key, "contact_kinds", contact.kind.value, contact.value),
        number=position,
    )
    found.attributes.append(way)
    found.attributes += _beside("attribute", way.id, beside, contact, None)


def _beside(
    table: str,
    key: str,
    values: dict[str, Any],
    contact: ContactRecord,
    spoken: str | None,
) -> list[h.Attribute]:
    return [
        *fields(table, key, values),
        *in_languages(table, key, "label", contact.label, spoken),
    ]


def _provider(provider: AreaProvider, key: str, spoken: str) -> h.Contact:
    own = made_id("provider", key, provider.area)
    table = h.Contact.table
    source = provider.source
    values = {
        "providers": provider.area,
        "verified_on": provider.verified_on,
        "source_name": source.name if source else None,
        "source_url": source.url if source else None,
    }
    return h.Contact(
        id=own,
        name=provider.name.get(spoken) or None,
        attributes=[
            *fields(table, own, values),
            *in_languages(table, own, "name", provider.name, spoken),
            *in_languages(table, own, "note", provider.note, None),
        ],
    )

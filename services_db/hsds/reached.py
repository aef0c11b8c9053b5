"""HSDS phones, contacts and attributes back to contacts and area providers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from services_db.hsds import model as h
from services_db.hsds.extras import Extras
from services_db.hsds.reaching import TYPES
from services_db.hsds.terms import code_of

_LAST: Final = 1_000_000
_KINDS: Final = {named: kind.value for kind, named in TYPES.items()} | {"sms": "sms"}
_SPOKEN: Final = frozenset({None, "", "voice", "phone", "cell", "mobile", "landline"})

Found = tuple[int, str | None, dict[str, Any]]


def read_contacts(
    service: h.Service, spoken: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the keys of the contacts, and of the area providers with theirs."""
    found = sorted(_all(service, spoken), key=lambda one: one[0])
    scoped: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for _, area, contact in found:
        scoped[area].append(contact)
    providers = [
        provider | {"contacts": scoped.get(provider["area"], [])}
        for provider in _providers(service, spoken)
    ]
    return scoped[None], providers


def _all(service: h.Service, spoken: str) -> Iterator[Found]:
    for phone in service.phones:
        yield from _phone(phone, spoken)
    seen: set[str | None] = {None}
    for contact in service.contacts:
        yield from _desk(contact, spoken)
        seen.add(contact.email)
    for way in service.attributes:
        key = code_of(way)
        if key is None or key[0] != "contact_kinds":
            continue
        beside = Extras(a for a in service.attributes if a.link_id == way.id)
        yield _found({"kind": key[1], "value": way.value or ""}, beside, {})
        seen.add(way.value)
    if service.url not in seen:
        yield _LAST, None, {"kind": "web", "value": service.url}
    if service.email not in seen:
        yield _LAST, None, {"kind": "email", "value": service.email}
    for at in service.service_at_locations:
        rows: list[h.ServiceAtLocation | h.Location] = [at]
        rows += [at.location] if at.location else []
        for phone in (phone for row in rows for phone in row.phones):
            yield from _phone(phone, spoken)
        for desk in (desk for row in rows for desk in row.contacts):
            yield from _desk(desk, spoken)


def _phone(phone: h.Phone, spoken: str, named: str | None = None) -> Iterator[Found]:
    kind = _KINDS.get(phone.type or "voice")
    if kind is None and (phone.type or "").casefold() not in _SPOKEN:
        return  # a fax, a pager, a textphone: nobody is answered there
    said = phone.description or named
    number = phone.number
    if phone.extension is not None:
        number = f"{number} ({phone.extension:g})"
    contact = {"kind": kind or "phone", "value": number}
    yield _found(contact, Extras.of(phone), {spoken: said} if said else {})


def _desk(contact: h.Contact, spoken: str) -> Iterator[Found]:
    extra = Extras.of(contact)
    if extra.one("providers") is not None:
        return
    names = [contact.name, contact.title, contact.department]
    said = ", ".join(filter(None, names))
    if contact.email:
        email = {"kind": "email", "value": contact.email}
        yield _found(email, extra, {spoken: said} if said else {})
    for phone in contact.phones:
        yield from _phone(phone, spoken, said or None)


def _found(contact: dict[str, Any], extra: Extras, label: dict[str, str]) -> Found:
    position = extra.one("position") or ""
    contact["label"] = label | extra.texts("label")
    contact["professional"] = extra.one("professional") == "true"
    number = int(position) if position.isdigit() else _LAST
    return number, extra.one("area"), contact


def _providers(service: h.Service, spoken: str) -> Iterator[dict[str, Any]]:
    for contact in service.contacts:
        extra = Extras.of(contact)
        area = extra.one("providers")
        if area is None:
            continue
        name, url = extra.one("source_name"), extra.one("source_url")
        own = {spoken: contact.name} if contact.name else {}
        yield {
            "area": area,
            "name": own | extra.texts("name"),
            "note": extra.texts("note"),
            "verified_on": extra.one("verified_on"),
            "source": None if name is None else {"name": name, "url": url or ""},
        }

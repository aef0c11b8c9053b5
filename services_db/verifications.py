"""The word of people about records: a provider's "still right", and who is asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import Connection, delete, insert, select, update

from services_db import db, reports
from services_db import models as m
from services_db.cards import Reader, build_card, load_services
from services_db.cards.opening import Hours, opening
from services_db.clock import now_in_finland
from services_db.reading import records_of
from services_db.records import LocationRecord, ScheduleRecord, ServiceCard
from services_db.reference import in_language
from services_db.reference.codes import ALL, WRONG, ContactKind, ReportKind, Role
from services_db.statements import CONFIRMED_ON

KEPT_YEARS: Final = 3
"""A verification is removed in the year after these, at the next one."""

State = Literal["open", "used", "changed", "gone"]


@dataclass(frozen=True)
class Place:
    """A place as its provider checks it; empty is unknown."""

    name: str
    address: str
    hours: str


@dataclass(frozen=True)
class Shown:
    """A record as its provider checks it: the card, and every place."""

    card: ServiceCard
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Asked:
    """A record whose provider is to be asked; ``email`` is null when it has none."""

    id: str
    name: str
    content_hash: str
    email: str | None


def state(url: str, service_id: str, version: str, link: str) -> State:
    """Return whether a link made for ``version`` of a record can still be used.

    ``version`` is how the content hash of that time begins.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    with db.reading(url) as connection:
        return _state(connection, service_id, version, link)


def shown(url: str, service_id: str, language: str) -> Shown | None:
    """Return a record for its provider to look at; ``None``: there is none.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    now = now_in_finland()
    with db.reading(url) as connection:
        loaded = load_services(connection, [service_id], language)
        record = next(records_of(connection, [service_id]), None)
    if record is None or service_id not in loaded:
        return None
    card = build_card(loaded[service_id], Reader(language, now))
    places = [_place(one, language, now) for one in record.locations]
    return Shown(card, tuple(places))


def answer(url: str, service_id: str, version: str, link: str, *, right: bool) -> State:
    """Note a provider's answer, once for a link; return what the link was before.

    "Not right" is put in the queue of reports, too. Nothing is noted unless the
    state is ``open``.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    with db.writing(url) as connection:
        found = _state(connection, service_id, version, link)
        if found == "open":
            what = ALL if right else WRONG
            note(connection, service_id, what, Role.PROVIDER, link)
            if not right:
                kind = ReportKind.OTHER
                reports.add(connection, service_id, kind, Role.PROVIDER)
        return found


def note(
    connection: Connection,
    service_id: str,
    what: str,
    role: Role,
    link: str | None = None,
) -> None:
    """Note who said what about a record as it stands; forget what is too old.

    That all of it is right changes how fresh it is, which the next search notices.
    """
    today = now_in_finland().date()
    table = m.Verification
    old = date(today.year - KEPT_YEARS, 1, 1)
    connection.execute(delete(table).where(table.verified_on < old))
    content_hash = connection.scalar(
        select(m.Service.content_hash).where(m.Service.id == service_id)
    )
    if content_hash is not None:
        connection.execute(
            insert(table).values(
                service_id=service_id,
                content_hash=content_hash,
                what=what,
                role=role.value,
                verified_on=today,
                link=link,
            )
        )
        if what == ALL:
            count = m.CatalogueVersion.value
            connection.execute(update(m.CatalogueVersion).values(value=count + 1))


def to_ask(url: str, since: date, language: str) -> list[Asked]:
    """Return the records that neither source nor provider has dated since a day.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    service, contact = m.Service, m.Contact
    dated = select(
        service.id, service.content_hash, service.verified_on, CONFIRMED_ON
    ).order_by(service.id)
    addressed = (
        select(contact.service_id, contact.value)
        .where(contact.kind == ContactKind.EMAIL, contact.area_kind.is_(None))
        .order_by(contact.service_id, contact.professional, contact.position)
    )
    named = select(m.ServiceText.service_id, m.ServiceText.language, m.ServiceText.name)
    emails: dict[str, str] = {}
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    with db.reading(url) as connection:
        for key, address in connection.execute(addressed):
            emails.setdefault(key, address)
        for key, spoken, name in connection.execute(named):
            names[key][spoken] = name
        return [
            Asked(key, in_language(names[key], language), content, emails.get(key))
            for key, content, *days in connection.execute(dated)
            if max(filter(None, days), default=date.min) < since
        ]


def _state(connection: Connection, service_id: str, version: str, link: str) -> State:
    used = select(m.Verification.id).where(m.Verification.link == link)
    if connection.scalar(used) is not None:
        return "used"
    current = connection.scalar(
        select(m.Service.content_hash).where(m.Service.id == service_id)
    )
    if current is None:
        return "gone"
    return "open" if version and current.startswith(version) else "changed"


def _place(place: LocationRecord, language: str, now: datetime) -> Place:
    town = " ".join(filter(None, (place.postal_code, place.city)))
    hours = [_hours(one, language) for one in place.schedules]
    return Place(
        in_language(place.name, language),
        ", ".join(filter(None, (place.address, town))),
        opening(hours, now, language).text if hours else "",
    )


def _hours(row: ScheduleRecord, language: str) -> Hours:
    fields = row.model_dump(exclude={"byday", "description"})
    said = in_language(row.description, language) if row.description else ""
    return Hours(frozenset(row.byday), **fields, description=said)

"""What a maintainer should look at: what is broken, what is thin, what is old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from services_db import authorities, db
from services_db import models as m
from services_db.checkup.duplicates import duplicates
from services_db.checkup.links import MOST, Progress, dead_links, links
from services_db.checkup.places import far_from_others, of_another_city, outside_area
from services_db.clock import now_in_finland
from services_db.ranking.score import is_fresh
from services_db.reference.municipalities import FALLBACK
from services_db.statements import CONFIRMED_ON


@dataclass
class Checkup:
    """``broken`` must be mended; ``thin`` lists ids of records by what they lack."""

    broken: list[str] = field(default_factory=list)
    thin: dict[str, list[str]] = field(default_factory=dict)


def check(url: str) -> Checkup:
    """Look through the catalogue at ``url``.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    found = Checkup(broken=db.check_migrations(url))
    with db.reading(url) as connection:
        found.broken += _missing_ids(connection)
        found.thin = {
            "no contact": _without_contact(connection),
            "no date": _by_date(connection, None),
            "older than two years": _by_date(connection, now_in_finland().date()),
            "past its validity": _past(connection, now_in_finland().date()),
            "no theme and no keyword": _hard_to_find(connection),
            **{f"no text in {one}": _without(connection, one) for one in FALLBACK},
            "place outside the service's area": outside_area(connection),
            "place with another municipality's post office": (
                of_another_city(connection)
            ),
            "place far from all others of its area": far_from_others(connection),
            "perhaps the same service twice": duplicates(connection),
        }
    return found


def check_links(
    url: str, *, limit: int = MOST, progress: Progress = lambda done, total: None
) -> list[str]:
    """Return the links that do not work: ``service: address (why)``.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    with db.reading(url) as connection:
        found = links(connection)
    dead = dead_links(found, limit=limit, progress=progress)
    return [f"{key}: {a} ({why})" for a, why in dead.items() for key in found[a]]


def _missing_ids(connection: Connection) -> Iterator[str]:
    known = set(connection.scalars(select(m.Service.id)))
    for duty, ids in authorities.duties().items():
        for key in ids:
            if key not in known:
                yield f"authorities.yml: {duty}: no service {key!r}"
    duties = connection.execute(
        select(m.Responsibility.key, m.Responsibility.service_ids)
    )
    for key, carriers in duties:
        for missing in sorted(set(carriers) - known):
            yield f"responsibilities: {key}: service_ids: no service {missing!r}"


def _without_contact(connection: Connection) -> list[str]:
    reached = select(m.Contact.service_id)
    return _ids(connection, m.Service.id.not_in(reached))


def _by_date(connection: Connection, today: date | None) -> list[str]:
    """Return the undated services, or with a day those that are too old on it.

    A provider's word that a record is right dates it, too.
    """
    rows = connection.execute(
        select(m.Service.id, m.Service.verified_on, CONFIRMED_ON).order_by(m.Service.id)
    )
    newest = {key: max(filter(None, days), default=None) for key, *days in rows}
    if today is None:
        return [key for key, day in newest.items() if day is None]
    return [k for k, d in newest.items() if d is not None and not is_fresh(d, today)]


def _past(connection: Connection, today: date) -> list[str]:
    return _ids(connection, m.Service.valid_until < today)


def _hard_to_find(connection: Connection) -> list[str]:
    coded = select(m.ServiceCode.service_id).where(m.ServiceCode.kind == "theme")
    worded = select(m.ServiceKeyword.service_id)
    return _ids(connection, m.Service.id.not_in(coded), m.Service.id.not_in(worded))


def _without(connection: Connection, language: str) -> list[str]:
    told = select(m.ServiceText.service_id).where(m.ServiceText.language == language)
    return _ids(connection, m.Service.id.not_in(told))


def _ids(connection: Connection, *conditions: ColumnElement[bool]) -> list[str]:
    found = select(m.Service.id).where(*conditions).order_by(m.Service.id)
    return list(connection.scalars(found))

"""The queue of reports as a maintainer works through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from services_db import db, verifications
from services_db.clock import now_in_finland
from services_db.models import Report
from services_db.reference.codes import Role


@dataclass(frozen=True)
class Queued:
    """A report: what is said to be wrong, how often, and how it was closed."""

    id: int
    service_id: str
    kind: str
    role: str
    first_on: date
    last_on: date
    count: int
    closed_on: date | None
    closed_by: str | None
    done: str | None


def queue(url: str, *, closed: bool = False) -> list[Queued]:
    """Return the open reports, or those that are closed; the oldest first.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    wanted = Report.closed_on.is_not(None) if closed else Report.closed_on.is_(None)
    asked = select(Report.__table__).where(wanted).order_by(Report.first_on, Report.id)
    with db.reading(url) as connection:
        return [Queued(*row) for row in connection.execute(asked)]


def close(url: str, report_id: int, by: str, done: str) -> bool:
    """Close a report, and note that a maintainer has looked; False: none is open.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    opened = Report.id == report_id, Report.closed_on.is_(None)
    with db.writing(url) as connection:
        found = connection.execute(
            select(Report.service_id, Report.kind).where(*opened)
        ).first()
        if found is None:
            return False
        today = now_in_finland().date()
        connection.execute(
            update(Report)
            .where(*opened)
            .values(closed_on=today, closed_by=by, done=done)
        )
        verifications.note(connection, found.service_id, found.kind, Role.MAINTAINER)
        return True

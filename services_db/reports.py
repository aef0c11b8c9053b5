"""The queue of what is said to be wrong in records. No text, no person."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from services_db.clock import now_in_finland
from services_db.models import Report
from services_db.reference.codes import ReportKind, Role

KEPT_YEARS: Final = 1
"""A closed report is removed in the year after this one, at the next report."""


def add(connection: Connection, service_id: str, kind: ReportKind, role: Role) -> None:
    """Put a report in the queue; one that is open already is counted up.

    The caller holds the write lock, so that no count is lost.
    """
    today = now_in_finland().date()
    old = today.replace(year=today.year - KEPT_YEARS, month=1, day=1)
    connection.execute(delete(Report).where(Report.closed_on < old))
    counted = connection.execute(
        update(Report)
        .where(
            Report.service_id == service_id,
            Report.kind == kind.value,
            Report.role == role.value,
            Report.closed_on.is_(None),
        )
        .values(count=Report.count + 1, last_on=today)
    )
    if not counted.rowcount:
        connection.execute(
            insert(Report).values(
                service_id=service_id,
                kind=kind.value,
                role=role.value,
                first_on=today,
                last_on=today,
                count=1,
            )
        )


def waiting(connection: Connection) -> int:
    """Return how many reports are open."""
    opened = select(func.count()).where(Report.closed_on.is_(None))
    return connection.scalar(opened.select_from(Report)) or 0

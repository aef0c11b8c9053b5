"""Opening hours."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import Date, ForeignKeyConstraint, String, Text, Time
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, LanguageKey, Position, ServiceKey


class Schedule(Base):
    """Hours in local Finnish time, of the service or of one of its places.

    ``byday`` is HSDS's comma-separated MO TU WE TH FR SA SU.
    """

    __tablename__ = "schedule"

    service_id: Mapped[ServiceKey]
    position: Mapped[Position]
    location_id: Mapped[str | None] = mapped_column(String(120))
    byday: Mapped[str] = mapped_column(String(20))
    opens_at: Mapped[time | None] = mapped_column(Time)
    closes_at: Mapped[time | None] = mapped_column(Time)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    closed: Mapped[bool]


class ScheduleText(Base):
    """What is said beside the hours, in one language."""

    __tablename__ = "schedule_text"
    __table_args__ = (
        ForeignKeyConstraint(
            ["service_id", "position"],
            ["schedule.service_id", "schedule.position"],
            ondelete="CASCADE",
        ),
    )

    service_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    position: Mapped[Position]
    language: Mapped[LanguageKey]
    description: Mapped[str] = mapped_column(Text)

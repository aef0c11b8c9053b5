"""Who has looked at a record, and what was said to be wrong in one. No person."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, Code


class Verification(Base):
    """Somebody's word about a record as it stood: ``content_hash`` says which one.

    Outlives the record's own row, so that a sync which writes the record anew loses
    nothing. ``what`` is ``all``, ``wrong`` or a report's kind; ``link`` the mark of
    the link that was used up.
    """

    __tablename__ = "verification"
    __table_args__ = (Index(None, "service_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(String(100))
    content_hash: Mapped[str] = mapped_column(String(64))
    what: Mapped[Code]
    role: Mapped[str] = mapped_column(String(20))
    verified_on: Mapped[date] = mapped_column(Date)
    link: Mapped[str | None] = mapped_column(String(64), unique=True)


class Report(Base):
    """Something that is said to be wrong: one open row for a kind, and how often.

    No text of the one who says so. Closed: by whom, and what was done.
    """

    __tablename__ = "report"
    __table_args__ = (Index(None, "service_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(String(100))
    kind: Mapped[Code]
    role: Mapped[str] = mapped_column(String(20))
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    count: Mapped[int]
    closed_on: Mapped[date | None] = mapped_column(Date)
    closed_by: Mapped[str | None] = mapped_column(String(100))
    done: Mapped[str | None] = mapped_column(Text)

"""Counts of searches that found nothing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base


class SearchGap(Base):
    """How many searches went unanswered on a day: no text, no person.

    An empty string stands for "not said", so that the key has no nulls.
    """

    __tablename__ = "search_gap"
    __table_args__ = (Index(None, "day"),)

    municipality: Mapped[str] = mapped_column(String(3), primary_key=True)
    theme: Mapped[str] = mapped_column(String(40), primary_key=True)
    support_level: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    count: Mapped[int]

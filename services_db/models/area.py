"""Municipalities and the areas they belong to, for queries and reports in SQL.

Filled from ``services_db.reference`` at each migration.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, LanguageKey


class Municipality(Base):
    """A municipality by its official three-digit code."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    language_ratio: Mapped[int]


class MunicipalityText(Base):
    """A municipality's name in one language."""

    __tablename__ = "municipality_text"

    code: Mapped[str] = mapped_column(
        ForeignKey("municipality.code", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[LanguageKey]
    name: Mapped[str] = mapped_column(Text)


class Area(Base):
    """An area above municipalities: ``kind`` is an ``AreaKind``."""

    __tablename__ = "area"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    code: Mapped[str] = mapped_column(String(3), primary_key=True)


class AreaText(Base):
    """An area's name in one language."""

    __tablename__ = "area_text"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kind", "code"], ["area.kind", "area.code"], ondelete="CASCADE"
        ),
    )

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    language: Mapped[LanguageKey]
    name: Mapped[str] = mapped_column(Text)


class MunicipalityArea(Base):
    """A municipality's membership in an area."""

    __tablename__ = "municipality_area"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kind", "code"], ["area.kind", "area.code"], ondelete="CASCADE"
        ),
        Index(None, "kind", "code"),
    )

    municipality: Mapped[str] = mapped_column(
        ForeignKey("municipality.code", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    code: Mapped[str] = mapped_column(String(3))

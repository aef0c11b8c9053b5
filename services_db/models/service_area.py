"""Where a service reaches, and who gives a nationwide duty in one area."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, LanguageKey, ServiceKey


class ServiceArea(Base):
    """An area that the service covers: ``kind`` is an ``AreaKind``."""

    __tablename__ = "service_area"
    __table_args__ = (
        Index(None, "kind", "code"),
        {"sqlite_with_rowid": False},
    )

    service_id: Mapped[ServiceKey]
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    code: Mapped[str] = mapped_column(String(3), primary_key=True)


class AreaProvider(Base):
    """Who gives the service in one area. Its contacts are scoped to the area."""

    __tablename__ = "area_provider"
    __table_args__ = (Index(None, "area_kind", "area_code"),)

    service_id: Mapped[ServiceKey]
    area_kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    area_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    verified_on: Mapped[date | None] = mapped_column(Date)
    source_name: Mapped[str | None] = mapped_column(Text)
    source_url: Mapped[str | None] = mapped_column(Text)


class AreaProviderText(Base):
    """An area provider's name and note in one language."""

    __tablename__ = "area_provider_text"
    __table_args__ = (
        ForeignKeyConstraint(
            ["service_id", "area_kind", "area_code"],
            [
                "area_provider.service_id",
                "area_provider.area_kind",
                "area_provider.area_code",
            ],
            ondelete="CASCADE",
        ),
    )

    service_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    area_kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    area_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    language: Mapped[LanguageKey]
    name: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)

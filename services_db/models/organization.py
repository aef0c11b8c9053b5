"""Who gives services."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, HsdsId, LanguageKey


class Organization(Base):
    """A body that gives services."""

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    hsds_id: Mapped[HsdsId]


class OrganizationText(Base):
    """An organization's name in one language."""

    __tablename__ = "organization_text"

    organization_id: Mapped[str] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[LanguageKey]
    name: Mapped[str] = mapped_column(Text)

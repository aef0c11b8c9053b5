"""Places where services are given."""

from __future__ import annotations

from sqlalchemy import Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, HsdsId, LanguageKey, Position, ServiceKey


class Location(Base):
    """A place. Coordinates are WGS84 degrees, ``municipality`` an official code."""

    __tablename__ = "location"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    address: Mapped[str | None] = mapped_column(Text)
    postal_code: Mapped[str | None] = mapped_column(String(10))
    city: Mapped[str | None] = mapped_column(Text)
    municipality: Mapped[str | None] = mapped_column(String(3))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)


class LocationText(Base):
    """A place's name in one language."""

    __tablename__ = "location_text"

    location_id: Mapped[str] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[LanguageKey]
    name: Mapped[str] = mapped_column(Text)


class ServiceAtLocation(Base):
    """A service given at a place, in the source's order."""

    __tablename__ = "service_at_location"
    __table_args__ = (Index(None, "location_id"),)

    service_id: Mapped[ServiceKey]
    position: Mapped[Position]
    hsds_id: Mapped[HsdsId]
    location_id: Mapped[str] = mapped_column(ForeignKey("location.id"))

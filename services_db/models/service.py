"""A service, its texts, and where the record came from."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, Code, HsdsId, Sourced


class Service(Sourced, Base):
    """A service. Null means that the source does not say."""

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("age_min <= age_max", name="ages"),
        UniqueConstraint("source_kind", "source_feed", "source_id"),
        Index(None, "organization_id"),
        Index(None, "is_one_stop"),
    )

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    hsds_id: Mapped[HsdsId]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"))
    nature: Mapped[Code | None]
    is_one_stop: Mapped[bool]
    age_min: Mapped[int | None]
    age_max: Mapped[int | None]
    charge: Mapped[Code]
    walk_in: Mapped[bool | None]
    booking: Mapped[bool | None]
    remote: Mapped[bool | None]
    anonymous: Mapped[bool | None]
    referral_needed: Mapped[bool | None]
    guardian_needed: Mapped[bool | None]
    interpreter: Mapped[bool | None]
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)

    source_kind: Mapped[str] = mapped_column(String(20))
    source_feed: Mapped[str] = mapped_column(String(200))
    source_id: Mapped[str] = mapped_column(String(100))
    fetched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_seen: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    content_hash: Mapped[str] = mapped_column(String(64))


class ServiceText(Base):
    """What people read about a service in one language.

    The search index reads the three columns of lemmas; in ``keyword_lemmas`` a
    semicolon ends each keyword. ``embedding`` is the direction of the sentence
    embedding by ``embedding_model``, one signed byte a value; null: not yet computed.
    """

    __tablename__ = "service_text"
    __table_args__ = (UniqueConstraint("service_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE")
    )
    language: Mapped[str] = mapped_column(String(3))
    name: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    alternate_names: Mapped[list[str]] = mapped_column(JSON)
    description: Mapped[str | None] = mapped_column(Text)
    how_to_apply: Mapped[str | None] = mapped_column(Text)
    first_visit: Mapped[str | None] = mapped_column(Text)
    opening: Mapped[str | None] = mapped_column(Text)
    fees: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    name_lemmas: Mapped[str] = mapped_column(Text)
    keyword_lemmas: Mapped[str] = mapped_column(Text)
    text_lemmas: Mapped[str] = mapped_column(Text)
    embedding: Mapped[bytes | None] = mapped_column(LargeBinary)
    embedding_model: Mapped[str | None] = mapped_column(String(100))

"""Ways to reach a service."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, Code, LanguageKey, Position, ServiceKey


class Contact(Base):
    """One way to reach a service, in the source's order.

    With an area it belongs to that area's provider; ``professional`` ones are for
    those who refer a client.
    """

    __tablename__ = "contact"

    service_id: Mapped[ServiceKey]
    position: Mapped[Position]
    kind: Mapped[Code]
    value: Mapped[str] = mapped_column(Text)
    professional: Mapped[bool]
    area_kind: Mapped[str | None] = mapped_column(String(30))
    area_code: Mapped[str | None] = mapped_column(String(3))


class ContactText(Base):
    """What a contact is, in one language."""

    __tablename__ = "contact_text"
    __table_args__ = (
        ForeignKeyConstraint(
            ["service_id", "position"],
            ["contact.service_id", "contact.position"],
            ondelete="CASCADE",
        ),
    )

    service_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    position: Mapped[Position]
    language: Mapped[LanguageKey]
    label: Mapped[str] = mapped_column(Text)

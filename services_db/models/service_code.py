"""What describes a service beside its texts: codes, keywords, classifications."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base, Code, LanguageKey, Position, ServiceKey


class ServiceCode(Base):
    """One code of a closed vocabulary; ``rank`` 0 is the strongest of its kind.

    Kinds: theme, support_level, tno_type, phase, target_group, language.
    """

    __tablename__ = "service_code"
    __table_args__ = (
        Index(None, "kind", "code"),
        {"sqlite_with_rowid": False},
    )

    service_id: Mapped[ServiceKey]
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    rank: Mapped[int]


class ServiceKeyword(Base):
    """A word that people use for the service, found by search and never shown."""

    __tablename__ = "service_keyword"

    service_id: Mapped[ServiceKey]
    language: Mapped[LanguageKey]
    keyword: Mapped[str] = mapped_column(String(200), primary_key=True)


class ServiceClassification(Base):
    """An outside classification of the service: a PTV class, a KOKO concept."""

    __tablename__ = "service_classification"

    service_id: Mapped[ServiceKey]
    position: Mapped[Position]
    code: Mapped[Code] = mapped_column(String(300))

"""The declarative base, the names of constraints, and the columns many share."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sqlalchemy import Date, ForeignKey, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Code = Annotated[str, mapped_column(String(40))]
HsdsId = Annotated[str, mapped_column(String(36), index=True)]
"""The id of a row in HSDS: a UUID made of its key, see ``services_db.hsds.ids``."""
LanguageKey = Annotated[str, mapped_column(String(3), primary_key=True)]
ServiceKey = Annotated[
    str,
    mapped_column(
        String(100), ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    ),
]
Position = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]


class Base(DeclarativeBase):
    """Base of the catalogue's tables."""

    metadata = MetaData(naming_convention=NAMING)


class Sourced:
    """Who said so, and when the source itself is dated (null = unknown)."""

    source_name: Mapped[str] = mapped_column(Text)
    source_url: Mapped[str] = mapped_column(Text)
    verified_on: Mapped[date | None] = mapped_column(Date)

"""What tells a reader that the catalogue has changed."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base


class CatalogueVersion(Base):
    """One row, counted up by triggers whenever a service or its text changes."""

    __tablename__ = "catalogue_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]

"""What the last sync of each feed did, so that it can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from services_db.models.base import Base


class SyncRun(Base):
    """The last sync of a feed that changed something."""

    __tablename__ = "sync_run"

    source_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    source_feed: Mapped[str] = mapped_column(String(200), primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SyncChange(Base):
    """A service as it was before that sync; ``record`` is null when it was not."""

    __tablename__ = "sync_change"
    __table_args__ = (
        ForeignKeyConstraint(
            ["source_kind", "source_feed"],
            ["sync_run.source_kind", "sync_run.source_feed"],
            ondelete="CASCADE",
        ),
    )

    source_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    source_feed: Mapped[str] = mapped_column(String(200), primary_key=True)
    service_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

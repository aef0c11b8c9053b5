"""The last sync of each feed, to be undone."""

import sqlalchemy as sa
from alembic import op

revision = "sync_undo"
down_revision = "full_text_index"
branch_labels = None
depends_on = None

_FEED = ["source_kind", "source_feed"]


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sync_run",
        sa.Column("source_kind", sa.String(length=20), nullable=False),
        sa.Column("source_feed", sa.String(length=200), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(*_FEED, name="pk_sync_run"),
    )
    op.create_table(
        "sync_change",
        sa.Column("source_kind", sa.String(length=20), nullable=False),
        sa.Column("source_feed", sa.String(length=200), nullable=False),
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("record", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            _FEED,
            [f"sync_run.{column}" for column in _FEED],
            name="fk_sync_change_sync_run",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*_FEED, "service_id", name="pk_sync_change"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("sync_change")
    op.drop_table("sync_run")

"""Where an entry of the calendar or a fact holds."""

import sqlalchemy as sa
from alembic import op

revision = "guidance_areas"
down_revision = "hsds_ids"
branch_labels = None
depends_on = None

_TABLES = ("calendar_event", "fact")


def upgrade() -> None:
    """Apply. What is there holds in all of Finland."""
    for table in _TABLES:
        everywhere = sa.text("'[\"country:FI\"]'")
        op.add_column(
            table,
            sa.Column("areas", sa.JSON(), nullable=False, server_default=everywhere),
        )


def downgrade() -> None:
    """Undo."""
    for table in _TABLES:
        op.drop_column(table, "areas")

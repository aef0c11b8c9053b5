"""Marks of conversations that were erased on request."""

import sqlalchemy as sa
from alembic import op

revision = "202611241000"
down_revision = "202611240900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "erasure",
        sa.Column("conversation_hash", sa.String(64), primary_key=True),
        sa.Column("erased_at", sa.Double(), nullable=False),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("erasure")

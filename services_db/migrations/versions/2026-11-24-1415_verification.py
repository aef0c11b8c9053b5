"""Who has looked at a record, and what was said to be wrong."""

import sqlalchemy as sa
from alembic import op

revision = "verification"
down_revision = "guidance_areas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.String(100), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("link", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_verification"),
        sa.UniqueConstraint("link", name="uq_verification_link"),
    )
    op.create_index("ix_verification_service_id", "verification", ["service_id"])
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(100), nullable=True),
        sa.Column("done", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
    )
    op.create_index("ix_report_service_id", "report", ["service_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("report")
    op.drop_table("verification")

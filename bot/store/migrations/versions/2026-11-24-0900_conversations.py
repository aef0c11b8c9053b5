"""Conversations, replies, answered messages, buttons, counters, chat identities."""

import sqlalchemy as sa
from alembic import op

revision = "202611240900"
down_revision = None
branch_labels = None
depends_on = None


def _owner(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "conversation_id",
        sa.String(32),
        sa.ForeignKey("conversation.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("language", sa.String(3)),
        sa.Column("language_chosen", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("last_seen_at", sa.Double(), nullable=False, index=True),
        sa.Column("token_hash", sa.String(64)),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("crisis_count", sa.Integer(), nullable=False),
        sa.Column("lease_holder", sa.String(32)),
        sa.Column("lease_until", sa.Double()),
    )
    op.create_table(
        "reply",
        _owner(primary_key=True),
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("content", sa.JSON(), nullable=False),
    )
    op.create_table(
        "inbound",
        _owner(primary_key=True),
        sa.Column("message_key", sa.String(64), primary_key=True),
        sa.Column("replies", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.Double(), nullable=False),
    )
    op.create_table(
        "button",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _owner(),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False, index=True),
    )
    op.create_index("ix_button_conversation_id", "button", ["conversation_id"])
    op.create_table(
        "counter",
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("tier", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(3), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "channel_identity",
        sa.Column("identity_hash", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        _owner(),
    )
    op.create_index(
        "ix_channel_identity_conversation_id", "channel_identity", ["conversation_id"]
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "channel_identity",
        "counter",
        "button",
        "inbound",
        "reply",
        "conversation",
    ):
        op.drop_table(table)

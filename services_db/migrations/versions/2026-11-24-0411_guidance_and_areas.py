"""Guidance and areas."""

import sqlalchemy as sa
from alembic import op

revision = "guidance_and_areas"
down_revision = "services"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "area",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("kind", "code", name="pk_area"),
    )
    op.create_table(
        "calendar_event",
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("phases", sa.JSON(), nullable=False),
        sa.Column("target_groups", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_calendar_event"),
    )
    op.create_table(
        "fact",
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("confidence", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_fact"),
    )
    op.create_index("ix_fact_topic", "fact", ["topic"], unique=False)
    op.create_table(
        "legacy_term",
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_legacy_term"),
    )
    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("language_ratio", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_municipality"),
    )
    op.create_table(
        "responsibility",
        sa.Column("service_ids", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("phases", sa.JSON(), nullable=False),
        sa.Column("age_min", sa.Integer(), nullable=True),
        sa.Column("age_max", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_responsibility"),
    )
    op.create_table(
        "search_gap",
        sa.Column("municipality", sa.String(length=3), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("support_level", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "municipality",
            "theme",
            "support_level",
            "language",
            "day",
            name="pk_search_gap",
        ),
    )
    op.create_index("ix_search_gap_day", "search_gap", ["day"], unique=False)
    op.create_table(
        "area_text",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "code"],
            ["area.kind", "area.code"],
            name="fk_area_text_area",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("kind", "code", "language", name="pk_area_text"),
    )
    op.create_table(
        "calendar_event_text",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["calendar_event.key"],
            name="fk_calendar_event_text_calendar_event",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "language", name="pk_calendar_event_text"),
    )
    op.create_table(
        "fact_text",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"], ["fact.key"], name="fk_fact_text_fact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "language", name="pk_fact_text"),
    )
    op.create_table(
        "legacy_term_text",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["legacy_term.key"],
            name="fk_legacy_term_text_legacy_term",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "language", name="pk_legacy_term_text"),
    )
    op.create_table(
        "legacy_term_word",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("word", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["legacy_term.key"],
            name="fk_legacy_term_word_legacy_term",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "language", "word", name="pk_legacy_term_word"),
    )
    op.create_table(
        "municipality_area",
        sa.Column("municipality", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "code"],
            ["area.kind", "area.code"],
            name="fk_municipality_area_area",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["municipality"],
            ["municipality.code"],
            name="fk_municipality_area_municipality",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("municipality", "kind", name="pk_municipality_area"),
    )
    op.create_index(
        "ix_municipality_area_kind_code",
        "municipality_area",
        ["kind", "code"],
        unique=False,
    )
    op.create_table(
        "municipality_text",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"],
            ["municipality.code"],
            name="fk_municipality_text_municipality",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code", "language", name="pk_municipality_text"),
    )
    op.create_table(
        "responsibility_text",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("lemmas", sa.Text(), nullable=False),
        sa.Column("keyword_lemmas", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["responsibility.key"],
            name="fk_responsibility_text_responsibility",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "language", name="pk_responsibility_text"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("responsibility_text")
    op.drop_table("municipality_text")
    op.drop_index("ix_municipality_area_kind_code", table_name="municipality_area")
    op.drop_table("municipality_area")
    op.drop_table("legacy_term_word")
    op.drop_table("legacy_term_text")
    op.drop_table("fact_text")
    op.drop_table("calendar_event_text")
    op.drop_table("area_text")
    op.drop_index("ix_search_gap_day", table_name="search_gap")
    op.drop_table("search_gap")
    op.drop_table("responsibility")
    op.drop_table("municipality")
    op.drop_table("legacy_term")
    op.drop_index("ix_fact_topic", table_name="fact")
    op.drop_table("fact")
    op.drop_table("calendar_event")
    op.drop_table("area")

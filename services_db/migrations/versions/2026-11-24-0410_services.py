"""Services."""

import sqlalchemy as sa
from alembic import op

revision = "services"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "location",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.String(length=10), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("municipality", sa.String(length=3), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_location"),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
    )
    op.create_table(
        "location_text",
        sa.Column("location_id", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
            name="fk_location_text_location",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("location_id", "language", name="pk_location_text"),
    )
    op.create_table(
        "organization_text",
        sa.Column("organization_id", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name="fk_organization_text_organization",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "language", name="pk_organization_text"
        ),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("organization_id", sa.String(length=100), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=True),
        sa.Column("is_one_stop", sa.Boolean(), nullable=False),
        sa.Column("age_min", sa.Integer(), nullable=True),
        sa.Column("age_max", sa.Integer(), nullable=True),
        sa.Column("charge", sa.String(length=40), nullable=False),
        sa.Column("walk_in", sa.Boolean(), nullable=True),
        sa.Column("booking", sa.Boolean(), nullable=True),
        sa.Column("remote", sa.Boolean(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=True),
        sa.Column("referral_needed", sa.Boolean(), nullable=True),
        sa.Column("guardian_needed", sa.Boolean(), nullable=True),
        sa.Column("interpreter", sa.Boolean(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source_kind", sa.String(length=20), nullable=False),
        sa.Column("source_feed", sa.String(length=200), nullable=False),
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.CheckConstraint("age_min <= age_max", name=op.f("ck_service_ages")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name="fk_service_organization",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_service"),
        sa.UniqueConstraint(
            "source_kind",
            "source_feed",
            "source_id",
            name="uq_service_source_kind_source_feed_source_id",
        ),
    )
    op.create_index("ix_service_is_one_stop", "service", ["is_one_stop"], unique=False)
    op.create_index(
        "ix_service_organization_id", "service", ["organization_id"], unique=False
    )
    op.create_table(
        "area_provider",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("area_kind", sa.String(length=30), nullable=False),
        sa.Column("area_code", sa.String(length=3), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("source_name", sa.Text(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name="fk_area_provider_service",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "service_id", "area_kind", "area_code", name="pk_area_provider"
        ),
    )
    op.create_index(
        "ix_area_provider_area_kind_area_code",
        "area_provider",
        ["area_kind", "area_code"],
        unique=False,
    )
    op.create_table(
        "contact",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("professional", sa.Boolean(), nullable=False),
        sa.Column("area_kind", sa.String(length=30), nullable=True),
        sa.Column("area_code", sa.String(length=3), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name="fk_contact_service",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_contact"),
    )
    op.create_table(
        "schedule",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.String(length=120), nullable=True),
        sa.Column("byday", sa.String(length=20), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name="fk_schedule_service",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_schedule"),
    )
    op.create_table(
        "service_area",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name="fk_service_area_service",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("service_id", "kind", "code", name="pk_service_area"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_service_area_kind_code", "service_area", ["kind", "code"], unique=False
    )
    op.create_table(
        "service_at_location",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
            name="fk_service_at_location_location",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name="fk_service_at_location_service",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "service_id", "position", name="pk_service_at_location"
        ),
    )
    op.create_index(
        "ix_service_at_location_location_id",
        "service_at_location",
        ["location_id"],
        unique=False,
    )
    op.create_table(
        "service_classification",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name="fk_service_classification_service",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "service_id", "position", name="pk_service_classification"
        ),
    )
    op.create_table(
        "service_code",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name="fk_service_code_service",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("service_id", "kind", "code", name="pk_service_code"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_service_code_kind_code", "service_code", ["kind", "code"], unique=False
    )
    op.create_table(
        "service_keyword",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("keyword", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name="fk_service_keyword_service",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "service_id", "language", "keyword", name="pk_service_keyword"
        ),
    )
    op.create_table(
        "service_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("alternate_names", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("how_to_apply", sa.Text(), nullable=True),
        sa.Column("first_visit", sa.Text(), nullable=True),
        sa.Column("opening", sa.Text(), nullable=True),
        sa.Column("fees", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("name_lemmas", sa.Text(), nullable=False),
        sa.Column("keyword_lemmas", sa.Text(), nullable=False),
        sa.Column("text_lemmas", sa.Text(), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=True),
        sa.Column("embedding_model", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name="fk_service_text_service",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_service_text"),
        sa.UniqueConstraint(
            "service_id", "language", name="uq_service_text_service_id_language"
        ),
    )
    op.create_table(
        "area_provider_text",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("area_kind", sa.String(length=30), nullable=False),
        sa.Column("area_code", sa.String(length=3), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id", "area_kind", "area_code"],
            [
                "area_provider.service_id",
                "area_provider.area_kind",
                "area_provider.area_code",
            ],
            name="fk_area_provider_text_area_provider",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "service_id",
            "area_kind",
            "area_code",
            "language",
            name="pk_area_provider_text",
        ),
    )
    op.create_table(
        "contact_text",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id", "position"],
            ["contact.service_id", "contact.position"],
            name="fk_contact_text_contact",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "service_id", "position", "language", name="pk_contact_text"
        ),
    )
    op.create_table(
        "schedule_text",
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id", "position"],
            ["schedule.service_id", "schedule.position"],
            name="fk_schedule_text_schedule",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "service_id", "position", "language", name="pk_schedule_text"
        ),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("schedule_text")
    op.drop_table("contact_text")
    op.drop_table("area_provider_text")
    op.drop_table("service_text")
    op.drop_table("service_keyword")
    op.drop_index("ix_service_code_kind_code", table_name="service_code")
    op.drop_table("service_code")
    op.drop_table("service_classification")
    op.drop_index(
        "ix_service_at_location_location_id", table_name="service_at_location"
    )
    op.drop_table("service_at_location")
    op.drop_index("ix_service_area_kind_code", table_name="service_area")
    op.drop_table("service_area")
    op.drop_table("schedule")
    op.drop_table("contact")
    op.drop_index("ix_area_provider_area_kind_area_code", table_name="area_provider")
    op.drop_table("area_provider")
    op.drop_index("ix_service_organization_id", table_name="service")
    op.drop_index("ix_service_is_one_stop", table_name="service")
    op.drop_table("service")
    op.drop_table("organization_text")
    op.drop_table("location_text")
    op.drop_table("organization")
    op.drop_table("location")

"""Full-text index: FTS5 on SQLite, a GIN index over tsvector on PostgreSQL.

Both cover the lemmas that Python wrote, so that neither database needs a language.
The SQLite index follows its table by triggers.
"""

from alembic import op

revision = "full_text_index"
down_revision = "guidance_and_areas"
branch_labels = None
depends_on = None

_SQLITE = (
    """
    CREATE VIRTUAL TABLE service_text_words USING fts5(
        name_lemmas, text_lemmas, content='service_text', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0'
    )
    """,
    """
    CREATE TRIGGER service_text_words_insert AFTER INSERT ON service_text BEGIN
        INSERT INTO service_text_words (rowid, name_lemmas, text_lemmas)
        VALUES (new.id, new.name_lemmas, new.text_lemmas);
    END
    """,
    """
    CREATE TRIGGER service_text_words_delete AFTER DELETE ON service_text BEGIN
        INSERT INTO service_text_words
            (service_text_words, rowid, name_lemmas, text_lemmas)
        VALUES ('delete', old.id, old.name_lemmas, old.text_lemmas);
    END
    """,
    """
    CREATE TRIGGER service_text_words_update
    AFTER UPDATE OF name_lemmas, text_lemmas ON service_text BEGIN
        INSERT INTO service_text_words
            (service_text_words, rowid, name_lemmas, text_lemmas)
        VALUES ('delete', old.id, old.name_lemmas, old.text_lemmas);
        INSERT INTO service_text_words (rowid, name_lemmas, text_lemmas)
        VALUES (new.id, new.name_lemmas, new.text_lemmas);
    END
    """,
)
_POSTGRESQL = """
    CREATE INDEX ix_service_text_words ON service_text USING gin
    (to_tsvector('simple', name_lemmas || ' ' || text_lemmas))
"""


def upgrade() -> None:
    """Apply."""
    if op.get_context().dialect.name == "sqlite":
        for statement in _SQLITE:
            op.execute(statement)
    else:
        op.execute(_POSTGRESQL)


def downgrade() -> None:
    """Undo."""
    if op.get_context().dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER service_text_words_{event}")
        op.execute("DROP TABLE service_text_words")
    else:
        op.execute("DROP INDEX ix_service_text_words")

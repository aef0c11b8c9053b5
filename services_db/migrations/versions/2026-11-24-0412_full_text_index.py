"""Full-text index: FTS5 on SQLite, a GIN index over tsvector on PostgreSQL.

Both cover the lemmas that Python wrote, so that neither database needs a language.
The SQLite index follows its table by triggers.
"""

from alembic import op

revision = "full_text_index"
down_revision = "guidance_and_areas"
branch_labels = None
depends_on = None

_COLUMNS = "name_lemmas, keyword_lemmas, text_lemmas"
_NEW = "new.id, new.name_lemmas, new.keyword_lemmas, new.text_lemmas"
_OLD = "old.id, old.name_lemmas, old.keyword_lemmas, old.text_lemmas"
_TABLE = "service_text_words"
_ADD = f"INSERT INTO {_TABLE} (rowid, {_COLUMNS}) VALUES ({_NEW});"  # noqa: S608
_DROP = (
    f"INSERT INTO {_TABLE} ({_TABLE}, rowid, {_COLUMNS}) "  # noqa: S608
    f"VALUES ('delete', {_OLD});"
)
_SQLITE = (
    f"CREATE VIRTUAL TABLE {_TABLE} USING fts5({_COLUMNS}, content='service_text', "
    "content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER {_TABLE}_insert AFTER INSERT ON service_text BEGIN {_ADD} END",
    f"CREATE TRIGGER {_TABLE}_delete AFTER DELETE ON service_text BEGIN {_DROP} END",
    f"CREATE TRIGGER {_TABLE}_update AFTER UPDATE OF {_COLUMNS} ON service_text "
    f"BEGIN {_DROP} {_ADD} END",
)
_POSTGRESQL = (
    "CREATE INDEX ix_service_text_words ON service_text USING gin (to_tsvector("
    "'simple', name_lemmas || ' ' || keyword_lemmas || ' ' || text_lemmas))"
)


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

"""A version that grows with each change, instead of the databases' full-text indexes.

The search index is in memory (docs/adr/0011); the version tells it when to read anew.
It is counted by triggers, so that no writer can forget it.
"""

import sqlalchemy as sa
from alembic import op

revision = "search_index"
down_revision = "sync_undo"
branch_labels = None
depends_on = None

_TABLES = {
    "service": (
        "nature, is_one_stop, age_min, age_max, verified_on, remote, valid_from, "
        "valid_until, content_hash"
    ),
    "service_text": (
        "name_lemmas, keyword_lemmas, text_lemmas, embedding, embedding_model"
    ),
}
_COUNT = "UPDATE catalogue_version SET value = value + 1"
_FTS = "service_text_words"
_LEMMAS = "name_lemmas, keyword_lemmas, text_lemmas"


def _events(columns: str) -> dict[str, str]:
    return {"insert": "INSERT", "delete": "DELETE", "update": f"UPDATE OF {columns}"}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_version")),
    )
    op.execute("INSERT INTO catalogue_version (id, value) VALUES (1, 1)")
    sqlite = op.get_context().dialect.name == "sqlite"
    if sqlite:
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER {_FTS}_{event}")
        op.execute(f"DROP TABLE {_FTS}")
    else:
        op.execute(f"DROP INDEX ix_{_FTS}")
        op.execute(
            "CREATE FUNCTION count_catalogue_version() RETURNS trigger LANGUAGE "
            f"plpgsql AS $$ BEGIN {_COUNT}; RETURN NULL; END $$"
        )
    for table, columns in _TABLES.items():
        for name, event in _events(columns).items():
            start = f"CREATE TRIGGER {table}_version_{name} AFTER {event} ON {table}"
            if sqlite:
                op.execute(f"{start} BEGIN {_COUNT}; END")
            else:
                op.execute(
                    f"{start} FOR EACH STATEMENT "
                    "EXECUTE FUNCTION count_catalogue_version()"
                )


def downgrade() -> None:
    """Undo."""
    sqlite = op.get_context().dialect.name == "sqlite"
    for table, columns in _TABLES.items():
        for name in _events(columns):
            on = "" if sqlite else f" ON {table}"
            op.execute(f"DROP TRIGGER {table}_version_{name}{on}")
    op.drop_table("catalogue_version")
    if not sqlite:
        op.execute("DROP FUNCTION count_catalogue_version()")
        op.execute(
            f"CREATE INDEX ix_{_FTS} ON service_text USING gin (to_tsvector('simple', "
            "name_lemmas || ' ' || keyword_lemmas || ' ' || text_lemmas))"
        )
        return
    new = ", ".join(f"new.{c}" for c in ("id", *_LEMMAS.split(", ")))
    old = ", ".join(f"old.{c}" for c in ("id", *_LEMMAS.split(", ")))
    add = f"INSERT INTO {_FTS} (rowid, {_LEMMAS}) VALUES ({new});"  # noqa: S608
    drop = (
        f"INSERT INTO {_FTS} ({_FTS}, rowid, {_LEMMAS}) "  # noqa: S608
        f"VALUES ('delete', {old});"
    )
    op.execute(
        f"CREATE VIRTUAL TABLE {_FTS} USING fts5({_LEMMAS}, content='service_text', "
        "content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
    )
    for event, body in (
        ("INSERT", add),
        ("DELETE", drop),
        (f"UPDATE OF {_LEMMAS}", f"{drop} {add}"),
    ):
        op.execute(
            f"CREATE TRIGGER {_FTS}_{event.split()[0].lower()} AFTER {event} "
            f"ON service_text BEGIN {body} END"
        )
    op.execute(f"INSERT INTO {_FTS} ({_FTS}) VALUES ('rebuild')")  # noqa: S608

"""Ids of Open Referral HSDS, so that one can be looked up."""

import sqlalchemy as sa
from alembic import op

from services_db.hsds.ids import at_location_id, hsds_id

revision = "hsds_ids"
down_revision = "search_index"
branch_labels = None
depends_on = None

_TABLES = ("service", "organization", "service_at_location")
_CHUNK = 1000


def upgrade() -> None:
    """Apply. The ids of rows that are there are computed."""
    for table in _TABLES:
        op.add_column(
            table,
            sa.Column("hsds_id", sa.String(36), nullable=False, server_default=""),
        )
    for table in ("service", "organization"):
        rows = _columns(table, "id")
        keys = op.get_bind().scalars(sa.select(rows.c.id)).all()
        _set(
            rows.update().where(rows.c.id == sa.bindparam("key")),
            [{"key": key, "new": hsds_id(table, key)} for key in keys],
        )
    placed = _columns("service_at_location", "service_id", "position")
    given = op.get_bind().execute(sa.select(placed.c.service_id, placed.c.position))
    _set(
        placed.update().where(
            placed.c.service_id == sa.bindparam("key"),
            placed.c.position == sa.bindparam("number"),
        ),
        [{"key": k, "number": n, "new": at_location_id(k, n)} for k, n in given.all()],
    )
    for table in _TABLES:
        op.create_index(f"ix_{table}_hsds_id", table, ["hsds_id"])


def _columns(table: str, *names: str) -> sa.TableClause:
    return sa.table(table, *(sa.column(name) for name in (*names, "hsds_id")))


def _set(statement: sa.Update, rows: list[dict[str, object]]) -> None:
    changed = statement.values(hsds_id=sa.bindparam("new"))
    for start in range(0, len(rows), _CHUNK):
        op.get_bind().execute(changed, rows[start : start + _CHUNK])


def downgrade() -> None:
    """Undo."""
    for table in _TABLES:
        op.drop_index(f"ix_{table}_hsds_id", table)
        op.drop_column(table, "hsds_id")

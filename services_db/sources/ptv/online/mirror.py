"""What was fetched of PTV, in one SQLite file: a cut run goes on where it stopped.

A cache: deleting the file only means that the next run fetches everything. A run
holds the ids that it wants; what is fetched is written at once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

from services_db.errors import ImportRefused

Item = dict[str, Any]

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS item (
    kind TEXT, id TEXT, body TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wanted (
    kind TEXT, id TEXT, done INTEGER, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


class Mirror:
    """The file of one feed. A ``None`` body: PTV was asked and has no such thing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, timeout=5)
            self._db.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            raise ImportRefused(
                f"{path.name}: is not a mirror of PTV ({error}); delete it"
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def state(self, key: str) -> str | None:
        """Return a remembered value."""
        sql = "SELECT value FROM state WHERE key = ?"
        row = self._db.execute(sql, (key,)).fetchone()
        return row[0] if row else None

    def moment(self, key: str) -> datetime | None:
        """Return a remembered moment (UTC)."""
        value = self.state(key)
        return datetime.fromisoformat(value).astimezone(UTC) if value else None

    def remember(self, **values: str | None) -> None:
        """Remember values; ``None`` forgets."""
        with self._db:
            for key, value in values.items():
                self._db.execute("DELETE FROM state WHERE key = ?", (key,))
                if value is not None:
                    self._db.execute("INSERT INTO state VALUES (?, ?)", (key, value))

    def begin(self, kind: str, ids: Iterable[str]) -> None:
        """Take note of what this run is to fetch of a kind; all of it is to do."""
        with self._db:
            self._db.execute("DELETE FROM wanted WHERE kind = ?", (kind,))
            rows = [(kind, key) for key in sorted(ids)]
            self._db.executemany("INSERT INTO wanted VALUES (?, ?, 0)", rows)

    def wanted(self, kind: str) -> set[str]:
        """Return all ids that this run wants of a kind, fetched or not."""
        sql = "SELECT id FROM wanted WHERE kind = ?"
        return {row[0] for row in self._db.execute(sql, (kind,))}

    def to_do(self, kind: str) -> list[str]:
        """Return the ids that are still to be fetched, in order."""
        sql = "SELECT id FROM wanted WHERE kind = ? AND NOT done ORDER BY id"
        return [row[0] for row in self._db.execute(sql, (kind,))]

    def store(self, kind: str, asked: Sequence[str], items: Iterable[Item]) -> None:
        """Write what came for the ids that were asked, and that they are done."""
        bodies: dict[str, str | None] = dict.fromkeys(asked)
        bodies |= {item["id"]: json.dumps(item) for item in items}
        with self._db:
            self._db.executemany(
                "INSERT OR REPLACE INTO item VALUES (?, ?, ?)",
                [(kind, key, body) for key, body in bodies.items()],
            )
            self._db.executemany(
                "UPDATE wanted SET done = 1 WHERE kind = ? AND id = ?",
                [(kind, key) for key in asked],
            )

    def ids(self, kind: str) -> set[str]:
        """Return the ids of what PTV was asked for, whether or not it had it."""
        sql = "SELECT id FROM item WHERE kind = ?"
        return {row[0] for row in self._db.execute(sql, (kind,))}

    def items(self, kind: str) -> Iterator[Item]:
        """Yield what is there of a kind, in the order of ids."""
        sql = "SELECT body FROM item WHERE kind = ? AND body IS NOT NULL ORDER BY id"
        for row in self._db.execute(sql, (kind,)):
            yield json.loads(row[0])

    def keep(self, kind: str, ids: Iterable[str]) -> int:
        """Take away what is not among ``ids``; return how many were taken."""
        gone = self.ids(kind) - set(ids)
        self.drop(kind, gone)
        return len(gone)

    def drop(self, kind: str, ids: Iterable[str]) -> None:
        """Take some away."""
        with self._db:
            self._db.executemany(
                "DELETE FROM item WHERE kind = ? AND id = ?",
                [(kind, key) for key in ids],
            )

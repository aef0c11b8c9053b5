"""What was erased on request stays erased: marks in the database, a log beside it.

The mark keeps Rasa from writing down a turn that was under way when its
conversation was erased. The log lies outside the database: when an older copy of
the database is put back, the next purge erases again what people had erased. Both
hold a hash of the conversation's random number and the time, for two days at most.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from bot.store.models import ErasureRow, table
from bot.store.records import RETENTION_SECONDS
from bot.store.writing import insert

logger = logging.getLogger(__name__)

KEPT_SECONDS = 2 * RETENTION_SECONDS
"""A copy of the database that is older holds nothing that the purge would keep."""


def digest(conversation_id: str) -> str:
    """Return what stands for a conversation's number: nobody can guess it back."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()


def hold(connection: sa.Connection, conversation_id: str) -> None:
    """Let nobody else write or erase the conversation in this transaction's time.

    On SQLite the transaction has to begin as a writer (``bot.store.db.WRITE``).
    """
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(digest(conversation_id))[:8], signed=True)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def mark(connection: sa.Connection, conversation_id: str, now: float) -> None:
    """Note that a conversation was erased."""
    values = {"conversation_hash": digest(conversation_id), "erased_at": now}
    connection.execute(
        insert(connection, ErasureRow).values(values).on_conflict_do_nothing()
    )


def is_erased(connection: sa.Connection, conversation_id: str) -> bool:
    """Whether a conversation was erased on request."""
    row = table(ErasureRow).c
    query = sa.select(row.erased_at).where(
        row.conversation_hash == digest(conversation_id)
    )
    return connection.execute(query).first() is not None


def forget_marks(connection: sa.Connection, now: float) -> None:
    """Remove marks that nothing can need any more."""
    row = table(ErasureRow)
    old = row.c.erased_at < now - KEPT_SECONDS
    connection.execute(sa.delete(row).where(old))


class DeletionLog:
    """A file with a line for each erased conversation, for its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, conversation_id: str, now: float) -> None:
        """Note an erased conversation; a full disk is logged and undoes nothing."""
        try:
            with self._locked() as file:
                file.seek(0, os.SEEK_END)
                file.write(f"{now:.0f} {digest(conversation_id)}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            logger.error("a deletion is not logged: %s", type(error).__name__)  # noqa: TRY400

    def digests(self) -> frozenset[str]:
        """Return the digests of the conversations in the log."""
        return frozenset(digest for _, digest in self._lines())

    def prune(self, now: float) -> None:
        """Leave out what is older than two days."""
        if not any(at < now - KEPT_SECONDS for at, _ in self._lines()):
            return
        with contextlib.suppress(OSError), self._locked() as file:
            kept = [one for one in _read(file) if one[0] >= now - KEPT_SECONDS]
            file.seek(0)
            file.truncate()
            file.writelines(f"{at:.0f} {digest}\n" for at, digest in kept)

    def _lines(self) -> list[tuple[float, str]]:
        try:
            with self._path.open(encoding="ascii", errors="replace") as file:
                return _read(file)
        except OSError:
            return []

    @contextlib.contextmanager
    def _locked(self) -> Iterator[IO[str]]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+", encoding="ascii", errors="replace") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


def _read(file: IO[str]) -> list[tuple[float, str]]:
    """Return the whole lines; one that a crash cut short is passed over."""
    found = []
    for line in file:
        at, _, digest = line.strip().partition(" ")
        if at.isdigit() and len(digest) == hashlib.sha256().digest_size * 2:
            found.append((float(at), digest))
    return found

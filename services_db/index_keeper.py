"""Keeps the search index up to date with the database."""

from __future__ import annotations

import time
from threading import Lock, Thread
from typing import Final

from sqlalchemy import Connection, Engine

from services_db import db
from services_db.errors import CatalogueUnavailable
from services_db.search_index import SearchIndex, read_index, version_of

AT_ONCE: Final = 0.5
"""Seconds of reading that a search waits for; a longer one goes on behind it."""
REST: Final = 5.0
"""How many times as long as a reading took passes before the next one behind."""


class IndexKeeper:
    """The index of one database, safe to use from several threads.

    A change is seen by the next search. In a catalogue so large that reading it
    takes longer than ``AT_ONCE``, searches are answered as of before until the new
    index is ready.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._held: SearchIndex | None = None
        self._took = 0.0
        self._read_at = 0.0
        self._reader: Thread | None = None

    def current(self, connection: Connection) -> SearchIndex:
        """Return the index for what ``connection`` sees.

        Raises:
            DBAPIError: when the database does not serve.
        """
        held, version = self._held, version_of(connection)
        if held is not None and held.version == version:
            return held
        if held is not None and self._took > AT_ONCE:
            self._read_behind()
            return held
        with self._lock:
            if self._held is None or self._held.version != version:
                self._read()
            assert self._held is not None  # noqa: S101
            return self._held

    def wait(self) -> None:
        """Wait until no reading goes on behind."""
        if self._reader is not None:
            self._reader.join()

    def _read(self) -> None:
        start = time.monotonic()
        engine = self._engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.connect() as connection:
            self._held = read_index(connection)
        self._read_at = time.monotonic()
        self._took = self._read_at - start

    def _read_behind(self) -> None:
        if time.monotonic() - self._read_at < REST * self._took:
            return
        if self._lock.acquire(blocking=False):
            self._reader = Thread(target=self._read_and_release, daemon=True)
            self._reader.start()

    def _read_and_release(self) -> None:
        try:
            with db.unavailable():
                self._read()
        except CatalogueUnavailable:  # the earlier index goes on serving
            self._read_at = time.monotonic()
        finally:
            self._lock.release()

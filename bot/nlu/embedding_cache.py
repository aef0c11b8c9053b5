"""Embeddings of training sentences on disk, so that retraining pays for new ones only.

For training alone: a user's message is never kept. Rows are found by a digest; the file
holds no text, and another engine or version has rows of its own.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from bot.settings import get_settings
from services_db.embedding import Embedder, Vectors

PORTION: Final = 256
"""How many new sentences are kept at a time: what a stopped training loses at most."""
_ASKED: Final = 500
T = TypeVar("T")

_CREATE: Final = (
    "CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, row BLOB)"
)
_KEEP: Final = "INSERT OR REPLACE INTO vectors VALUES (?, ?)"


def _portions(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


class EmbeddingCache:
    """Vectors of an embedder's queries in an SQLite file, as half precision."""

    def __init__(self, path: Path, embedder: Embedder, threads: int = 1) -> None:
        """Use the file at ``path``, made when it is missing; ``threads`` embed."""
        self._path = path
        self._embedder = embedder
        self._threads = threads

    def _digest(self, text: str) -> bytes:
        named = f"{self._embedder.name}\0{text}"
        return blake2b(named.encode("utf-8", "replace"), digest_size=16).digest()

    def embed(
        self, texts: Sequence[str], say: Callable[[int, int], object] = lambda *_: None
    ) -> Vectors:
        """Return one row for each text, in order; new ones are embedded and kept.

        ``say`` hears how many of how many new texts are done.

        Raises:
            sqlite3.Error: when the file cannot be read or written.
        """
        digests = {text: self._digest(text) for text in texts}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=30)) as database:
            database.execute(_CREATE)
            known = self._known(database, list(digests.values()))
            new = [text for text, digest in digests.items() if digest not in known]
            for number, portion in enumerate(_portions(new, PORTION)):
                rows = self._embed(portion).astype(np.float16)
                kept = [
                    (digests[text], row.tobytes())
                    for text, row in zip(portion, rows, strict=True)
                ]
                with database:
                    database.executemany(_KEEP, kept)
                known.update(kept)
                say(min(len(new), (number + 1) * PORTION), len(new))
        found = np.empty((len(texts), self._embedder.dimension), dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            row[:] = np.frombuffer(known[digests[text]], dtype=np.float16)
        return found

    def count_new(self, texts: Sequence[str]) -> int:
        """Return how many of the texts would have to be embedded."""
        digests = {self._digest(text) for text in texts}
        if not self._path.exists():
            return len(digests)
        with closing(sqlite3.connect(self._path, timeout=30)) as database:
            database.execute(_CREATE)
            return len(digests) - len(self._known(database, list(digests)))

    @staticmethod
    def _known(
        database: sqlite3.Connection, digests: Sequence[bytes]
    ) -> dict[bytes, bytes]:
        known: dict[bytes, bytes] = {}
        for asked in _portions(digests, _ASKED):
            marks = ",".join("?" * len(asked))
            query = f"SELECT digest, row FROM vectors WHERE digest IN ({marks})"  # noqa: S608
            known.update(database.execute(query, asked))
        return known

    def _embed(self, texts: Sequence[str]) -> Vectors:
        with ThreadPoolExecutor(self._threads) as pool:  # the engine frees the GIL
            rows = pool.map(lambda text: self._embedder.embed([text])[0], texts)
            return np.stack(list(rows))


def training_cache(embedder: Embedder) -> EmbeddingCache:
    """Return the cache under ``LAITURI_HOME``; new sentences keep all cores busy."""
    path = get_settings().home.resolve() / "cache" / "embeddings.sqlite"
    return EmbeddingCache(path, embedder, os.cpu_count() or 1)

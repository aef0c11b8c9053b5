"""What the search is compared with: BM25 of SQLite's FTS5, as it comes.

Peers look at the same services as the search does: those that place and age leave in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence

from services_db import lemmas
from services_db.query import Query

Peer = Callable[[Query, Collection[str]], list[str]]
"""Takes a query and the ids that it may return; gives ids, best first."""


def peers(texts: Iterable[tuple[str, str, str]]) -> dict[str, Peer]:
    """Return BM25 over raw words and over lemmas.

    ``texts`` are (service, language, all that people read of it).
    """
    listed = list(texts)
    raw = _index((key, " ".join(lemmas.words(text))) for key, _, text in listed)
    folded = _index(
        (key, " ".join(_lemmas(text, language))) for key, language, text in listed
    )
    return {
        "raw_bm25": lambda query, may: _found(raw, lemmas.words(query.text), may),
        "lemma_bm25": lambda query, may: _found(
            folded, _lemmas(query.text, query.language), may
        ),
    }


def _lemmas(text: str, language: str) -> list[str]:
    return [lemmas.lemma(word, language) for word in lemmas.words(text)]


def _index(texts: Iterable[tuple[str, str]]) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:")
    memory.execute("CREATE VIRTUAL TABLE peer USING fts5(service UNINDEXED, text)")
    memory.executemany("INSERT INTO peer VALUES (?, ?)", texts)
    return memory


def _found(
    memory: sqlite3.Connection, words: Sequence[str], may: Collection[str]
) -> list[str]:
    if not words:
        return []
    rows = memory.execute(
        "SELECT service FROM peer WHERE peer MATCH ? ORDER BY bm25(peer), service",
        [" OR ".join(f'"{word}"' for word in words)],
    )
    return list(dict.fromkeys(key for (key,) in rows if key in may))

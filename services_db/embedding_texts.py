"""Computes the embeddings of services' texts that lack one: once for each text.

Each batch is a transaction of its own, so that whatever stops the work, what is done
stays done; a text that changes is a new row without one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, or_, select, update

from services_db import db
from services_db import models as m
from services_db.embedding import Embedder
from services_db.ranking.meaning import packed

AT_ONCE: Final = 32
Progress = Callable[[int, int], None]
_text = m.ServiceText
_WRITE: Final = (
    update(_text)
    .where(_text.id == bindparam("row"))
    .values(embedding=bindparam("vector"), embedding_model=bindparam("model"))
)


def passage(name: str, summary: str, keywords: list[str]) -> str:
    """Return what is embedded of a text: the words that people use for it too."""
    said = f" {', '.join(keywords)}." if keywords else ""
    return f"{name}. {summary}{said}"


def embed_missing(
    url: str, embedder: Embedder, progress: Progress | None = None
) -> int:
    """Embed every text that has no embedding of this model; return how many.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    engine = db.connect(url)
    lacking = or_(
        _text.embedding.is_(None), _text.embedding_model.is_distinct_from(embedder.name)
    )
    done = 0
    try:
        with db.unavailable():
            with engine.connect() as connection:
                total = connection.scalar(select(func.count()).where(lacking)) or 0
                last = 0
            while rows := _next(engine, lacking, last):
                vectors = embedder.embed([text for _, text in rows], "passage")
                written = [
                    {"row": row, "vector": packed(vector), "model": embedder.name}
                    for (row, _), vector in zip(rows, vectors, strict=True)
                ]
                with db.exclusive(engine) as connection:
                    connection.execute(_WRITE, written)
                last, done = rows[-1][0], done + len(rows)
                if progress is not None:
                    progress(done, max(total, done))
    finally:
        engine.dispose()
    return done


def _next(engine: Any, lacking: Any, last: int) -> list[tuple[int, str]]:
    with engine.connect() as connection:
        rows = connection.execute(
            select(
                _text.id, _text.service_id, _text.language, _text.name, _text.summary
            )
            .where(lacking, _text.id > last)
            .order_by(_text.id)
            .limit(AT_ONCE)
        ).all()
        keywords = _keywords(connection, [row.service_id for row in rows])
    return [
        (
            row.id,
            passage(
                row.name,
                row.summary,
                keywords.get((row.service_id, row.language), []),
            ),
        )
        for row in rows
    ]


def _keywords(
    connection: Connection, ids: list[str]
) -> dict[tuple[str, str], list[str]]:
    said = m.ServiceKeyword
    found: dict[tuple[str, str], list[str]] = {}
    rows = connection.execute(
        select(said.service_id, said.language, said.keyword)
        .where(said.service_id.in_(ids))
        .order_by(said.service_id, said.language, said.keyword)
    )
    for service, language, keyword in rows:
        found.setdefault((service, language), []).append(keyword)
    return found

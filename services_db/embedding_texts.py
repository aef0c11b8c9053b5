"""Gives services' texts their embeddings: once for each text, in the background.

Each batch is a transaction of its own, so that whatever stops the work, what is done
stays done. A text that changes is a new row without an embedding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    bindparam,
    func,
    or_,
    select,
    update,
)

from services_db import db
from services_db import models as m
from services_db.batches import batched
from services_db.embedding import Embedder
from services_db.packed_vectors import pack
from services_db.records import ServiceRecord
from services_db.shipped_embeddings import key_of, shipped
from services_db.text_vectors import Passage, kept_as, passage, vectors_of

AT_ONCE: Final = 32
Progress = Callable[[int, int], None]
_text = m.ServiceText
_WRITE: Final = (
    update(_text)
    .where(_text.id == bindparam("row"))
    .values(embedding=bindparam("vector"), embedding_model=bindparam("model"))
)


@dataclass(frozen=True)
class _Lacking:
    """A row without an embedding of the model, and what is to be embedded."""

    row: int
    passage: Passage


def passages_of(record: ServiceRecord) -> Iterator[Passage]:
    """Yield what is embedded of a record's texts."""
    for language, text in record.texts.items():
        yield passage(text.name, text.summary, record.keywords.get(language, ()))


def embed_missing(
    url: str, embedder: Embedder, progress: Progress | None = None
) -> int:
    """Embed every text that has no embedding of this model; return how many.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    done = 0
    with db.opened(url) as engine:
        model = kept_as(embedder.name)
        total = _count(engine, model)
        for lacking in _lacking(engine, model):
            vectors = vectors_of(embedder, [one.passage for one in lacking])
            _write(engine, model, lacking, [pack(v).tobytes() for v in vectors])
            done += len(lacking)
            if progress is not None:
                progress(done, max(total, done))
    return done


def take_shipped(url: str) -> int:
    """Give texts the embeddings that came with the project; return how many."""
    model, vectors = shipped()
    done = 0
    with db.opened(url) as engine:
        for lacking in _lacking(engine, model):
            found = [
                (one, vectors[key])
                for one in lacking
                if (key := key_of(model, one.passage.text)) in vectors
            ]
            if found:
                rows, kept = zip(*found, strict=True)
                _write(engine, model, rows, kept)
            done += len(found)
    return done


def _lacks(model: str) -> ColumnElement[bool]:
    return or_(_text.embedding.is_(None), _text.embedding_model.is_distinct_from(model))


def _count(engine: Engine, model: str) -> int:
    with engine.connect() as connection:
        counted = select(func.count()).select_from(_text).where(_lacks(model))
        return connection.scalar(counted) or 0


def _lacking(engine: Engine, model: str) -> Iterator[list[_Lacking]]:
    """Yield the rows that lack an embedding, some at a time, each once."""
    last = 0
    while True:
        with engine.connect() as connection:
            rows = connection.execute(
                select(
                    _text.id,
                    _text.service_id,
                    _text.language,
                    _text.name,
                    _text.summary,
                )
                .where(_lacks(model), _text.id > last)
                .order_by(_text.id)
                .limit(AT_ONCE)
            ).all()
            said = _keywords(connection, [row.service_id for row in rows])
        if not rows:
            return
        yield [
            _Lacking(r.id, passage(r.name, r.summary, said[r.service_id, r.language]))
            for r in rows
        ]
        last = rows[-1].id


def _keywords(
    connection: Connection, ids: Sequence[str]
) -> dict[tuple[str, str], list[str]]:
    said = m.ServiceKeyword
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = connection.execute(
        select(said.service_id, said.language, said.keyword).where(
            said.service_id.in_(ids)
        )
    )
    for service, language, keyword in rows:
        found[service, language].append(keyword)
    return found


def _write(
    engine: Engine, model: str, lacking: Sequence[_Lacking], vectors: Sequence[bytes]
) -> None:
    written = [
        {"row": one.row, "vector": vector, "model": model}
        for one, vector in zip(lacking, vectors, strict=True)
    ]
    with db.exclusive(engine) as connection:
        for some in batched(written, AT_ONCE):
            connection.execute(_WRITE, some)

"""The meaning of a query, where there is an embedding for it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from services_db.embedding import Embedder, EmbeddingUnavailable
from services_db.query import Query
from services_db.query_words import query_words
from services_db.ranking.meaning import Vector
from services_db.search_index import SearchIndex

_log = logging.getLogger(__name__)


class QueryMeaning:
    """Embeds queries; says once why it cannot, and then leaves it."""

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._load = load
        self._missing = False

    def of(self, query: Query, index: SearchIndex) -> Vector | None:
        """Return the vector of a query's text.

        ``None``: nothing to look for in the text, no service has a vector, theirs are
        of another model, or there is no embedding here.
        """
        if index.meanings is None or self._missing:
            return None
        if not query_words(query.text, query.language):
            return None
        try:
            embedder = self._load()
        except EmbeddingUnavailable as error:
            self._missing = True
            _log.info("search by words only: %s", error)
            return None
        if embedder.name != index.meanings.model:
            return None
        vector: Vector = embedder.embed([query.text])[0]
        return vector

"""The meaning of a query, where there is an embedding for it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services_db import lemmas
from services_db.embedding import Embedder, EmbeddingUnavailable
from services_db.query import Query
from services_db.query_words import query_words
from services_db.ranking.meaning import Vector
from services_db.reference.codes import Theme
from services_db.search_index import SearchIndex
from services_db.text_vectors import kept_as
from services_db.theme_guess import theme_weights

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Meant:
    """A text's vector to compare by, and the themes that it seems to be about."""

    vector: Vector
    themes: Mapping[Theme, float]


class QueryMeaning:
    """Embeds queries; says once why it cannot, and then leaves it."""

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._load = load
        self._missing = False

    def of(self, query: Query, index: SearchIndex) -> Meant | None:
        """Return what a query's text means.

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
        if kept_as(embedder.name) != index.meanings.model:
            return None
        vector = embedder.embed([_with_dots(query.text, query.language)])[0]
        weights = theme_weights()
        own = weights.what_is_its_own(vector, embedder.name)
        return Meant(own, weights.guess(vector, embedder.name))


def _with_dots(text: str, language: str) -> str:
    """Return the text as it would be written with all its dots."""
    return re.sub(
        r"[^\W\d_]+", lambda word: lemmas.with_dots(word[0].lower(), language), text
    )

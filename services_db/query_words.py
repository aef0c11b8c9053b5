"""The words of what somebody wrote that are worth looking for."""

from __future__ import annotations

from collections.abc import Iterable

from services_db import labels, lemmas
from services_db.ranking.words import MAX_WORDS, Forms


def query_words(text: str, language: str) -> list[Forms]:
    """Return the forms of each word but those that everybody says, each once."""
    ignored = labels.ignored_words(language)
    found: dict[Forms, None] = {}
    for word in lemmas.words(text):
        forms = lemmas.asked_forms(word, language)
        if not ignored.intersection(forms):
            found[forms] = None
    return list(found)[:MAX_WORDS]


def index_keywords(keywords: Iterable[str], language: str) -> str:
    """Return what the index keeps of keywords, without what everybody says."""
    return lemmas.index_phrases(keywords, language, labels.ignored_words(language))

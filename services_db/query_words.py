"""The words of what somebody wrote that are worth looking for."""

from __future__ import annotations

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

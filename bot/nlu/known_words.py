"""Writes ``lexicon/known_words.txt``: words one letter away from a place name.

Run after the municipalities change: ``python -m bot.nlu.known_words``. A word in the
list is never taken for a misspelt name. The words come from simplemma's dictionaries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from bot.nlu.gazetteer import KNOWN_WORDS, Gazetteer
from bot.nlu.letter_model import LANGUAGES
from bot.nlu.words import fold
from services_db import reference

_LENGTHS = range(5, 19)


def _shorter(word: str) -> Iterator[str]:
    yield word
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]


def lookalikes(words: Iterable[str], names: Gazetteer) -> set[str]:
    """Return the folded words within one edit of a form that may be misspelt.

    Inflected forms of the names themselves are left out.
    """
    forms = [form for form, entry in names.entries.items() if entry.fuzzy]
    near: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        for key in _shorter(form):
            near[key].append(form)
    stems = tuple({fold(names.entries[form].stem) for form in forms})
    found: set[str] = set()
    for word in map(fold, words):
        if word in names.entries or word in found or not word.isalpha():
            continue
        if any(
            OSA.distance(word, form, score_cutoff=1) <= 1
            for key in _shorter(word)
            for form in near.get(key, ())
        ) and not (len(word) > 7 and word.startswith(stems)):
            found.add(word)
    return found


def main() -> None:
    """Write the list anew."""
    from simplemma.strategies.dictionaries.trie_dictionary_factory import (
        TrieDictionaryFactory,
    )

    factory = TrieDictionaryFactory(use_disk_cache=False)
    names = Gazetteer((m.code, m.names) for m in reference.municipalities())
    found: set[str] = set()
    for language in LANGUAGES:
        dictionary = factory.get_dictionary(language)
        found |= lookalikes((w for w in dictionary if len(w) in _LENGTHS), names)
    KNOWN_WORDS.write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

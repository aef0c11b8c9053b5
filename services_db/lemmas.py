"""Words as the catalogue compares them: lemmas without diacritics.

The same functions run when a text is written and when a query is read, so that
neither database needs to know a language. The dictionaries are simplemma's; they
are built on first use and kept under ``LAITURI_HOME``.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

LANGUAGES: Final = ("fi", "sv", "en")
VERSION: Final = "2"
"""Part of each record's hash: raise it when the same text gives other lemmas."""
MAX_WORDS: Final = 2000
DOTS: Final = {
    "fi": tuple(
        str.maketrans(*pair) for pair in (("ao", "äö"), ("o", "ö"), ("a", "ä"))
    ),
    "sv": tuple(str.maketrans(*pair) for pair in (("a", "ä"), ("o", "ö"), ("a", "å"))),
}
"""How words are written without dots, the likeliest first."""
_WORD = re.compile(r"[^\W_]+")


def warm(languages: tuple[str, ...] = LANGUAGES) -> None:
    """Load the dictionaries now instead of at the first search."""
    for language in languages:
        lemma("a", language)


def words(text: str, limit: int = MAX_WORDS) -> list[str]:
    """Return the words and numbers of ``text`` in lower case, at most ``limit``."""
    found = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return found[:limit]


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return ``word`` without diacritics: people often leave the dots out."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def lemma(word: str, language: str) -> str:
    """Return the folded basic form of a word; the folded word if none is known."""
    if language not in LANGUAGES or not word.isalpha():
        return fold(word)
    return fold(_lemmatizer().lemmatize(word, lang=language))


def forms(word: str, language: str) -> tuple[str, ...]:
    """Return a word's lemma and, where it differs, the word as written, folded."""
    return tuple(dict.fromkeys((lemma(word, language), fold(word))))


@lru_cache(maxsize=50_000)
def asked_forms(word: str, language: str) -> tuple[str, ...]:
    """Return the forms of a word that somebody asks with.

    For a word that the dictionary lacks, what it may be with its dots goes first.
    """
    found = forms(word, language)
    meant = with_dots(word, language)
    if meant == word:
        return found
    return tuple(dict.fromkeys((lemma(meant, language), *found)))


@lru_cache(maxsize=50_000)
def with_dots(word: str, language: str) -> str:
    """Return the listed word that an unlisted one is with its dots; else itself."""
    if not word.isalpha() or language not in DOTS or _is_listed(word, language):
        return word
    for dots in DOTS[language]:
        dotted = word.translate(dots)
        if dotted != word and _is_listed(dotted, language):
            return dotted
    return word


def _is_listed(word: str, language: str) -> bool:
    return bool(_strategy().is_dictionary_member(word, language))


def index_words(texts: list[str], language: str) -> str:
    """Return what the full-text index keeps of ``texts``: each form once."""
    found: dict[str, None] = {}
    for text in texts:
        for word in words(text):
            found.update(dict.fromkeys(forms(word, language)))
    return " ".join(found)


@lru_cache(maxsize=1)
def _strategy() -> DefaultStrategy:
    home = Path(os.environ.get("LAITURI_HOME", "var")).resolve()
    factory = TrieDictionaryFactory(disk_cache_dir=str(home / "cache" / "lemmas"))
    return DefaultStrategy(dictionary_factory=factory)


@lru_cache(maxsize=1)
def _lemmatizer() -> Lemmatizer:
    return Lemmatizer(lemmatization_strategy=_strategy())


def index_phrases(
    phrases: Iterable[str], language: str, ignored: Container[str] = ()
) -> str:
    """Return what the index keeps of keywords: lemmas, a semicolon after each.

    Words that everybody says are left out of a keyword, unless it has no others.
    """
    kept = []
    for one in phrases:
        found = phrase(one, language).split()
        telling = [word for word in found if word not in ignored]
        kept.append(" ".join(telling or found) + "; ")
    return "".join(kept)


def phrase(text: str, language: str) -> str:
    """Return a phrase as lemmas with single blanks, for whole-word comparison."""
    return " ".join(lemma(word, language) for word in words(text))

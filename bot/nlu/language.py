"""The language of a message: Finnish, Swedish or English, or clearly another."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pycld2

from bot.nlu.gazetteer import gazetteer
from bot.nlu.letter_model import LANGUAGES, model, scores
from bot.nlu.lexicons import lexicon
from bot.nlu.words import Word, words

DEFAULT = "fi"
_WORD_WEIGHT = 3.0
_CONFIDENT = 3.0
_SWITCH = 6.0
_WORDLIKE = 6.0
"""The letters' evidence a word, below which a text is in no language: "asdf jklö"."""
_CLEAR = 4.0
_FAMILIAR = 0.34
_NEARLY_ALL = 90
_NORDIC = frozenset({"no", "nb", "nn", "da"})
_SCRIPTS = {
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "THAI": "th",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
}
_LETTERS_OF = (
    # letters that tell apart languages of one script
    ("uk", frozenset("іїєґ")),
    ("ru", frozenset("ыэъё")),
    ("ckb", frozenset("ێۆڕڵ")),
    ("fa", frozenset("پچژگ")),
)


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """``language`` is fi, sv or en; ``other`` an ISO code when it is none of them."""

    language: str
    confident: bool
    other: str | None = None


@lru_cache
def _word_lists() -> dict[str, frozenset[str]]:
    return {
        x: frozenset(content["words"]) for x, content in lexicon("language").items()
    }


@lru_cache
def _known() -> frozenset[str]:
    """Return the words that are in use in Finnish, Swedish or English."""
    common = (gram[1:] for gram in model() if gram.startswith("#"))
    return frozenset(common).union(*(_word_lists()[x] for x in LANGUAGES))


@lru_cache
def _loans() -> frozenset[str]:
    lists = (content.get("loans", ()) for content in lexicon("language").values())
    return frozenset(word for words in lists for word in words)


def _foreign_script(text: str) -> str | None:
    """Return the language of a text that is mostly in another script."""
    scripts = Counter(
        unicodedata.name(char, "LATIN").split()[0] for char in text if char.isalpha()
    )
    if not scripts:
        return None
    script, count = scripts.most_common(1)[0]
    if count * 2 < scripts.total() or script == "LATIN":
        return None
    letters = set(text.lower())
    for language, own in _LETTERS_OF:
        if letters & own and (script == "CYRILLIC") == (language in ("uk", "ru")):
            return language
    if script == "CYRILLIC":
        return "ru"
    if script == "CJK" and ("HIRAGANA" in scripts or "KATAKANA" in scripts):
        return "ja"
    return _SCRIPTS.get(script)


def _coverage(found: Sequence[Word], language: str) -> float:
    known = _word_lists()[language]
    return sum(word.lower in known for word in found) / len(found)


def _strange(found: Sequence[Word], language: str) -> int:
    """Return how many words of a language are in none of the three."""
    strange = _word_lists()[language] - _known()
    return sum(word.lower in strange for word in found)


def _second_opinion(text: str) -> str | None:
    """Return the language that CLD2 finds in nearly all of a text, if it is sure."""
    try:
        reliable, _, details = pycld2.detect(text)
    except (pycld2.error, UnicodeError):  # characters that CLD2 does not take
        return None
    _, code, percent, _ = details[0]
    return str(code) if reliable and percent >= _NEARLY_ALL else None


def _other_language(found: Sequence[Word], text: str, margin: float) -> str | None:
    """Return the code of another language in Latin letters, when that is clear."""
    if len(found) < 2:
        return None
    own = max(_coverage(found, x) for x in LANGUAGES)
    others = [x for x in _word_lists() if x not in LANGUAGES]
    share, best = max((_coverage(found, x), x) for x in others)
    if share >= 0.5 and share - own >= 0.25 and _strange(found, best) >= 2:
        return best
    if own >= _FAMILIAR or len(found) < 4 or margin > _CLEAR * len(found):
        return None
    code = _second_opinion(text)
    return None if code in LANGUAGES or code in _NORDIC else code


def _evidence(found: Sequence[Word]) -> dict[str, float]:
    """Return the letters' and the words' evidence; a place name is none."""
    names = gazetteer().entries
    telling = [w for w in found if w.folded not in names] or list(found)
    evidence = scores(telling)
    for language in LANGUAGES:
        known = _word_lists()[language]
        evidence[language] += _WORD_WEIGHT * sum(w.lower in known for w in telling)
    return evidence


def identify(text: str, current: str | None = None) -> LanguageGuess:
    """Return the language of a message.

    ``current`` is the language of the conversation so far: a short or unclear
    message does not change it. ``language`` is always one of the three.
    """
    found = [word for word in words(text) if not word.text.isdigit()]
    fallback = current if current in LANGUAGES else DEFAULT
    other = _foreign_script(text)
    if other is not None:
        return LanguageGuess(fallback, False, other)
    if not found:
        return LanguageGuess(fallback, False)
    evidence = _evidence(found)
    ranked = sorted(LANGUAGES, key=evidence.__getitem__, reverse=True)
    best, margin = ranked[0], evidence[ranked[0]] - evidence[ranked[1]]
    other = _other_language(found, text, margin)
    if other is not None:
        return LanguageGuess(fallback, False, other)
    if current in LANGUAGES and best != current:
        borrowed = all(w.lower in _loans() for w in found)
        told = any(w.lower in _word_lists()[best] for w in found)
        words_of_it = told or evidence[best] >= _WORDLIKE * len(found)
        if borrowed or not words_of_it or margin < _SWITCH or len(found) < 2:
            return LanguageGuess(fallback, False)
    if margin == 0:
        return LanguageGuess(fallback, False)
    return LanguageGuess(best, margin >= _CONFIDENT)

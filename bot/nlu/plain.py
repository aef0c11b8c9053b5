"""Messages that say one plain thing: rules, where a classifier could only guess."""

from __future__ import annotations

from functools import lru_cache

from bot.nlu import ages, labels
from bot.nlu.lexicons import WordSet, word_set
from bot.nlu.municipalities import find_municipalities
from bot.nlu.words import words

_SMALL_WORDS = (
    ("municipalities", "fillers"),
    ("ages", "fillers"),
    ("ages", "years"),
    ("ages", "years_old"),
    ("ages", "years_with_be"),
    ("ages", "be_strong"),
)
_OPTIONS = frozenset("1234")


@lru_cache
def _small_words() -> tuple[WordSet, ...]:
    return tuple(word_set(topic, key) for topic, key in _SMALL_WORDS)


def plain_intent(text: str) -> str | None:
    """Return the intent of a message that is only one plain thing, else None.

    Nothing to read is out of scope; a place or an age alone is the situation; the
    number of an option asks about it.
    """
    found = words(text)
    if not found:
        return "out_of_scope"
    if text.strip(" .)!?#") in _OPTIONS:
        return "ask_service_details"
    told = [(m.start, m.end) for m in find_municipalities(text)]
    told += [(age.start, age.end) for age in ages.extract(text)]
    if not told or labels.phases(text):
        return None
    rest = (w for w in found if not any(s < w.end and w.start < e for s, e in told))
    small = _small_words()
    if all(any(word.folded in known for known in small) for word in rest):
        return "inform_situation"
    return None

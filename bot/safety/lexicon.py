"""The words that patterns are made of, and which of them a message holds.

Notation of a word in the pattern files:

=========== ==========================================================================
``kuolla``  this word, whatever its dots, doubled or stretched letters
``kuol*``   words that begin so
``=tapan``  this word exactly as spelled (``=tapp*`` likewise); no fuzzy reading
``~haluan`` also with one slip of the finger (five letters or more)
``oma_koti`` several words directly after each other (``-`` likewise)
=========== ==========================================================================
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from string import ascii_lowercase
from typing import Final

from bot.safety.normalise import is_stretched, skeleton, unstretched

_SHORTEST_FUZZY: Final = 5


def slips(word: str) -> set[str]:
    """Return the words one slip away: a letter missing, extra, wrong or swapped.

    The first letter stays.
    """
    found: set[str] = set()
    for i in range(1, len(word)):
        found.add(word[:i] + word[i + 1 :])
        if i + 1 < len(word):
            found.add(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
        for letter in ascii_lowercase:
            found.add(word[:i] + letter + word[i + 1 :])
            found.add(word[:i] + letter + word[i:])
    found.update(word + letter for letter in ascii_lowercase)
    found.discard(word)
    return found


class Lexicon:
    """All words of all languages, each with the numbers of the elements it belongs to.

    An *element* is one place in a pattern: a set of words any of which fits there.
    """

    def __init__(self) -> None:
        self.size = 0
        self.phrases: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        """For the element of a first word: element of the phrase, its other words."""
        self._known: dict[tuple[str, ...], int] = {}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._prefix: dict[str, list[int]] = defaultdict(list)
        self._spelled: dict[str, list[int]] = defaultdict(list)
        self._spelled_prefix: dict[str, list[int]] = defaultdict(list)
        self._fuzzy: list[tuple[str, bool, int]] = []
        self._longest = 0

    def element(self, words: Iterable[str]) -> int:
        """Return the number of the element for these words, same for the same set."""
        key = tuple(sorted(set(words)))
        if key not in self._known:
            number = self._known[key] = self.size
            self.size += 1
            for word in key:
                self._add(word, number)
        return self._known[key]

    def _add(self, word: str, element: int) -> None:
        if "_" in word or "-" in word:
            parts = word.replace("-", "_").split("_")
            first, *rest = (self.element([part]) for part in parts)
            self.phrases[first].append((element, tuple(rest)))
            return
        stem = word.lstrip("=~").rstrip("*")
        starts = word.endswith("*")
        if word.startswith("="):
            (self._spelled_prefix if starts else self._spelled)[stem].append(element)
        else:
            stem = skeleton(stem)
            (self._prefix if starts else self._exact)[stem].append(element)
            if word.startswith("~") and len(stem) >= _SHORTEST_FUZZY:
                self._fuzzy.append((stem, starts, element))
        self._longest = max(self._longest, len(stem) + 1)

    def finish(self) -> None:
        """Add the slips of fuzzy words, except those that are words themselves."""
        own = set(self._exact)
        for stem, starts, element in self._fuzzy:
            index = self._prefix if starts else self._exact
            for slip in slips(stem) - own:
                index[slip].append(element)
        self._fuzzy.clear()

    def elements(self, words: Collection[str]) -> Iterator[tuple[str, set[int]]]:
        """Yield each different word of a message with the elements it belongs to."""
        different = list(dict.fromkeys(words))
        together = "\n".join(different)
        stretched = is_stretched(together)
        for word, bare in zip(different, skeleton(together).split("\n"), strict=True):
            found = set(self._exact.get(bare, ()))
            found.update(*_beginnings(bare, 2, self._longest, self._prefix))
            for spelled in unstretched(word) if stretched else (word,):
                found.update(self._spelled.get(spelled, ()))
                starts = self._spelled_prefix
                found.update(*_beginnings(spelled, 3, self._longest, starts))
            yield word, found


def _beginnings(
    word: str, shortest: int, longest: int, known: Mapping[str, list[int]]
) -> list[list[int]]:
    """Return what is known of the beginnings of a word, whole word included."""
    ends = range(shortest, min(len(word), longest) + 1)
    return [known[start] for end in ends if (start := word[:end]) in known]

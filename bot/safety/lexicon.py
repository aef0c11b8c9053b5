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
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from string import ascii_lowercase
from typing import Final

from bot.safety.normalise import is_stretched, skeleton, unstretched

_SHORTEST_FUZZY: Final = 5
_NONE: Final[frozenset[int]] = frozenset()


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
        self.phrases: dict[int, dict[tuple[int, ...], set[int]]] = defaultdict(dict)
        """By the element of a first word, by the other words: what the phrase is."""
        self._known: dict[tuple[str, ...], int] = {}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._prefix: dict[str, list[int]] = defaultdict(list)
        self._spelled: dict[str, list[int]] = defaultdict(list)
        self._spelled_prefix: dict[str, list[int]] = defaultdict(list)
        self._fuzzy: list[tuple[str, bool, int]] = []
        self._words: dict[str, frozenset[int]] = {}
        self._starts: dict[str, frozenset[int]] = {}
        self._spelled_starts: dict[str, frozenset[int]] = {}

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
            self.phrases[first].setdefault(tuple(rest), set()).add(element)
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

    def finish(self) -> None:
        """Add the slips of fuzzy words, except those that are words themselves.

        What is known is then arranged for looking up; nothing can be added any more.
        """
        own = set(self._exact)
        for stem, starts, element in self._fuzzy:
            index = self._prefix if starts else self._exact
            for slip in slips(stem) - own:
                index[slip].append(element)
        self._fuzzy.clear()
        same: dict[frozenset[int], frozenset[int]] = {}  # most words share theirs
        for word, found in self._exact.items():
            elements = frozenset(found)
            self._words[word] = same.setdefault(elements, elements)
        self._starts = _from_the_start(self._prefix)
        self._spelled_starts = _from_the_start(self._spelled_prefix)
        for index in (self._exact, self._prefix, self._spelled_prefix):
            index.clear()

    def elements(self, words: Collection[str]) -> Iterator[tuple[str, Set[int]]]:
        """Yield each word of a message that is known, with its elements.

        Args:
            words: of a message, each once.
        """
        together = "\n".join(words)
        stretched = is_stretched(together)
        whole, starts, spelled_starts = self._words, self._starts, self._spelled_starts
        for word, bare in zip(words, skeleton(together).split("\n"), strict=True):
            found = whole.get(bare, _NONE)
            if begun := _beginning(bare, starts):
                found = found | begun
            for spelled in unstretched(word) if stretched else (word,):
                if spelled in self._spelled:
                    found = found.union(self._spelled[spelled])
                if begun := _beginning(spelled, spelled_starts):
                    found = found | begun
            if found:
                yield word, found


def _from_the_start(known: Mapping[str, list[int]]) -> dict[str, frozenset[int]]:
    """Return the elements of all that each beginning of known beginnings begins with.

    A word that leaves them need not be looked at further.
    """
    arranged: dict[str, frozenset[int]] = {}
    every = {stem[:end] for stem in known for end in range(1, len(stem) + 1)}
    for start in sorted(every, key=len):
        before = arranged.get(start[:-1], _NONE)
        arranged[start] = before.union(known[start]) if start in known else before
    return arranged


def _beginning(word: str, starts: Mapping[str, frozenset[int]]) -> frozenset[int]:
    """Return the elements of all known beginnings of a word, whole word included."""
    found = _NONE
    for end in range(1, len(word) + 1):
        longer = starts.get(word[:end])
        if longer is None:
            break
        found = longer
    return found

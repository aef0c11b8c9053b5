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

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from string import ascii_lowercase
from typing import Final

from bot.safety.normalise import is_stretched, skeleton, unstretched

_SHORTEST_FUZZY: Final = 5
_HEAD: Final = 3
"""Letters by which most words that are not known are told at once."""
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


Phrase = tuple[tuple[int, ...], set[int]]
"""The elements of the words of a phrase in their order, and those that it is of."""


class Lexicon:
    """All words of all languages, each with the numbers of the elements it belongs to.

    An *element* is one place in a pattern: a set of words any of which fits there.
    """

    def __init__(self) -> None:
        self.size = 0
        self.phrases: dict[int, list[Phrase]] = {}
        """Phrases by the element of the word of each that is asked for first."""
        self.asked_first: frozenset[int] = frozenset()
        self.shortest: list[int] = []
        """Letters of the shortest word of each element: the fewer, the likelier."""
        self._phrases: dict[tuple[int, ...], set[int]] = defaultdict(set)
        self._known: dict[tuple[str, ...], int] = {}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._prefix: dict[str, list[int]] = defaultdict(list)
        self._spelled: dict[str, list[int]] = defaultdict(list)
        self._spelled_prefix: dict[str, list[int]] = defaultdict(list)
        self._fuzzy: list[tuple[str, bool, int]] = []
        self._words: dict[str, frozenset[int]] = {}
        self._starts = _Beginnings({})
        self._spelled_starts = _Beginnings({})

    def element(self, words: Iterable[str]) -> int:
        """Return the number of the element for these words, same for the same set."""
        key = tuple(sorted(set(words)))
        if key not in self._known:
            number = self._known[key] = self.size
            self.size += 1
            self.shortest.append(min(len(word.strip("=~*")) for word in key))
            for word in key:
                self._add(word, number)
        return self._known[key]

    def _add(self, word: str, element: int) -> None:
        if "_" in word or "-" in word:
            parts = word.replace("-", "_").split("_")
            self._phrases[tuple(self.element([part]) for part in parts)].add(element)
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
        self._starts = _Beginnings(self._prefix)
        same: dict[frozenset[int], frozenset[int]] = {}  # most words share theirs
        for word, found in self._exact.items():
            elements = self._starts.of(word).union(found)
            self._words[word] = same.setdefault(elements, elements)
        self._spelled_starts = _Beginnings(self._spelled_prefix)
        for index in (self._exact, self._prefix, self._spelled_prefix):
            index.clear()
        self._arrange_phrases()

    def _arrange_phrases(self) -> None:
        """Ask for a phrase by its rarest word: the one that belongs to fewest."""
        uses = Counter(part for parts in self._phrases for part in set(parts))
        for parts, elements in self._phrases.items():
            rarest = min(parts, key=lambda part: (uses[part], part))
            self.phrases.setdefault(rarest, []).append((parts, elements))
        self.asked_first = frozenset(self.phrases)

    def elements(self, words: Collection[str]) -> Iterator[tuple[str, frozenset[int]]]:
        """Yield each word of a message that is known, with its elements.

        Args:
            words: of a message, each once.
        """
        together = "\n".join(words)
        stretched = is_stretched(together)
        whole = self._words.get
        begun, spelled_begun = self._starts.of, self._spelled_starts.of
        for word, bare in zip(words, skeleton(together).split("\n"), strict=True):
            found = whole(bare) or begun(bare)
            for spelled in unstretched(word) if stretched else (word,):
                if spelled in self._spelled:
                    found = found.union(self._spelled[spelled])
                if spelled_found := spelled_begun(spelled):
                    found = found | spelled_found
            if found:
                yield word, found


class _Beginnings:
    """Known beginnings of words, with the elements of all that a word begins with."""

    def __init__(self, known: Mapping[str, list[int]]) -> None:
        self._short = any(len(stem) < _HEAD for stem in known)
        self._arranged: dict[str, frozenset[int]] = {}
        """Each beginning of a known beginning: a word that leaves them is done."""
        every = {stem[:end] for stem in known for end in range(1, len(stem) + 1)}
        for start in sorted(every, key=len):
            before = self._arranged.get(start[:-1], _NONE)
            new = start in known
            self._arranged[start] = before.union(known[start]) if new else before

    def of(self, word: str) -> frozenset[int]:
        """Return the elements of all known beginnings of a word, it included."""
        get = self._arranged.get
        found = get(word[:_HEAD])
        if found is None:  # most words: only what is shorter still may be known
            return (self._short and (get(word[:2]) or get(word[:1]))) or _NONE
        for end in range(_HEAD + 1, len(word) + 1):
            longer = get(word[:end])
            if longer is None:
                break
            found = longer
        return found

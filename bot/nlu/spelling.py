"""Slips of the keyboard mended: a word nobody taught, one slip from one that was.

A slip is two letters swapped, one missing, one doubled, or a neighbour key's; the first
letter is never one, and a letter missing at the end is an ending, not a slip. The
classifier reads the mended message. Entities are found in what was written.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase
from typing import Final, Self

from bot.nlu.gazetteer import gazetteer
from bot.nlu.noise import ROWS, SHORTEST, near_keys
from bot.nlu.words import Word, fold, normalise, words

LONGEST: Final = 30
"""Letters of the longest word that is looked at."""


class Spelling:
    """The words of the training sentences, which are taken as right."""

    def __init__(self, forms: Sequence[str]) -> None:
        """Know words as they are mostly written, the most frequent first."""
        self._forms = forms
        self._ranks = {fold(form): rank for rank, form in enumerate(forms)}

    @classmethod
    def fit(cls, texts: Iterable[str]) -> Self:
        """Learn the words of sentences; dots and capitals make no new word."""
        written: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for word in words(text):
                written[word.folded][word.lower] += 1
        ordered = sorted(written.values(), key=lambda forms: -forms.total())
        return cls([forms.most_common(1)[0][0] for forms in ordered])

    def mend(self, text: str) -> str:
        """Return the text with its slips mended, composed (NFC)."""
        text = normalise(text)
        parts: list[str] = []
        end = 0
        for word in words(text):
            meant = self._meant(word)
            if meant is not None:
                parts += (text[end : word.start], meant)
                end = word.end
        return "".join([*parts, text[end:]])

    def _meant(self, word: Word) -> str | None:
        """Return the most frequent word one slip away; none for a word that is known.

        A place is known too.
        """
        typed = word.folded
        if typed in self._ranks or not SHORTEST <= len(typed) <= LONGEST:
            return None
        if not typed.isalpha() or typed in gazetteer().entries:
            return None
        ranks = [
            self._ranks[near] for near in slips_undone(typed) if near in self._ranks
        ]
        return self._forms[min(ranks)] if ranks else None

    def save(self, folder: Path, name: str) -> None:
        """Write the words as JSON."""
        written = json.dumps(self._forms, ensure_ascii=False)
        (folder / f"{name}.json").write_text(written, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        """Read what ``save`` wrote."""
        return cls(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _meant_by() -> dict[str, str]:
    """Return for each folded letter those whose neighbour key it is, dots folded."""
    found: dict[str, str] = defaultdict(str)
    for key in "".join(ROWS):
        for near in near_keys(key):
            found[fold(near)] += fold(key)
    return dict(found)


def slips_undone(typed: str) -> Iterator[str]:
    """Yield every word from which one slip leads to a folded one."""
    meant_by = _meant_by()
    for i in range(1, len(typed)):
        before, letter, after = typed[:i], typed[i], typed[i + 1 :]
        yield from (before + key + after for key in meant_by.get(letter, ""))
        yield from (before + missed + letter + after for missed in ascii_lowercase)
        if letter == typed[i - 1]:
            yield before + after
        elif i > 1:
            yield before[:-1] + letter + before[-1] + after

"""How much of a query's words a text holds: an index in memory, pure.

The words of all texts are sorted, so that words that begin alike are neighbours and
their texts one slice: a beginning costs as little as a whole word.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

IN_NAME: Final = 1.0
IN_KEYWORD: Final = 0.9
IN_TEXT: Final = 0.6
WHOLE: Final = 1.0
BEGINS: Final = 0.6
RELATED: Final = 0.4
MISTYPED: Final = 0.7
UNKNOWN: Final = 0.3
"""What a word that nobody has weighs, beside one that a single service has."""
MIN_PREFIX: Final = 4
MIN_STEM: Final = 6
STEM_SHARE: Final = 0.7
MAX_WORDS: Final = 40
LONG: Final = 9
"""From this length on a word may have two slips."""
MOST_ALIKE: Final = 5
_LAST: Final = "\U0010ffff"

Forms = tuple[str, ...]
Numbers = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class IndexedText:
    """One language's indexed words of a service, as the database keeps them.

    In ``keywords`` a semicolon ends each one.
    """

    service_id: str
    name: str
    keywords: str = ""
    text: str = ""


@dataclass(frozen=True)
class WordMatch:
    """``coverage`` is 0-1; ``named``: the name holds every word of the query."""

    coverage: float
    named: bool


def beginning(form: str) -> str | None:
    """Return how words akin to ``form`` begin; ``None`` for a word too short.

    A long word without its ending: opiskella and opiskelu, ahdistaa and ahdistus.
    """
    if len(form) >= MIN_STEM:
        return form[: math.ceil(len(form) * STEM_SHARE)]
    return form if len(form) >= MIN_PREFIX else None


def match_words(
    query: Sequence[Forms], texts: Iterable[IndexedText]
) -> dict[str, WordMatch]:
    """Return the match of each of a few services whose text holds a word."""
    listed = sorted(texts, key=lambda text: text.service_id)
    ids = list(dict.fromkeys(text.service_id for text in listed))
    numbers = {key: number for number, key in enumerate(ids)}
    builder = WordIndexBuilder()
    for text in listed:
        builder.add(numbers[text.service_id], text.name, text.keywords, text.text)
    coverage, named = builder.index(len(ids)).match(query, np.ones(len(ids), bool))
    return {
        key: WordMatch(round(float(c), 6), bool(n))
        for key, c, n in zip(ids, coverage, named, strict=True)
        if c
    }


class _Postings:
    """Where each word of one field stands, by the sorted words."""

    def __init__(self, words: array[int], places: array[int], rank: Numbers) -> None:
        ranked = rank[np.array(words, np.int32)]
        order = np.argsort(ranked, kind="stable")
        self.places = np.array(places, np.int32)[order]
        counts = np.bincount(ranked, minlength=len(rank))
        self.starts = np.concatenate(([0], np.cumsum(counts)))

    def between(self, first: int, end: int) -> Numbers:
        """Return the places of the words from one number to before another."""
        return self.places[self.starts[first] : self.starts[end]]


class WordIndexBuilder:
    """Takes texts one by one, all of a service's together, services in order."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._rows = array("i")
        self._fields = {f: (array("i"), array("i")) for f in ("name", "text", "phrase")}
        self._phrase_rows = array("i")
        self._phrase_sizes = array("i")

    def add(self, service: int, name: str, keywords: str, text: str) -> None:
        """Take one text of a service; what the index keeps of each of its fields."""
        row = len(self._rows)
        self._rows.append(service)
        self._put("name", name.split(), row)
        self._put("text", text.split(), row)
        for phrase in keywords.split(";"):
            if words := phrase.split():
                self._put("phrase", words, len(self._phrase_rows))
                self._phrase_rows.append(row)
                self._phrase_sizes.append(len(words))

    def _put(self, field: str, words: Sequence[str], place: int) -> None:
        known, (numbers, places) = self._vocabulary, self._fields[field]
        for word in words:
            numbers.append(known.setdefault(word, len(known)))
        places.extend([place] * len(words))

    def index(self, services: int) -> WordIndex:
        """Return the index of what was added; ``services`` is how many there are."""
        words = sorted(self._vocabulary)
        rank = np.empty(len(words), np.int32)
        for number, word in enumerate(words):
            rank[self._vocabulary[word]] = number
        return WordIndex(
            words=words,
            rows=np.array(self._rows, np.int32),
            services=services,
            postings={f: _Postings(*p, rank) for f, p in self._fields.items()},
            phrase_rows=np.array(self._phrase_rows, np.int32),
            phrase_sizes=np.array(self._phrase_sizes, np.float64),
        )


@dataclass(frozen=True)
class WordIndex:
    """Every text's words. Services and texts go by number, texts in service order."""

    words: Sequence[str]
    rows: Numbers
    services: int
    postings: Mapping[str, _Postings]
    phrase_rows: Numbers
    phrase_sizes: Floats

    def match(self, query: Sequence[Forms], eligible: Flags) -> tuple[Floats, Flags]:
        """Return each service's coverage (0-1), and whether its name holds them all.

        Only ``eligible`` services match. A word counts by how few of them have it; one
        that none has counts a little. A keyword of several words counts by the
        share of them that is asked for. A service's best language is what counts.
        """
        coverage, named = np.zeros(self.services), np.zeros(self.services, bool)
        row_fits = eligible[self.rows]
        held = self._held_phrases(query)
        any_word = np.zeros(self.services, bool)
        found, rarity = [], []
        for forms in query:
            strength, in_name = self._strengths(forms, held)
            hits = np.flatnonzero(strength > 0)
            hits = hits[row_fits[hits]]
            having = np.zeros(self.services, bool)
            having[self.rows[hits]] = True
            any_word |= having
            found.append((hits, strength[hits], in_name[hits]))
            rarity.append(int(having.sum()))
        services = int(any_word.sum())
        if not services:
            return coverage, named
        weights = [math.log(1 + services / n) if n else 0.0 for n in rarity]
        unknown = UNKNOWN * math.log(1 + services) * rarity.count(0)
        whole = sum(weights) + unknown
        row_coverage = np.zeros(len(self.rows))
        row_names = np.zeros(len(self.rows), np.int16)
        for (hits, strength, in_name), weight in zip(found, weights, strict=True):
            row_coverage[hits] += strength * (weight / whole)
            row_names[hits] += in_name
        hits = np.flatnonzero(row_coverage > 0)
        np.maximum.at(coverage, self.rows[hits], np.round(row_coverage[hits], 6))
        all_named = row_names[hits] == len(rarity) - rarity.count(0)
        named[self.rows[hits[all_named]]] = True
        return coverage, named

    def _held_phrases(self, query: Sequence[Forms]) -> npt.NDArray[np.int16]:
        """Return how many words of each keyword are asked for."""
        held = np.zeros(len(self.phrase_rows), np.int16)
        for form in {form for forms in query for form in forms}:
            first = bisect_left(self.words, form)
            if first < len(self.words) and self.words[first] == form:
                np.add.at(held, self.postings["phrase"].between(first, first + 1), 1)
        return held

    def _strengths(
        self, forms: Forms, held: npt.NDArray[np.int16]
    ) -> tuple[Floats, Flags]:
        """Return how well each text holds one word, and whether its name does."""
        strength = np.zeros(len(self.rows))
        in_name = np.zeros(len(self.rows), bool)
        for share, first, end in self._ways(forms):
            named = self.postings["name"].between(first, end)
            if share in (WHOLE, MISTYPED):
                in_name[named] = True
            phrases = self.postings["phrase"].between(first, end)
            share_held = np.maximum(held[phrases], 1) / self.phrase_sizes[phrases]
            asked = IN_KEYWORD * share_held
            for places, weight in (
                (self.postings["text"].between(first, end), IN_TEXT * share),
                (named, IN_NAME * share),
                (self.phrase_rows[phrases], np.minimum(asked, IN_KEYWORD) * share),
            ):
                np.maximum.at(strength, places, weight)
        return strength, in_name

    def _ways(self, forms: Forms) -> Iterator[tuple[float, int, int]]:
        """Yield how a word may stand: whole, as a beginning, as one akin to it.

        What begins no word of any text may be mistyped.
        """
        known = False
        for form in forms:
            first = bisect_left(self.words, form)
            if first < len(self.words) and self.words[first] == form:
                known = True
                yield WHOLE, first, first + 1
            if len(form) >= MIN_PREFIX:
                begun = self._beginning_with(form)
                known = known or begun[0] < begun[1]
                yield BEGINS, *begun
            if stem := beginning(form):
                yield RELATED, *self._beginning_with(stem)
        if not known:
            for form in forms:
                for number in self._mistyped(form):
                    yield MISTYPED, number, number + 1

    def _beginning_with(self, start: str) -> tuple[int, int]:
        first = bisect_left(self.words, start)
        return first, bisect_left(self.words, start + _LAST, first)

    def _mistyped(self, form: str) -> list[int]:
        """Return the words a slip or two away that begin with the same two letters."""
        if len(form) < MIN_STEM or not form.isalpha():
            return []
        first, end = self._beginning_with(form[:2])
        slips = 1 if len(form) < LONG else 2
        near = process.extract(
            form,
            self.words[first:end],
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=MOST_ALIKE,
        )
        return [first + place for _, _, place in near]

"""A made-up national catalogue, for measuring size: never for people.

Every record says that it is invented, in its names, its note, its provider and its
source. The same seed and number give the same record, whatever the size.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeVar, overload

import numpy as np
from sqlalchemy import bindparam, select, update

from services_db import db, lemmas, models, reference
from services_db.batches import batched
from services_db.packed_vectors import pack
from services_db.records import ServiceRecord
from services_db.reference import AreaRef
from services_db.reference.codes import AreaKind, Phase, SupportLevel, Theme
from services_db.sources import Batch, read

T = TypeVar("T")

KIND: Final = "invented"
FEED: Final = "invented"
_MARK: Final = {"fi": "Keksitty", "sv": "Påhittad", "en": "Invented"}
_NOTE: Final = {
    "fi": "Tämä tietue on keksitty mittausta varten.",
    "sv": "Den här posten är påhittad för en mätning.",
    "en": "This record is invented for a measurement.",
}
_SOURCE: Final = {"name": "Invented data", "url": "https://example.org/invented"}
_REACH: Final = (
    (0.55, AreaKind.MUNICIPALITY),
    (0.80, AreaKind.WELLBEING_COUNTY),
    (0.86, AreaKind.EMPLOYMENT_AREA),
    (0.92, AreaKind.REGION),
    (1.00, AreaKind.COUNTRY),
)
"""Shares, added up, of how far services reach."""
_SKEW: Final = 2.2
"""How much more the first municipalities and the first words have than the last."""
_WORDS: Final = (12, 40)
_AT_ONCE: Final = 1000


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, tuple[str, ...]]:
    """Return the words of the shipped texts by language, the commonest first."""
    counted: dict[str, dict[str, int]] = {}
    for record in read("curated").services:
        for language, text in record.texts.items():
            known = counted.setdefault(language, {})
            for word in lemmas.words(f"{text.name} {text.summary}"):
                known[word] = known.get(word, 0) + 1
    return {
        language: tuple(sorted(known, key=lambda word: (-known[word], word)))
        for language, known in counted.items()
    }


@lru_cache(maxsize=1)
def _areas() -> dict[AreaKind, tuple[AreaRef, ...]]:
    """Return the areas by kind, one-stop towns first among the municipalities."""
    towns = [
        place.code
        for record in read("curated").services
        if record.is_one_stop
        for place in map(AreaRef.parse, record.areas)
        if place.kind is AreaKind.MUNICIPALITY
    ]
    codes = dict.fromkeys([*towns, *(m.code for m in reference.municipalities())])
    found: dict[AreaKind, list[AreaRef]] = {
        AreaKind.MUNICIPALITY: [reference.municipality_ref(code) for code in codes],
        AreaKind.COUNTRY: [reference.COUNTRY],
    }
    for area in reference.areas():
        found.setdefault(area.kind, []).append(area)
    return {kind: tuple(areas) for kind, areas in found.items()}


class InventedServices(Sequence[ServiceRecord]):
    """``size`` records, each made when it is asked for; the first ``revised`` anew."""

    def __init__(self, size: int, seed: int = 1, revised: int = 0) -> None:
        self._size, self._seed, self._revised = size, seed, revised

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> ServiceRecord: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ServiceRecord]: ...
    def __getitem__(
        self, index: int | slice
    ) -> ServiceRecord | Sequence[ServiceRecord]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(self._size))]
        if not 0 <= index < self._size:
            raise IndexError(index)
        return _record(index, self._seed, index < self._revised)

    def __iter__(self) -> Iterator[ServiceRecord]:
        return (self[number] for number in range(self._size))


def invented(size: int, seed: int = 1, revised: int = 0) -> Batch:
    """Return a batch of ``size`` invented services, a feed of its own.

    It has 2.4 places and contacts a service: 120,000 for 50,000 services.
    """
    return Batch(KIND, FEED, InventedServices(size, seed, revised))


def _record(number: int, seed: int, revised: bool) -> ServiceRecord:
    chance = random.Random(f"{seed}:{number}")
    area = _area(chance)
    places = reference.municipalities_in(area)
    town = places[int(chance.random() * len(places))]
    themes = chance.sample(list(Theme), chance.choice((1, 1, 2, 3)))
    words = {
        language: [_skewed(chance, known) for _ in range(chance.randint(*_WORDS))]
        for language, known in _vocabulary().items()
    }
    again = " (2)" if revised else ""
    return ServiceRecord.model_validate(
        {
            "id": f"invented-{seed}-{number:06}",
            "texts": {
                language: {
                    "name": f"{_MARK[language]} {number}: {' '.join(said[:3])}{again}",
                    "summary": f"{' '.join(said[3:])}.",
                    "note": _NOTE[language],
                }
                for language, said in words.items()
            },
            "provider": {k: f"{mark} {number // 8}" for k, mark in _MARK.items()},
            "provider_id": f"invented-{seed}-{number // 8}",
            "themes": themes,
            "support_levels": chance.sample(list(SupportLevel), 1),
            "phases": chance.sample(list(Phase), chance.choice((0, 0, 1))),
            "is_one_stop": area.kind is AreaKind.MUNICIPALITY
            and chance.random() < 0.005,
            "age_min": chance.choice((None, None, 13, 16, 18)),
            "age_max": chance.choice((None, None, 25, 29)),
            "areas": [str(area)],
            "languages": ["fi"] if chance.random() < 0.6 else ["fi", "sv"],
            "keywords": {k: chance.sample(said, 2) for k, said in words.items()},
            "locations": [
                {"name": {"fi": f"{_MARK['fi']} {number}.{n}"}, "municipality": town}
                for n in range(1 + (number % 5 == 0))
            ],
            "contacts": [
                {"kind": "web", "value": f"https://example.org/{number}/{n}"}
                for n in range(1 + (number % 5 == 1))
            ],
            "verified_on": f"202{chance.randint(3, 6)}-0{chance.randint(1, 9)}-01",
            "source": _SOURCE,
        }
    )


def _area(chance: random.Random) -> AreaRef:
    share = chance.random()
    kind = next(kind for limit, kind in _REACH if share <= limit)
    return _skewed(chance, _areas()[kind])


def _skewed(chance: random.Random, many: Sequence[T]) -> T:
    return many[int(len(many) * chance.random() ** _SKEW)]


def fill_meanings(url: str, model: str, dimension: int) -> None:
    """Give every invented text a made-up embedding that says it is ``model``'s.

    For measuring how long comparing takes; the order that comes of it means nothing.
    A transaction for each batch: each update counts the catalogue's version up.
    """
    chance = np.random.default_rng(1)
    text = models.ServiceText
    with db.reading(url) as connection:
        ids = list(connection.scalars(select(text.id).order_by(text.id)))
    for rows in batched(ids, _AT_ONCE):
        some = chance.standard_normal((len(rows), dimension)).astype(np.float32)
        with db.writing(url) as connection:
            connection.execute(
                update(text)
                .where(text.id == bindparam("row"))
                .values(embedding=bindparam("vector"), embedding_model=model),
                [
                    {"row": row, "vector": pack(vector).tobytes()}
                    for row, vector in zip(rows, some, strict=True)
                ],
            )

"""Which services a map shows, and in what order. No HTML here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from services_db.catalogue import Catalogue
from services_db.query import Query
from services_db.records import ServiceCard
from services_db.reference.codes import SupportLevel, Theme

ONE_STOP: Final = "one_stop"
OTHERS: Final = "others"
_ALL: Final = 100_000


@dataclass
class Entry:
    """A service as it is shown, and the municipalities where it is just so.

    A nationwide duty that others provide in each area is an entry for each of them.
    """

    card: ServiceCard
    municipalities: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """Services by level (``None``: it is not said).

    ``key`` is a theme's code, ``one_stop`` or ``others``.
    """

    key: str
    levels: Sequence[tuple[SupportLevel | None, Sequence[Entry]]]


def entries(
    catalogue: Catalogue,
    municipalities: Sequence[str],
    language: str,
    *,
    nationwide: bool = True,
) -> list[Entry]:
    """Return the services for the young that reach the municipalities, best first.

    What only lies nearby is left out, as is with ``nationwide`` false what comes from
    everywhere. Crisis services are in.

    Raises:
        CatalogueUnavailable: when the database does not serve.
    """
    found: dict[tuple[str, ...], Entry] = {}
    for code in municipalities:
        query = Query(
            municipality=code, language=language, include_crisis=True, limit=_ALL
        )
        for card in catalogue.search(query).services:
            national = card.scope == "national"
            if national and not nationwide:
                continue
            if not national and code not in card.municipalities:
                continue
            values = [contact.value for contact in card.contacts]
            key = (card.id, card.provider, *values)
            found.setdefault(key, Entry(card)).municipalities.append(code)
    return list(found.values())


def sections(found: Iterable[Entry]) -> list[Section]:
    """Return one-stop points, then the rest by first theme; each by lowest level.

    Each entry comes once. Themes and levels have the order of their vocabularies;
    within a level the nearest comes first, then the order given.
    """
    grouped: dict[str, dict[SupportLevel | None, list[Entry]]] = {}
    for entry in found:
        held = entry.card.support_levels
        level = next((one for one in SupportLevel if one in held), None)
        grouped.setdefault(_key(entry), {}).setdefault(level, []).append(entry)
    return [
        Section(
            key,
            [
                (level, sorted(grouped[key][level], key=_farness))
                for level in (*SupportLevel, None)
                if level in grouped[key]
            ],
        )
        for key in (ONE_STOP, *map(str, Theme), OTHERS)
        if key in grouped
    ]


def _key(entry: Entry) -> str:
    if entry.card.is_one_stop:
        return ONE_STOP
    return str(next(iter(entry.card.themes), OTHERS))


def _farness(entry: Entry) -> int:
    return ("municipality", "area", "national").index(entry.card.scope)

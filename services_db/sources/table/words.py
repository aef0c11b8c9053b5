"""Words that a cell may hold for a code: the code, its names, and further words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from services_db.labels import has, label, languages
from services_db.reference.codes import (
    Charge,
    Phase,
    ServiceNature,
    SupportLevel,
    TargetGroup,
    Theme,
    TnoType,
)
from services_db.sources.table.columns import folded, shipped

CODES: Final[dict[str, Iterable[str]]] = {
    "themes": Theme,
    "support_levels": SupportLevel,
    "tno_types": TnoType,
    "phases": Phase,
    "target_groups": TargetGroup,
    "natures": ServiceNature,
    "charge": Charge,
}


def codes_of(vocabulary: str) -> tuple[str, ...]:
    """Return the codes of a vocabulary, in its own order."""
    listed: dict[str, Any] = shipped().words.get(vocabulary, {})
    return tuple(map(str, CODES.get(vocabulary, listed)))


@lru_cache
def words_for(vocabulary: str) -> dict[str, str]:
    """Return the codes of a vocabulary by each word that may stand for them."""
    listed: dict[str, Any] = shipped().words.get(vocabulary, {})
    codes = codes_of(vocabulary)
    found = {folded(code): code for code in codes}
    for language in languages():
        for code in codes:
            if has(language, f"{vocabulary}.{code}"):
                name = label(language, f"{vocabulary}.{code}")
                found.setdefault(folded(name), code)
    for code, words in listed.items():
        for word in words:
            found.setdefault(folded(word), code)
    return found


@lru_cache
def plain_words(name: str) -> frozenset[str]:
    """Return the words of one meaning: yes, no, unknown, country, mainland."""
    return frozenset(folded(word) for word in shipped().words[name])

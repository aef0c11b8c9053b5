"""Every written form of every municipality's name, and which forms are safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.nlu.inflection import Case, Form, finnish_forms, short_forms, swedish_forms
from bot.nlu.lexicons import lexicon
from bot.nlu.words import fold
from services_db import reference

_TOPIC = "municipalities"
_PARTS = "places"
"""Former municipalities and districts; the forms of a name by its language."""
_PART_FORMS: Mapping[str, Callable[[str], Iterator[Form]]] = {"fi": finnish_forms}
_DOTTED = frozenset("äöåéü")
_SUFFIXES = (" kunta", " tl")
KNOWN_WORDS = Path(__file__).parent / "lexicon" / "known_words.txt"


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality."""

    code: str
    name: str
    """Canonical Finnish name: the value of the entity."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one written form stands for."""

    place: Place
    stem: str
    case: Case
    common: bool
    """Whether the name is also an ordinary word, so that the form needs evidence."""
    fuzzy: bool
    """Whether a misspelling of it may be taken for it."""

    def fits(self, lower: str) -> bool:
        """Whether a word's dots agree: dots may be missing, never added."""
        return not any(
            char in _DOTTED and own not in _DOTTED
            for char, own in zip(lower, self.stem, strict=False)
        )


def _forms(names: Mapping[str, str], aliases: Iterable[str]) -> Iterator[Form]:
    finnish = names["fi"]
    for suffix in _SUFFIXES:
        if finnish.lower().endswith(suffix):
            yield from swedish_forms(finnish)
            finnish = finnish[: -len(suffix)]
    yield from finnish_forms(finnish)
    for name in {names["sv"].strip(), names["en"].strip()}:
        yield from swedish_forms(name)
    for alias in aliases:
        yield from short_forms(alias) if len(alias) == 3 else finnish_forms(alias)


def _parts() -> Iterator[tuple[str, Form, str | None]]:
    """Yield today's municipality, a form of a place in it, and how common it is."""
    for language, content in lexicon(_PARTS).items():
        forms = _PART_FORMS.get(language, swedish_forms)
        for listed in (content["former"], content["districts"]):
            for municipality, names in listed.items():
                for name in names:
                    kind = content["common_names"].get(name)
                    yield from ((municipality, form, kind) for form in forms(name))


def _safe(kind: str, case: Case) -> bool:
    return case in (kind, "demonym")


class Gazetteer:
    """The forms of all names, and their misspellings.

    Args:
        places: code and names by language of each municipality.
        known: folded ordinary words that look like a misspelt name and are not.
    """

    def __init__(
        self,
        places: Iterable[tuple[str, Mapping[str, str]]],
        known: Iterable[str] = (),
    ) -> None:
        lists = lexicon(_TOPIC)
        common_names: dict[str, str] = lists["fi"]["common_names"]
        self._ordinary = {
            language: frozenset(content["common_forms"])
            for language, content in lists.items()
        }
        common = frozenset().union(*self._ordinary.values())
        self._common = frozenset(word for word in common if word == fold(word))
        self._dotless = frozenset(fold(word) for word in common - self._common)
        self._never = frozenset(map(fold, lists["fi"]["never"]))
        self.known = frozenset(known)
        self.entries: dict[str, Entry] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        by_name: dict[str, Place] = {}
        for code, names in places:
            place = by_name[names["fi"]] = Place(code, names["fi"])
            aliases = {
                alias
                for content in lists.values()
                for alias in content["aliases"].get(place.name, ())
            }
            kind = common_names.get(place.name)
            for form in _forms(names, aliases):
                self._add(form, place, kind)
        for name, form, kind in _parts():
            self._add(form, by_name[name], kind, part=True)
        self.by_start: dict[tuple[str, int], list[str]] = {}
        for folded, entry in self.entries.items():
            if entry.fuzzy:
                key = (folded[0], len(folded))
                self.by_start.setdefault(key, []).append(folded)

    def _add(
        self, form: Form, place: Place, kind: str | None, *, part: bool = False
    ) -> None:
        """Add a form; a municipality's own goes before that of a part of another."""
        if form.folded in self._never:
            return
        listed = form.folded in self._common
        common = kind is not None and not _safe(kind, form.case)
        ending = len(form.folded) - len(form.stem)
        spoken = form.case in ("inner", "outer") and ending < 3
        long = len(form.folded) >= (9 if spoken else 6)
        sure = kind is None and not listed and not part
        fuzzy = sure and long and form.case != "demonym"
        entry = Entry(place, form.stem, form.case, common, fuzzy)
        if " " in form.folded or "-" in form.folded:
            parts = tuple(form.folded.replace("-", " ").split())
            self.phrases.setdefault(parts[0], []).append((parts, entry))
            return
        known = self.entries.get(form.folded)
        better = (
            known and known.case != "nominative" == form.case and known.place == place
            if part
            else form.case == "nominative" and known and known.case != "nominative"
        )
        if known is None or better:
            self.entries[form.folded] = entry

    def ordinary_in(self, folded: str) -> frozenset[str]:
        """Return the languages in which the form is an ordinary word."""
        return frozenset(x for x, words in self._ordinary.items() if folded in words)

    def is_common(self, folded: str, lower: str, entry: Entry, dotless: bool) -> bool:
        """Whether a written form needs evidence.

        Args:
            folded: the form.
            lower: the word as written: the name's own dots are evidence enough.
            entry: what the form may stand for.
            dotless: whether the message has no dots anywhere.
        """
        if entry.common:
            return True
        if entry.stem != fold(entry.stem) and lower.startswith(entry.stem):
            return False
        return folded in self._common or (dotless and folded in self._dotless)


def known_words() -> frozenset[str]:
    """Return ordinary words one letter away from a form of a name."""
    return frozenset(KNOWN_WORDS.read_text(encoding="utf-8").split())


@lru_cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer of today's municipalities, built once (0.1 s)."""
    places = ((m.code, m.names) for m in reference.municipalities())
    return Gazetteer(places, known_words())

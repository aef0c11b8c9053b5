"""Municipalities in a message: any inflected, spoken or misspelt form of the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from bot.nlu.entities import NEGATIVE, Entity
from bot.nlu.gazetteer import Entry, Gazetteer, Place, gazetteer
from bot.nlu.place_context import Cues, cues, is_denied, role_of
from bot.nlu.words import Word, normalise, words

ENTITY = "municipality"
_CLITIC = re.compile(
    r"(?:kohan|kaan|kin|kaa|ki|han|pas|pa|kos|ko|ks)$|(?:ni|si|nsa|mme|nne)$|[’':]?s$"
)
_REGION = re.compile(r"s?(?:trakten|nejden|regionen)$")
_PARTICLE = re.compile(r"(?:kaan|kin|han|ko)$")
_DEMONYM = re.compile(r"(lai(?:nen|s|se|si))\w*$")
_DOTTED = re.compile("[äöå]", re.IGNORECASE)
_AGE = re.compile(r"\d{2}(?:v|vee|vuotias|ar|yo|y)?$")
_FUZZY_LENGTH = 6
_LOCAL = ("inner", "outer")


@dataclass(frozen=True, slots=True)
class Mention:
    """A municipality named in a text; offsets refer to its NFC form."""

    place: Place
    start: int
    end: int
    role: str | None = None
    denied: bool = False

    def entity(self) -> Entity:
        """Return the mention as an entity of the dialogue."""
        polarity = NEGATIVE if self.denied else None
        name = self.place.name
        return Entity(ENTITY, name, self.start, self.end, self.role, polarity)


@dataclass(frozen=True, slots=True)
class _Candidate:
    entry: Entry
    first: int
    last: int
    folded: str
    fuzzy: bool = False


def _bases(folded: str) -> Iterator[str]:
    """Yield the word, and the word without clitics and possessive suffixes."""
    yield folded
    if ":" in folded:
        folded = folded.replace(":", "")
        yield folded
    if region := _REGION.search(folded):
        yield folded[: region.start()]
        return
    for _ in range(2):
        shorter = _CLITIC.sub("", folded)
        if len(shorter) < 4 or shorter == folded:
            return
        folded = shorter
        yield folded


def _exact(word: Word, names: Gazetteer) -> tuple[Entry, str] | None:
    for base in _bases(word.folded):
        entry = names.entries.get(base)
        if entry is None and (match := _DEMONYM.search(base)):
            entry = names.entries.get(base[: match.end(1)])
        if entry is not None and entry.fits(word.lower):
            return entry, base
    return None


def _similar(folded: str, names: Gazetteer) -> Entry | None:
    for length in (len(folded), len(folded) - 1, len(folded) + 1):
        forms = names.by_start.get((folded[0], length), ())
        nearest = extractOne(folded, forms, scorer=OSA.distance, score_cutoff=1)
        if nearest is not None:
            return names.entries[nearest[0]]
    return None


def _phrases(found: Sequence[Word], names: Gazetteer) -> Iterator[_Candidate]:
    for i, word in enumerate(found):
        for parts, entry in names.phrases.get(word.folded, ()):
            last = i + len(parts) - 1
            here = [w.folded for w in found[i : last + 1]]
            if len(here) == len(parts) and all(
                own == part or own.startswith(part + ":")
                for own, part in zip(here, parts, strict=True)
            ):
                yield _Candidate(entry, i, last, " ".join(parts))


def _candidates(found: Sequence[Word], names: Gazetteer) -> list[_Candidate]:
    taken: dict[int, _Candidate] = {}
    for phrase in _phrases(found, names):
        if phrase.first not in taken:
            taken.update(dict.fromkeys(range(phrase.first, phrase.last + 1), phrase))
    for i, word in enumerate(found):
        if i in taken:
            continue
        exact = _exact(word, names)
        if exact is not None:
            taken[i] = _Candidate(exact[0], i, i, exact[1])
            continue
        bases = {word.folded, _PARTICLE.sub("", word.folded)}
        bases = {b for b in bases if len(b) >= _FUZZY_LENGTH and b.isalpha()}
        if names.known.isdisjoint(bases):
            entry = next(filter(None, (_similar(b, names) for b in bases)), None)
            if entry is not None:
                taken[i] = _Candidate(entry, i, i, word.folded, fuzzy=True)
    return list(dict.fromkeys(taken[i] for i in sorted(taken)))


def _beside(found: Sequence[Word], here: _Candidate, known: Cues) -> bool:
    """Whether words about living, studying or places stand near the name."""
    first, last = here.first, here.last
    before = found[max(0, first - 3) : first]
    after = found[last + 1 : last + 3]
    if any(w.folded in known.near for w in (*before, *after)):
        return True
    if before and before[-1].folded in known.adjacent:
        return True
    telegraphic = len(found) <= 8 and not gazetteer().ordinary_in(here.folded) - {"fi"}
    return telegraphic and any(_AGE.match(w.folded) for w in (*before[-2:], *after))


def _bare(found: Sequence[Word], taken: set[int], known: Cues) -> bool:
    """Whether the message is nothing but names, an age and small words."""
    return all(
        i in taken or w.folded in known.fillers or _AGE.match(w.folded)
        for i, w in enumerate(found)
    )


def _capital(found: Sequence[Word], here: _Candidate) -> bool:
    """Whether a capital marks a name, and the word before is not a first name."""
    word = found[here.first]
    if not word.capital or word.starts_sentence:
        return False
    before = found[here.first - 1]
    return not before.capital or len(before.text) == 1


def _accepted(
    here: _Candidate, found: Sequence[Word], taken: set[int], dotless: bool
) -> bool:
    names = gazetteer()
    lower = found[here.first].lower
    common = names.is_common(here.folded, lower, here.entry, dotless)
    if not common and not here.fuzzy:
        return True
    # Swedish words about living are no evidence for a form that is a Swedish word.
    known = cues(names.ordinary_in(here.folded) - {"fi"})
    if _capital(found, here) or _beside(found, here, known):
        return True
    undotted = here.folded != here.entry.stem and names.ordinary_in(here.folded)
    if _bare(found, taken, known) and not undotted:
        return True
    local = here.entry.case in _LOCAL
    return here.fuzzy and local and len(here.entry.stem) >= _FUZZY_LENGTH


@lru_cache(maxsize=4)
def find_municipalities(text: str) -> tuple[Mention, ...]:
    """Return the municipalities named in a message, in order, each name once.

    Roles are given only where two places are named. A place that the writer has
    left or denies is returned with ``denied``.
    """
    text = normalise(text)
    found = words(text)
    candidates = _candidates(found, gazetteer())
    if not candidates:
        return ()
    taken = {i for c in candidates for i in range(c.first, c.last + 1)}
    dotless = not _DOTTED.search(text)
    named: dict[str, _Candidate] = {}
    for here in candidates:
        if _accepted(here, found, taken, dotless):
            named.setdefault(here.entry.place.code, here)
    denied = {code for code, here in named.items() if is_denied(here.first, found)}
    several = len(named) - len(denied) > 1
    return tuple(
        Mention(
            here.entry.place,
            found[here.first].start,
            found[here.last].end,
            role_of(here.first, text, found)
            if several and code not in denied
            else None,
            code in denied,
        )
        for code, here in named.items()
    )


def extract(text: str) -> list[Entity]:
    """Return the municipality entities of a message."""
    return [mention.entity() for mention in find_municipalities(text)]

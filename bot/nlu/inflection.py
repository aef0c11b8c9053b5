"""Finnish case forms of place names: what stems and endings a name takes.

Generous on purpose: a form that nobody uses does no harm, a missing one does.
Forms that are ordinary words are the gazetteer's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.nlu.words import fold

Case = Literal["nominative", "genitive", "inner", "outer", "other", "demonym"]

_TAILS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    # ending of the name, its weak stems, its strong stems
    ("kaupunki", ("kaupungi",), ("kaupunki",)),
    ("järvi", ("järve",), ("järve",)),
    ("koski", ("koske",), ("koske",)),
    ("niemi", ("nieme",), ("nieme",)),
    ("nummi", ("numme",), ("numme",)),
    ("salmi", ("salme",), ("salme",)),
    ("saari", ("saare",), ("saare", "saar")),
    ("lahti", ("lahde",), ("lahte", "lah")),
    ("lampi", ("lammi", "lamme"), ("lampi", "lampe")),
    ("joki", ("joe",), ("joke",)),
    ("vesi", ("vede",), ("vete", "vet")),
    ("mäki", ("mäe",), ("mäke",)),
    ("kangasala", ("kangasa", "kangasala"), ("kangasala",)),
    ("laidun", ("laitume",), ("laitume",)),
    ("pudas", ("putaa",), ("putaa",)),
    ("nen", ("se", "si"), ("se", "si", "s")),
    ("irrat", ("irroi",), ("irtoi", "irto", "irta")),
    ("rmes", ("rmekse",), ("rmekse",)),
    ("hos", ("hokse",), ("hokse",)),
    ("nnus", ("nnukse",), ("nnukse",)),
    ("keskus", ("keskukse",), ("keskukse",)),
    ("us", ("ude",), ("ute",)),
    ("vuori", ("vuore",), ("vuore",)),
)
_GRADATION = (
    # strong, weak: what the consonants before the last vowel become
    *(("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("mp", "mm")),
    *(("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("ht", "hd")),
    *(("sk", "sk"), ("tk", "tk"), ("st", "st"), ("ts", "ts")),
    *(("k", ""), ("p", "v"), ("t", "d")),
)
_VOWELS = "aeiouyäöå"
_WEAK: tuple[tuple[str, Case], ...] = (
    ("n", "genitive"),
    *((x, "inner") for x in ("ssa", "sta", "sa", "s", "st")),
    *((x, "outer") for x in ("lla", "lta", "lle", "l", "lt", "la")),
    *((x, "other") for x in ("ksi", "tta", "ks")),
)
_FULL = {"s": "ssa", "st": "sta", "sa": "ssa", "l": "lla", "lt": "lta", "la": "lla"}
"""Spoken endings, and the written ones that the first part of a compound keeps."""
_SHORT = ("n", "an", "hin", "ssa", "sta", "lla", "lta", "lle", "s", "st", "l", "lt")
_ADJECTIVES = {"uusi": ("uude", "uute", "uut"), "iso": ("iso", "iso", "iso")}


@dataclass(frozen=True, slots=True)
class Form:
    """One written form, folded; ``stem`` keeps the dots of the name."""

    folded: str
    stem: str
    case: Case


def _graded(name: str) -> str:
    """Return the weak stem of a name that ends in one vowel."""
    body, vowel = name[:-1], name[-1]
    for strong, weak in _GRADATION:
        if body.endswith(strong):
            return body[: -len(strong)] + weak + vowel
    return name


def stems(name: str) -> tuple[set[str], set[str]]:
    """Return the weak and the strong stems of a name in lower case."""
    for tail, weak, strong in _TAILS:
        if name.endswith(tail) and name != tail[1:]:
            body = name[: -len(tail)]
            return {body + x for x in weak}, {body + x for x in strong}
    last = name[-1]
    if last not in _VOWELS:
        return {name + "i"}, {name + "i"}
    if name[-2] in _VOWELS:
        return {name}, {name}
    weak_stems, strong_stems = {_graded(name), name}, {name}
    if last == "e":
        weak_stems.add(name + "e")
        strong_stems.add(name + "e")
    if name.endswith("ppi"):
        weak_stems.add(name[:-2] + "e")
    return weak_stems, strong_stems


def _strong_endings(stem: str) -> Iterator[tuple[str, Case]]:
    vowel = stem[-1]
    yield from (("a", "other"), ("ta", "other"), ("na", "other"))
    if vowel not in _VOWELS:
        return
    yield from ((vowel + "n", "inner"), (vowel, "inner"))
    if len(stem) > 1 and stem[-2] in _VOWELS:
        yield from (("seen", "inner"), ("see", "inner"), (f"h{vowel}n", "inner"))
    elif vowel == "ö":
        yield "hön", "inner"
    if stem.endswith("i"):
        yield from (("in", "inner"), ("hin", "inner"))
    yield from ((f"lai{rest}", "demonym") for rest in ("nen", "s", "se", "si"))


def _one_word(name: str) -> Iterator[tuple[str, str, Case]]:
    """Yield stem, ending and case of every form of a one-word name."""
    weak, strong = stems(name)
    yield name, "", "nominative"
    for stem in weak:
        yield from ((stem, ending, case) for ending, case in _WEAK)
    for stem in strong:
        yield from ((stem, ending, case) for ending, case in _strong_endings(stem))
    if name.endswith("nen"):
        base = name[:-3] + "s"
        for rest in ("lainen", "laise", "laisi", "lais"):
            yield base, rest, "demonym"
        yield base, "ten", "genitive"


def finnish_forms(name: str) -> Iterator[Form]:
    """Yield the forms of a Finnish name, spoken ones too, clitics excluded."""
    name = name.lower()
    for stem, ending, case in _one_word(name):
        yield Form(fold(stem + ending), stem, case)
    for adjective, (weak, strong, partitive) in _ADJECTIVES.items():
        noun = name.removeprefix(adjective)
        if noun in ("", name):
            continue
        for stem, ending, case in _one_word(noun):
            if case in ("nominative", "demonym"):
                continue
            if ending in ("a", "ta", "na"):
                start = partitive + "ta" if ending != "na" else strong + "na"
            elif case == "inner" and ending not in dict(_WEAK):
                start = strong + ("en" if adjective == "uusi" else "on")
            else:
                start = weak + _FULL.get(ending, ending)
            yield Form(fold(start + stem + ending), start + stem, case)


def short_forms(name: str) -> Iterator[Form]:
    """Yield the forms of an abbreviation: endings join it as it is."""
    yield Form(fold(name), name, "nominative")
    for ending in _SHORT:
        case: Case = "outer" if ending.startswith("l") else "inner"
        yield Form(fold(name + ending), name, case)


def swedish_forms(name: str) -> Iterator[Form]:
    """Yield the forms of a Swedish or English name: as such, and the genitive."""
    name = name.lower()
    yield Form(fold(name), name, "nominative")
    if not name.endswith(("s", "x")):
        yield Form(fold(name + "s"), name, "genitive")

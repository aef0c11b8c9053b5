"""Takes personal data out of what people write, before anything else sees it.

By shape alone: an identity code with a wrong check character, with spaces or in
full-width digits goes too. Numbers of services that people name stay, and so do dates,
ages, amounts, postal codes and business ids. Linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.privacy.phones import phone_spans

TOKENS: Final = {
    "email": "[email]",
    "iban": "[iban]",
    "hetu": "[id]",
    "phone": "[phone]",
}
"""What stands in the text instead, by kind."""

_GAP: Final = r"\s{0,2}"
_DASH: Final = r"\-\u2010-\u2015\u2212"
_TAKEN: Final = "\0"

# At the start of a run of such characters only, and possessive: linear.
_EMAIL: Final = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]++\s?(?:@|[(\[]at[)\]])\s?[\w-]++(?:\.[\w-]++)+",
    re.IGNORECASE,
)
_IBAN: Final = re.compile(
    r"(?<![0-9A-Z])(?:"
    r"FI(?:[\s-]?[0-9]){16}[0-9]*"
    r"|[A-Z]{2}[0-9]{2}\s?[0-9A-Z]{4}(?:\s?(?=[A-Z]{0,3}[0-9])[0-9A-Z]{4}){2,6}"
    r"(?:\s?[0-9]{1,3}(?![0-9A-Z]))?"
    r")",
    re.IGNORECASE,
)
_HETU: Final = re.compile(
    rf"(?<![0-9+])[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}"
    rf"[+A-FU-Y{_DASH}]{_GAP}[0-9]{{3}}{_GAP}[0-9A-Y](?![0-9A-Z])"
    # Without the separator only where it can be nothing else.
    r"|(?<![0-9])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}\s?[0-9]{3}"
    r"[A-FHJ-NPR-Y](?![0-9A-Z])",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text without personal data; ``kinds`` of ``TOKENS`` that were taken out."""

    text: str
    kinds: frozenset[str] = frozenset()


def redact(text: str) -> Redaction:
    """Return the text with a token for each identity code, number and address."""
    plain, places = _plain(text)
    found: list[tuple[int, int, str]] = []
    for kind in TOKENS:
        spans = list(_spans(kind, plain))
        found += [(start, end, kind) for start, end in spans]
        plain = _without(plain, spans)
    if not found:
        return Redaction(text)
    pieces, position = [], 0
    for start, end, kind in sorted(found):
        pieces += [text[position : places[start]], TOKENS[kind]]
        position = places[end - 1] + 1
    pieces.append(text[position:])
    return Redaction("".join(pieces), frozenset(kind for _, _, kind in found))


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text in plain characters, and where each of them stands in it."""
    characters, places = [], []
    for place, character in enumerate(text):
        if character.isascii():
            characters.append(character)
        elif unicodedata.category(character) != "Cf":
            characters.append(_ascii(character))
        else:
            continue
        places.append(place)
    return "".join(characters), places


def _ascii(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def _spans(kind: str, plain: str) -> Iterator[tuple[int, int]]:
    if kind == "phone":
        yield from phone_spans(plain)
        return
    pattern = {"email": _EMAIL, "iban": _IBAN, "hetu": _HETU}[kind]
    for match in pattern.finditer(plain):
        yield match.span()


def _without(plain: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with what was found made unrecognisable, as long as before."""
    pieces, position = [], 0
    for start, end in spans:
        pieces += [plain[position:start], _TAKEN * (end - start)]
        position = end
    return "".join([*pieces, plain[position:]])

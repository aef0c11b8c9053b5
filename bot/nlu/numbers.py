"""The numbers of a message as tokens: digits, and number words up to 59."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.nlu.lexicons import lexicon
from bot.nlu.words import fold, normalise

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|\n")


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a word or a mark; ``number`` is the value, if it has one."""

    folded: str
    start: int
    end: int
    number: int | None = None
    digits: bool = False
    spaced: bool = True
    """Whether white space or the start of the text comes before it."""

    @property
    def is_word(self) -> bool:
        """Whether it is a word that is no number."""
        return self.number is None and self.folded[:1].isalpha()


@lru_cache
def number_words() -> dict[str, int]:
    """Return the number words of all languages, folded, from twelve up."""
    found: dict[str, int] = {}
    for content in lexicon("ages").values():
        for value, names in content["numbers"].items():
            found.update((fold(name), int(value)) for name in names)
        for ten, names in content["tens"].items():
            for name in names:
                found[fold(name)] = int(ten)
                for unit, unit_names in content["units"].items():
                    for unit_name in unit_names:
                        found[fold(name + unit_name)] = int(ten) + int(unit)
    return found


@lru_cache
def _tens_and_units() -> tuple[dict[str, int], dict[str, int]]:
    tens: dict[str, int] = {}
    units: dict[str, int] = {}
    for content in lexicon("ages").values():
        for key, table in (("tens", tens), ("units", units)):
            for value, names in content[key].items():
                table.update((fold(name), int(value)) for name in names)
    return tens, units


@lru_cache
def _any_number() -> re.Pattern[str]:
    tens, _ = _tens_and_units()
    shortest: list[str] = []
    for name in sorted({*number_words(), *tens}, key=len):
        if not any(part in name for part in shortest):
            shortest.append(name)
    return re.compile("[0-9]|" + "|".join(map(re.escape, shortest)))


def may_hold_number(text: str) -> bool:
    """Whether a text may hold a number at all: a quick look before ``tokens``."""
    return bool(_any_number().search(fold(normalise(text))))


def _split(folded: str) -> tuple[str, str]:
    """Split "seitsemantoistavuotias" into the number and the rest."""
    for ending in ("vuotias", "aring", "arig"):
        head, found, tail = folded.rpartition(ending)
        if found and head in number_words():
            return head, found + tail
    return folded, ""


def tokens(text: str) -> list[Token]:
    """Return the tokens of a message; "twenty one" becomes one number."""
    found: list[Token] = []
    for token in _tokens(normalise(text)):
        tens, units = _tens_and_units()
        last = found[-1] if found else None
        hyphen = last is not None and last.folded == "-" and len(found) > 1
        ten = found[-2] if hyphen else last
        if ten is not None and ten.folded in tens and token.folded in units:
            value = tens[ten.folded] + units[token.folded]
            del found[-2 if hyphen else -1 :]
            found.append(Token(token.folded, ten.start, token.end, value))
            continue
        found.append(token)
    return found


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        folded, start, end = fold(match.group()), match.start(), match.end()
        spaced = start == 0 or text[start - 1].isspace()
        if folded.isdecimal():
            yield Token(folded, start, end, int(folded), True, spaced)
            continue
        head, rest = _split(folded)
        value = number_words().get(head)
        middle = start + len(head)
        yield Token(head, start, middle, value, False, spaced)
        if rest:
            yield Token(rest, middle, end, spaced=False)

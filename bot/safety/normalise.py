"""Making text comparable before anything looks at it.

``clean_message`` is for the gateway: what goes on to Rasa. ``comparable`` is for the
screen: it also undoes look-alike letters and accents, which would be too much for text
that is shown again.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MAX_MARKS: Final = 4
"""Combining marks in a row that are kept; long runs make normalising quadratic."""

_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters without ink that Unicode does not call format characters."""

_LEADING: Final = re.compile(r"[\s/]+")

_KEPT_ACCENTS: Final = frozenset("åäö")

_LOOK_ALIKES: Final = {
    ord(look_alike): letter
    for letter, look_alikes in {
        "a": "\u0430\u03b1\u0251\u1d00",
        "b": "\u0432\u03b2\u0299",
        "c": "\u0441\u1d04",
        "d": "\u0501\u1d05\u0111",
        "e": "\u0435\u03b5\u04bd\u01dd\u0259\u1d07",
        "g": "\u0261\u0262",
        "h": "\u043d\u04bb\u029c\u0127",
        "i": "\u0456\u03b9\u0131\u026a",
        "j": "\u0458\u1d0a",
        "k": "\u043a\u03ba\u1d0b",
        "l": "\u029f\u0142",
        "m": "\u043c\u1d0d",
        "n": "\u043f\u03b7\u0274",
        "o": "\u043e\u03bf\u00f8\u1d0f\u03c3",
        "p": "\u0440\u03c1\u1d18",
        "q": "\u051b",
        "r": "\u0433\u0280",
        "s": "\u0455",
        "t": "\u0442\u03c4\u1d1b",
        "u": "\u0438\u03c5\u03bc\u1d1c",
        "v": "\u0475\u03bd\u1d20",
        "w": "\u051d\u03c9\u1d21",
        "x": "\u0445\u03c7",
        "y": "\u0443\u03b3\u028f",
        "z": "\u1d22",
    }.items()
    for look_alike in look_alikes
}
"""Letters of Cyrillic, Greek and other Latin alphabets that look like plain ones."""

_BADGES: Final = {
    start + offset: chr(ord("a") + offset)
    for start in (0x1F150, 0x1F170)
    for offset in range(26)
}
"""White letters on a circle or a square, which NFKC leaves as they are."""


class _VisibleOnly(dict[int, int | str | None]):
    """``str.translate`` table: unseen characters go, every kind of space is a space."""

    def __missing__(self, code: int) -> int | str | None:
        char = chr(code)
        value: int | str | None = code
        if char.isspace():
            value = "\n" if char in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
        elif unicodedata.category(char) in ("Cc", "Cf", "Cs") or char in _UNSEEN:
            value = None
        if code < 0x3000:  # the rest is not remembered, so that memory stays small
            self[code] = value
        return value


class _Plain(dict[int, int | str | None]):
    """``str.translate`` table: plain Latin letters, and å, ä and ö."""

    def __missing__(self, code: int) -> int | str | None:
        char = chr(code)
        value: int | str | None = code
        if unicodedata.category(char) == "Mn":
            value = None
        elif code in _BADGES:
            value = _BADGES[code]
        elif char not in _KEPT_ACCENTS and char.isalpha():
            base = unicodedata.normalize("NFD", char)[0]
            value = _LOOK_ALIKES.get(ord(base), base)
        if code < 0x3000:
            self[code] = value
        return value


_VISIBLE_ONLY: Final = _VisibleOnly()
_PLAIN: Final = _Plain()
_UNUSUAL: Final = re.compile("[^\\x00-\\x7fåäö]")
"""Letters and signs that may have to be made plain."""


def _few_marks(text: str) -> str:
    """Return the text with at most a few combining marks after each letter."""
    if not any(map(unicodedata.combining, text)):
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def visible(text: str) -> str:
    """Return the text in NFKC without control, format and other unseen characters.

    Line breaks stay, every other space becomes an ordinary one. Applying it twice
    gives the same. Linear in the length of the text.
    """
    if not text.isprintable() or not _UNSEEN.isdisjoint(text):
        text = text.translate(_VISIBLE_ONLY)
    if text.isascii():
        return text
    text = _few_marks(text)
    if unicodedata.is_normalized("NFKC", text):
        return text
    text = unicodedata.normalize("NFKC", text).translate(_VISIBLE_ONLY)
    return unicodedata.normalize("NFKC", _few_marks(text))


def clean_message(text: str) -> str:
    """Return a message as Rasa may see it: visible, on one line, not a command.

    Slashes and spaces at the beginning go *after* normalising, so that no look-alike
    of a slash can start an intent.
    """
    one_line = " ".join(visible(text).split())
    return _LEADING.sub("", one_line, count=1) if _LEADING.match(one_line) else one_line


def comparable(text: str) -> str:
    """Return text for comparing: visible, lower case, plain Latin letters, å ä ö."""
    lowered = visible(text).casefold()
    if _UNUSUAL.search(lowered) is None:
        return lowered
    return unicodedata.normalize("NFC", lowered).translate(_PLAIN)


def fold(word: str) -> str:
    """Return the word without the dots and rings of å, ä and ö."""
    return word.replace("ä", "a").replace("ö", "o").replace("å", "a")


_REPEATED: Final = re.compile(r"(.)\1+")
_STRETCHED: Final = re.compile(r"(.)\1{2,}")


def skeleton(word: str) -> str:
    """Return the word, or words on lines, without dots and repeated letters once.

    "HALUUUAN", "haluan" and a missing double consonant come out the same.
    """
    return _REPEATED.sub(r"\1", fold(word))


def is_stretched(text: str) -> bool:
    """Tell whether any letter stands three times in a row."""
    return _STRETCHED.search(text) is not None


def unstretched(word: str) -> set[str]:
    """Return what a stretched word may mean: its long letters once, or twice."""
    if not _STRETCHED.search(word):
        return {word}
    return {_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)}

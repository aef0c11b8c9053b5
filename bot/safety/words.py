"""From a message to sequences of words: what the patterns are matched against.

A message can be read in more than one way ("ta.pan it.seni", letters with spaces
between); each way is one *view*. Views are few, so matching stays linear.
"""

from __future__ import annotations

import re
from typing import Final

from bot.safety.normalise import comparable, skeleton

BOUNDARY: Final = "$"
"""Stands where a sentence or clause ends, and at both ends of a message."""

_LONG: Final = 9
_HEAD: Final = 4000
_TAIL: Final = 1000

LAUGHING: Final = "\U0001f602\U0001f923\U0001f639\U0001f606\U0001f605\U0001f480\u2620"
"""Emoji that say that the words before are not meant: they are words of their own."""

_WORD: Final = re.compile(rf"[a-zåäö0-9]+|[{LAUGHING}]|[.!?,;:()\n\u2026]+")
_LETTER: Final = r"[a-zåäö0-9]"
_LETTER_RUN: Final = re.compile(
    rf"(?<!{_LETTER}){_LETTER}(?:[^a-zåäö0-9]{{1,5}}{_LETTER}(?!{_LETTER})){{3,}}"
)
_BETWEEN_LETTERS: Final = re.compile(r"(?<=[a-zåäö0-9])[^a-zåäö0-9\s]+(?=[a-zåäö0-9])")
_NEAR_SIGN: Final = 80
"""Characters on both sides of a sign that are read without it."""
_SEPARATOR: Final = re.compile(r"[^a-zåäö0-9]+")
_APOSTROPHES: Final = re.compile(r"['`´\u2018\u2019\u02bc](?<=[a-zåäö].)(?=[a-zåäö])")
_SIGN_IN_WORD: Final = re.compile(r"(?<=[a-zåäö])[@$](?=[a-zåäö])|[@$](?=[a-zåäö]{2})")
_SIGNS: Final = {"@": "a", "$": "s"}
_LEET: Final = str.maketrans("013457", "oieast")
_NUMBER_WITH_UNIT: Final = re.compile(r"\d+[a-zåäö]{0,4}")


def cut(text: str) -> str:
    """Return the first 4000 and the last 1000 characters of a long text."""
    if len(text) <= _HEAD + _TAIL:
        return text
    return text[:_HEAD] + "\n" + text[-_TAIL:]


def _unleet(word: str) -> str:
    """Return the word with digits read as letters, unless they are a number."""
    if word.isalpha() or word.isdigit() or _NUMBER_WITH_UNIT.fullmatch(word):
        return word
    return word.translate(_LEET)


def _join_letters(match: re.Match[str]) -> str:
    """Return letters written apart as words; a longer space is the end of a word."""
    run = match.group()
    gaps = _SEPARATOR.findall(run)
    shortest = min(len(gap) for gap in gaps)
    return _SEPARATOR.sub(lambda gap: " " if len(gap.group()) > shortest else "", run)


def _tokens(text: str) -> list[str]:
    """Return the words of comparable text with boundaries at ends of clauses."""
    tokens = [BOUNDARY]
    for found in _WORD.findall(text):
        if found.isalpha():
            tokens.append(found)
        elif found[0].isalnum():
            tokens.append(_unleet(found))
        elif found[0] in LAUGHING:
            tokens.append(found)
        elif tokens[-1] != BOUNDARY:
            tokens.append(BOUNDARY)
    if tokens[-1] != BOUNDARY:
        tokens.append(BOUNDARY)
    return tokens


def views(text: str) -> list[list[str]]:
    """Return the ways in which a message can be read, the plain one first.

    Reads a bounded part of the text only; see ``cut``.
    """
    # Twice: unseen characters must not push the message out of the part that is read.
    rough = text if len(text) <= 40_000 else text[:20_000] + "\n" + text[-20_000:]
    plain = cut(comparable(rough))
    plain = _APOSTROPHES.sub("", plain)
    if "@" in plain or "$" in plain:
        plain = _SIGN_IN_WORD.sub(lambda sign: _SIGNS[sign.group()], plain)
    joined = _LETTER_RUN.sub(_join_letters, plain)
    found = [_tokens(joined)]
    signs = _around_signs(joined)
    if signs and (tokens := _tokens(_BETWEEN_LETTERS.sub("", signs))) not in found:
        found.append(tokens)
    return found


def _around_signs(text: str) -> str:
    """Return what is near the signs that stand inside words, as a clause each."""
    near: list[tuple[int, int]] = []
    for sign in _BETWEEN_LETTERS.finditer(text):
        start = max(sign.start() - _NEAR_SIGN, 0)
        if near and start <= near[-1][1]:
            start = near.pop()[0]
        near.append((start, sign.end() + _NEAR_SIGN))
    return "\n".join(text[start:end] for start, end in near)


def squeezed(tokens: list[str]) -> str:
    """Return the skeletons in which words may hide that were written without spaces.

    Long words one by one, each on a line, and the whole message when it is chopped
    into pieces.
    """
    words = [word for word in tokens if word.isalnum()]
    found = [word for word in words if len(word) >= _LONG]
    if len(words) >= 4 and sum(map(len, words)) < 3.4 * len(words):
        found.append("".join(words[:400]))
    return skeleton("\n".join(found))

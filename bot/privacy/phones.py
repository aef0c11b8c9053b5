"""Finds people's phone numbers in a text of plain characters.

Groups of digits are put together while they can be one number. A number of a service
is nobody's own and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bot.safety.contacts import contacts

_DIGITS: Final = re.compile(r"[0-9]+")
_BETWEEN: Final = re.compile(r"[^\S\n]|[-().\/\u2010-\u2015\u2212]")
_MOST_BETWEEN: Final = 3
_AREA: Final = re.compile(r"0(?:[235689]|1[3-9])")
_MOBILE: Final = re.compile(r"0(?:4[0-9]|50)")
_SERVICE: Final = re.compile(r"0(?:10|20|29|30|60|70|71|73|75|80)")
_LONGEST: Final = 16


@lru_cache(maxsize=1)
def _service_numbers() -> frozenset[str]:
    """Return the crisis contacts' own numbers, digits only."""
    values = [one.value for one in contacts() if one.channel in {"phone", "sms"}]
    return frozenset("".join(_DIGITS.findall(value)) for value in values)


def phone_spans(plain: str) -> Iterator[tuple[int, int]]:
    """Yield where personal phone numbers begin and end, in order."""
    groups = [match.span() for match in _DIGITS.finditer(plain)]
    at = 0
    while at < len(groups):
        number = _number(plain, groups, at)
        if number is None:
            at += 1
            continue
        start, last, personal = number
        if personal:
            yield start, groups[last][1]
        at = last + 1


def _number(
    plain: str, groups: list[tuple[int, int]], at: int
) -> tuple[int, int, bool] | None:
    """Return start, last group and whether it is personal, of a number from ``at``."""
    start, end = groups[at]
    if end - start > _LONGEST:
        return None
    first = plain[start:end]
    plus = plain[max(0, start - 2) : start].rstrip().endswith("+")
    if plus or first.startswith(("00", "358")):
        return _international(plain, groups, at, plus)
    if first[0] != "0" or _is_fraction(plain, start):
        return None
    digits, last = _joined(plain, groups, at, first, most=_most(first))
    if _is_business_id(plain, groups, at):
        return None
    if _SERVICE.match(first) or digits in _service_numbers():
        return start, last, False
    if not _is_domestic(digits, len(first), last == at):
        return None
    if _has_bracket(plain, start):
        start -= 1
    return start, last, True


def _international(
    plain: str, groups: list[tuple[int, int]], at: int, plus: bool
) -> tuple[int, int, bool] | None:
    start, end = groups[at]
    first = plain[start:end]
    bare = not plus and first.startswith("358")
    code = first if plus or bare else first[2:]
    if not code or code[0] == "0":
        return None
    if plus:
        start = plain.rindex("+", 0, start)
    if _has_bracket(plain, start):
        start -= 1
    if not code.startswith("358"):
        digits, last = _joined(plain, groups, at, code, most=12)
        enough = 9 <= len(digits) <= 15 if plus else 10 <= len(digits) <= 13
        return (start, last, True) if enough else None
    digits, last = _joined(plain, groups, at, code, most=13)
    national = "0" + digits[3:].lstrip("0")
    if len(national) > _most(national) and last > at:
        digits, last = _joined(plain, groups, at, code, most=12)
        national = "0" + digits[3:].lstrip("0")
    pieces = [plain[slice(*groups[i])] for i in range(at, last + 1)]
    pieces[0] = code[3:]
    area = next((piece for piece in pieces if piece.strip("0")), "")
    if national in _service_numbers() or _SERVICE.match(f"0{area.lstrip('0')}"):
        return start, last, False
    if bare and not _MOBILE.match(national):
        return None
    return (start, last, True) if 6 <= len(national) <= 13 else None


def _joined(
    plain: str, groups: list[tuple[int, int]], at: int, first: str, most: int
) -> tuple[str, int]:
    """Return the digits of the groups that can belong together, and the last group."""
    digits, last = first, at
    while last + 1 < len(groups):
        (_, end), (start, next_end) = groups[last], groups[last + 1]
        between = plain[end:start] if start - end <= _MOST_BETWEEN else ""
        if len(digits) + next_end - start > most or not between:
            break
        if not all(map(_BETWEEN.match, between)):
            break
        if not _MOBILE.match(digits) and _is_land(digits):
            if "." in between or "/" in between:
                break
            if last > at and not between.isspace():
                break  # a dash stands after the area code only, else it is a date
        digits, last = digits + plain[start:next_end], last + 1
        if last == at + 1 and _is_land(first) and next_end - start < 3:
            return first, at
    return digits, last


def _is_land(digits: str) -> bool:
    return _AREA.match(digits) is not None and _MOBILE.match(digits) is None


def _is_domestic(digits: str, first: int, alone: bool) -> bool:
    """Whether it is somebody's number; ``first`` is the length of its first group."""
    if _MOBILE.match(digits):
        # Five digits may be a postal code with something after it.
        return 10 <= len(digits) <= 12 if first == 5 else 8 <= len(digits) <= 12
    if not _AREA.match(digits):
        return False
    # Four digits may be a time of day.
    return 7 <= len(digits) <= 10 and (alone or first not in {4, 5})


def _most(digits: str) -> int:
    return 11 if digits.startswith("0457") else 10


def _is_fraction(plain: str, start: int) -> bool:
    before = plain[max(0, start - 2) : start]
    if len(before) < 2 or not before[0].isdigit():
        return False
    return before[1] in ".,:" or (before[1] == "-" and not _MOBILE.match(plain, start))


def _is_business_id(plain: str, groups: list[tuple[int, int]], at: int) -> bool:
    """Whether seven digits, a dash and one digit begin here."""
    start, end = groups[at]
    if end - start != 7 or at + 1 == len(groups):
        return False
    next_start, next_end = groups[at + 1]
    return next_end - next_start == 1 and plain[end:next_start].strip() in {"-", "–"}


def _has_bracket(plain: str, start: int) -> bool:
    return start > 0 and plain[start - 1] == "("

"""Ages in a message: plainly stated, in digits or words, of the writer or another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.nlu.entities import Entity
from bot.nlu.lexicons import WordSet, word_set
from bot.nlu.municipalities import find_municipalities
from bot.nlu.numbers import Token, may_hold_number, tokens

ENTITY = "age"
YOUNGEST, OLDEST = 12, 99
_BREAKS = frozenset(",;/\n()!?.")
_JOINTS = frozenset(".:/-–—")
_MARKS = frozenset(",(-:")
_SEX = frozenset("fmn")
_LINKS = frozenset({"-", "/", ".", "of"})
_MOST_FILLERS = 3
_MONEY = frozenset("€%$£°§")
_SHORT_MESSAGE = 4
_KEYS = (
    *("years", "years_with_be", "years_old", "be_strong", "be_weak", "persons"),
    *("conjunctions", "fillers", "limits", "not_before"),
    *("counted", "ago", "at", "range", "old", "will"),
)


@dataclass(frozen=True, slots=True)
class _Age:
    value: int
    start: int
    end: int
    of_another: bool


@lru_cache
def _lists() -> dict[str, WordSet]:
    return {key: word_set("ages", key) for key in _KEYS}


def _is(token: Token | None, key: str) -> bool:
    return token is not None and token.is_word and token.folded in _lists()[key]


class _Line:
    """A message's tokens, and what stands around one of them."""

    def __init__(self, text: str) -> None:
        self.tokens: Sequence[Token] = tokens(text)
        self.places = [(m.start, m.end) for m in find_municipalities(text)]

    def at(self, i: int) -> Token | None:
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def after(self, i: int) -> int:
        """Return the index of the word after a number, a joining hyphen skipped."""
        following = self.at(i + 1)
        joined = following and not following.spaced and following.folded in "-–:"
        return i + 2 if joined else i + 1

    def is_place(self, token: Token | None) -> bool:
        return token is not None and any(
            start <= token.start < end for start, end in self.places
        )

    def breaks(self, i: int) -> bool:
        token = self.at(i)
        return token is None or token.folded in _BREAKS

    def is_segment(self, first: int, last: int) -> bool:
        """Whether these tokens stand between breaks, with nothing beside them."""
        return self.breaks(first - 1) and self.breaks(last + 1)

    def segment(self, i: int) -> list[Token]:
        """Return the other tokens between the breaks around a token."""
        first = last = i
        while not self.breaks(first - 1):
            first -= 1
        while not self.breaks(last + 1):
            last += 1
        return [t for k, t in enumerate(self.tokens[first : last + 1], first) if k != i]


def _is_part_of_more(line: _Line, i: int) -> bool:
    """Whether the digits belong to a time, a date, a range or a phone number."""
    for near, beyond in ((i - 1, i - 2), (i + 1, i + 2)):
        neighbour, further = line.at(near), line.at(beyond)
        if neighbour is None:
            continue
        if neighbour.digits or neighbour.folded in _MONEY or neighbour.folded == "+":
            return True
        joins = neighbour.folded in _JOINTS or _is(neighbour, "range")
        if joins and further is not None and further.digits:
            return True
    return False


def _is_excluded(line: _Line, i: int) -> bool:
    before, further = line.at(i - 1), line.at(i - 2)
    apart = before is not None and (before.folded == "." or _is(before, "be_weak"))
    limit = _is(before, "limits") and not _will_be(line, i)
    if limit or (apart and _is(further, "limits")):
        return True
    unclear = _is(before, "not_before") or (apart and _is(further, "not_before"))
    if unclear and not _says_years(line, i):
        return True
    after = line.at(line.after(i))
    if _is(after, "counted"):
        return True
    # "15 years ago", "2 vuotta sitten", but "20 years of age"
    then = line.after(i) + 1
    ago = _is(line.at(then), "ago") and not _is(line.at(then + 1), "old")
    return ago and after is not None and after.is_word


def _will_be(line: _Line, i: int) -> bool:
    """Whether a birthday to come stands before: "i'll be 18"."""
    return _is(line.at(i - 1), "limits") and _is(line.at(i - 2), "will")


def _says_years(line: _Line, i: int) -> bool:
    """Whether a word for years of age follows, as in "17 v" or "17-åring"."""
    k = line.after(i)
    following, further = line.at(k), line.at(k + 1)
    if further is not None and further.folded in _LINKS:  # "17-year-old", "17 y/o"
        further = line.at(k + 2)
    if _is(following, "years_old"):
        old = _is(further, "old")
        return old or line.breaks(i - 1) or _is(line.at(i - 1), "be_strong")
    if _is(following, "years_with_be"):
        before = line.at(i - 1)
        told = _is(before, "be_strong") or _is(before, "fillers")
        return told or _is(further, "old") or line.is_segment(i, k)
    if following is not None and not following.spaced and k == i + 1:
        return _is(following, "years") or following.folded in _SEX
    return _is(following, "years")


def _is_stated(line: _Line, i: int) -> bool:
    """Whether a verb of being stands before the number and nothing is counted."""
    before, after = line.at(i - 1), line.at(i + 1)
    if _is_of_sex(line, i) or _will_be(line, i):
        return True
    k = _past_fillers(line, i)
    if _is(line.at(k), "be_strong"):
        return True
    ends = after is None or not after.is_word or line.is_place(after)
    if _is(before, "at"):
        return line.breaks(i + 1)
    free = ends or _is(after, "conjunctions") or _is(after, "be_strong")
    return (_is(before, "be_weak") or _is(line.at(k), "be_weak")) and free


def _past_fillers(line: _Line, i: int) -> int:
    """Return the place before the small words that stand before a number."""
    for k in range(i - 1, i - 2 - _MOST_FILLERS, -1):
        before = line.at(k)
        small = before is not None and (before.folded == ":" or _is(before, "fillers"))
        if not small or _is(before, "be_strong"):
            return k
    return i - 2 - _MOST_FILLERS


def _is_of_sex(line: _Line, i: int) -> bool:
    """Whether it begins a note in short: "n23 turku", "m19, helsinki"."""
    sex, number, after = line.at(i - 1), line.tokens[i], line.at(i + 1)
    if sex is None or sex.folded not in _SEX or number.spaced or not line.breaks(i - 2):
        return False
    return after is None or line.breaks(i + 1) or line.is_place(after)


def _is_of_person(line: _Line, i: int) -> bool:
    """Whether a word for a person stands just before: "poika 16", "client (22)"."""
    k = i - 1
    before = line.at(k)
    mark = before is not None and before.folded in _MARKS
    if mark or _is(before, "be_weak") or _is(before, "fillers"):
        k -= 1
    return _is(line.at(k), "persons")


def _is_alone(line: _Line, i: int) -> bool:
    """Whether the number is a message or a part between commas of its own."""
    numbers = [t for t in line.tokens if t.number is not None]
    if len(numbers) > 1:
        return False
    rest = line.segment(i)
    if all(_is(t, "fillers") or line.is_place(t) for t in rest):
        return len(line.tokens) <= 2 * _SHORT_MESSAGE or not rest
    if i == 1 and line.is_place(line.at(0)):
        return True
    return i == 0 and _is(line.at(1), "conjunctions")


def _read(line: _Line, i: int) -> _Age | None:
    token = line.tokens[i]
    value = token.number
    if value is None or not YOUNGEST <= value <= OLDEST:
        return None
    if token.digits and (len(token.folded) != 2 or _is_part_of_more(line, i)):
        return None
    if _is_excluded(line, i):
        return None
    of_person = _is_of_person(line, i)
    if of_person or _says_years(line, i) or _is_stated(line, i) or _is_alone(line, i):
        return _Age(value, token.start, token.end, of_person)
    return None


@lru_cache(maxsize=4)
def _found(text: str) -> tuple[_Age, ...]:
    if not may_hold_number(text):
        return ()
    line = _Line(text)
    found = [age for i in range(len(line.tokens)) if (age := _read(line, i))]
    return tuple(age for age in found if age.of_another) or tuple(found)


def extract(text: str) -> list[Entity]:
    """Return the ages (12-99) stated in a message, in order.

    Where somebody else's age is told beside the writer's own, it alone is returned:
    the service is for that person.
    """
    return [Entity(ENTITY, age.value, age.start, age.end) for age in _found(text)]

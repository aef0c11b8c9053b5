"""Ages in a message: plainly stated, in digits or words, of the writer or another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.nlu.age_line import Line, is_listed
from bot.nlu.entities import Entity
from bot.nlu.numbers import may_hold_number

ENTITY = "age"
YOUNGEST, OLDEST = 12, 99
_JOINTS = frozenset(".:/-–—")
_MARKS = frozenset(",(-:")
_SEX = frozenset("fmn")
_SEX_APART = frozenset("fmk")
"""Letters of a note that may stand apart from the number: "M 23, Oulu"."""
_LINKS = frozenset({"-", "/", ".", "of"})
_MOST_FILLERS = 3
_MONEY = frozenset("€%$£°§")
_SHORT_MESSAGE = 4


@dataclass(frozen=True, slots=True)
class _Age:
    value: int
    start: int
    end: int
    of_another: bool
    past: bool
    """Whether something was at that age: "left school at 17"."""


def _is_part_of_more(line: Line, i: int) -> bool:
    """Whether the digits belong to a time, a date, a range or a phone number."""
    for near, beyond in ((i - 1, i - 2), (i + 1, i + 2)):
        neighbour, further = line.at(near), line.at(beyond)
        if neighbour is None:
            continue
        if neighbour.digits or neighbour.folded in _MONEY or neighbour.folded == "+":
            return True
        joins = neighbour.folded in _JOINTS or is_listed(neighbour, "range")
        if joins and further is not None and further.digits:
            return True
    return False


def _is_excluded(line: Line, i: int) -> bool:
    before, further = line.at(i - 1), line.at(i - 2)
    apart = before is not None and (
        before.folded == "." or is_listed(before, "be_weak")
    )
    limit = is_listed(before, "limits") and not _will_be(line, i)
    if limit or (apart and is_listed(further, "limits")):
        return True
    unclear = is_listed(before, "not_before") or (
        apart and is_listed(further, "not_before")
    )
    if unclear and not _says_years(line, i):
        return True
    after = line.at(line.after(i))
    if is_listed(after, "counted"):
        return True
    # "15 years ago", "2 vuotta sitten", but "20 years of age"
    then = line.after(i) + 1
    ago = is_listed(line.at(then), "ago") and not is_listed(line.at(then + 1), "old")
    return ago and after is not None and after.is_word


def _will_be(line: Line, i: int) -> bool:
    """Whether a birthday to come stands before: "i'll be 18"."""
    return is_listed(line.at(i - 1), "limits") and is_listed(line.at(i - 2), "will")


def _says_years(line: Line, i: int) -> bool:
    """Whether a word for years of age follows, as in "17 v" or "17-åring"."""
    k = line.after(i)
    following, further = line.at(k), line.at(k + 1)
    if further is not None and further.folded in _LINKS:  # "17-year-old", "17 y/o"
        further = line.at(k + 2)
    if is_listed(following, "years_old"):
        old = is_listed(further, "old")
        return old or line.breaks(i - 1) or is_listed(line.at(i - 1), "be_strong")
    if is_listed(following, "years_with_be"):
        before = line.at(i - 1)
        told = is_listed(before, "be_strong") or is_listed(before, "fillers")
        return told or is_listed(further, "old") or line.is_segment(i, k)
    if following is not None and not following.spaced and k == i + 1:
        return is_listed(following, "years") or following.folded in _SEX
    return is_listed(following, "years")


def _is_stated(line: Line, i: int) -> bool:
    """Whether a verb of being stands before the number and nothing is counted."""
    before, after = line.at(i - 1), line.at(i + 1)
    if _is_of_sex(line, i) or _will_be(line, i):
        return True
    k = _past_fillers(line, i)
    if is_listed(line.at(k), "be_strong"):
        return True
    ends = after is None or not after.is_word or line.is_place(after)
    if is_listed(before, "at"):
        return line.breaks(i + 1)
    free = ends or is_listed(after, "conjunctions") or is_listed(after, "be_strong")
    if is_listed(before, "states") or is_listed(before, "and"):
        return free  # "raskaana 17, ...", "arbetslös å 23"
    return (is_listed(before, "be_weak") or is_listed(line.at(k), "be_weak")) and free


def _past_fillers(line: Line, i: int) -> int:
    """Return the place before the small words that stand before a number."""
    for k in range(i - 1, i - 2 - _MOST_FILLERS, -1):
        before = line.at(k)
        small = before is not None and (
            before.folded == ":" or is_listed(before, "fillers")
        )
        if not small or is_listed(before, "be_strong"):
            return k
    return i - 2 - _MOST_FILLERS


def _is_of_sex(line: Line, i: int) -> bool:
    """Whether it begins a note in short: "n23 turku", "M 19, helsinki"."""
    sex, number, after = line.at(i - 1), line.tokens[i], line.at(i + 1)
    letters = _SEX_APART if number.spaced else _SEX
    if sex is None or sex.folded not in letters or not line.breaks(i - 2):
        return False
    return after is None or line.breaks(i + 1) or line.is_place(after)


def _is_of_person(line: Line, i: int) -> bool:
    """Whether a word for a person stands just before: "poika 16", "client (22)"."""
    k = i - 1
    before = line.at(k)
    mark = before is not None and before.folded in _MARKS
    of = before is not None and before.folded == "of"  # "a boy of 17"
    if mark or of or is_listed(before, "be_weak") or is_listed(before, "fillers"):
        k -= 1
    return is_listed(line.at(k), "persons")


def _is_alone(line: Line, i: int) -> bool:
    """Whether the number is a message or a part between commas of its own."""
    numbers = [t for t in line.tokens if t.number is not None]
    after = line.at(i + 1)
    asked = i > 0 and after is not None and after.folded == "?"
    if len(numbers) > 1 or asked:
        return False
    rest = line.segment(i)
    if all(is_listed(t, "fillers") or line.is_place(t) for t in rest):
        return len(line.tokens) <= 2 * _SHORT_MESSAGE or not rest
    if i == 1 and line.is_place(line.at(0)):
        return True
    return i == 0 and is_listed(line.at(1), "conjunctions")


def _read(line: Line, i: int) -> _Age | None:
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
        past = is_listed(line.at(i - 1), "at")
        return _Age(value, token.start, token.end, of_person, past)
    return None


@lru_cache(maxsize=4)
def _found(text: str) -> tuple[_Age, ...]:
    if not may_hold_number(text):
        return ()
    line = Line(text)
    found = [age for i in range(len(line.tokens)) if (age := _read(line, i))]
    now = [age for age in found if not age.past] or found
    return tuple(age for age in now if age.of_another) or tuple(now)


def extract(text: str) -> list[Entity]:
    """Return the ages (12-99) stated in a message, in order.

    Where somebody else's age is told beside the writer's own, it alone is returned:
    the service is for that person.
    """
    return [Entity(ENTITY, age.value, age.start, age.end) for age in _found(text)]

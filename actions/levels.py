"""From the answers of the self-check to a suggested level of support.

A rule of thumb for finding services, not an assessment of a person. The rule: how
long, how many parts of life, whether help was tried before, and, above all, what
the person wishes (laituri's three levels without sector borders).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services_db.reference.codes import SupportLevel

SKIPPED: Final = "skipped"
ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "check_duration": ("weeks", "months", "years"),
    "check_areas": ("one", "some", "many"),
    "check_tried": ("no", "helped", "not_enough"),
    "check_wish": ("little", "more", "much"),
}
"""The answers of each question, in the order of their buttons."""

_POINTS: Final[Mapping[str, Mapping[str, int]]] = {
    "check_duration": {"weeks": 0, "months": 1, "years": 2},
    "check_areas": {"one": 0, "some": 1, "many": 2},
    "check_tried": {"no": 0, "helped": 0, "not_enough": 2},
}
_WISH: Final[Mapping[str, SupportLevel]] = {
    "little": SupportLevel.GENERAL,
    "more": SupportLevel.INTENSIFIED,
    "much": SupportLevel.SPECIAL,
}
_ORDER: Final = tuple(SupportLevel)


def suggest_level(answers: Mapping[str, str | None]) -> SupportLevel:
    """Return the suggested level.

    0-1 points general, 2-4 intensified, 5-6 special; a wish moves the result one
    step towards itself. Unanswered questions count nothing.
    """
    points = sum(_POINTS[slot].get(answers.get(slot) or "", 0) for slot in _POINTS)
    level = 0 if points <= 1 else 1 if points <= 4 else 2
    wish = _WISH.get(answers.get("check_wish") or "")
    if wish is not None:
        wished = _ORDER.index(wish)
        level += (wished > level) - (wished < level)
    return _ORDER[level]

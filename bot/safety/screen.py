"""The crisis screen: is somebody in danger, by what they write?

Every message is screened in every language, before anything else looks at it: first by
rules that people wrote and review, then by a second look at what they may have missed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.safety import second_look
from bot.safety.rules import KINDS, NEVER_MISSED, Reading, Rule, Rules
from bot.safety.second_look import DOUBTFUL, HARMLESS, SecondLook

__all__ = ["KINDS", "Screening", "Tier", "screen", "warm_up"]

logger = logging.getLogger(__name__)

Tier = Literal[0, 1, 2]


@dataclass(frozen=True, slots=True)
class Screening:
    """What the screen found: 0 nothing, 1 direct or imminent danger, 2 signs of it."""

    tier: Tier = 0
    kind: str | None = None
    language: str | None = None
    """Language of the rule that was met: the one to answer in. None when not known."""


@lru_cache(maxsize=1)
def _rules() -> Rules:
    return Rules()


@lru_cache(maxsize=1)
def _second_look() -> SecondLook | None:
    """Return what was learned; None without it: the rules stand alone then."""
    try:
        return second_look.load()
    except (OSError, KeyError, TypeError, ValueError):
        logger.exception("weights.json cannot be used: the screen has its rules only")
        return None


def warm_up() -> None:
    """Read rules and weights now, so that no message waits for it.

    Raises:
        OSError, KeyError, ValueError: when a file of rules is missing or wrong.
            Whoever starts the gateway must not go on then.
    """
    _rules()
    _second_look()


def screen(text: str, language: str | None = None) -> Screening:
    """Return how much danger a message tells of, and of which kind.

    All languages are always screened. ``language``, the one of the conversation, only
    decides between kinds when words of several languages are found. Reads the first
    4000 and the last 1000 characters, in time linear in them; keeps nothing.
    """
    signs = Screening()
    for reading in _rules().readings(text):
        best = _gravest(reading.met, language)
        if best is not None and best.tier == 1:
            if not _is_against(reading, DOUBTFUL):
                return Screening(1, best.kind, best.language)
            if best.kind in NEVER_MISSED or not _is_against(reading, HARMLESS):
                signs = Screening(2, best.kind, best.language)
        elif not signs.tier and reading.words:
            past = _gravest(reading.softened, language)
            signs = _weighed(reading, best) if past is None else _past(reading, past)
    return signs


def _is_against(reading: Reading, below: float) -> bool:
    """Whether the second look, if there is one, speaks against a rule that is met."""
    learned = _second_look()
    return learned is not None and learned.speaks_against(reading, below)


def _past(reading: Reading, met: Rule) -> Screening:
    """Return what a reading has signs of that tells of danger as past or a story."""
    if _is_against(reading, HARMLESS):
        return Screening()
    return Screening(2, met.kind, met.language)


def _weighed(reading: Reading, met: Rule | None) -> Screening:
    """Return what a reading has signs of that met no rule of direct danger.

    A rule is believed when the second look agrees, or is not there.
    """
    learned = _second_look()
    if learned is None:
        return Screening() if met is None else Screening(2, met.kind, met.language)
    kind = learned.sees(reading)
    if kind is None:
        return Screening()
    return Screening(2, kind) if met is None else Screening(2, met.kind, met.language)


def _gravest(rules: Iterable[Rule], language: str | None) -> Rule | None:
    """Return the rule to answer first: gravest, in one's own language, by its kind."""

    def rank(rule: Rule) -> tuple[int, bool, int]:
        foreign = language is not None and rule.language != language
        return rule.tier, foreign, rule.order

    return min(rules, key=rank, default=None)

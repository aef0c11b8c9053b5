"""When two meanings are about as likely: which two, and what a button must carry."""

from __future__ import annotations

import json
from typing import Final

from actions.attribute import ATTRIBUTE
from actions.conversation import INTENT_THEMES
from actions.message import Message

MEANING: Final = "meaning"
"""The open question which of two was meant; it is never put twice running."""
SURE: Final = 0.6
"""From this confidence on the first meaning is taken."""
CLEAR: Final = 0.25
"""By this much the first meaning must lead when it is not sure."""
CHOICES: Final = frozenset(
    {
        *("find_training", "find_job", "find_support", "find_one_stop"),
        *("start_business", "employer_services", "ask_support_level"),
        *("ask_youth_guarantee", "ask_calendar", "ask_roles", "ask_service_details"),
        *("more_results", "request_human", "make_referral", "share_strengths"),
        *("inform_situation", "give_feedback", "delete_my_data", "privacy_question"),
    }
)
"""The meanings that ``utter_which_did_you_mean`` has a button for."""
SEARCHES: Final = frozenset(
    {
        *("find_training", "find_job", "find_support", "find_one_stop"),
        *("inform_situation", "make_referral"),
    }
)
"""They lead to one search: where a need or a place is told there is nothing to ask."""
ACTS: Final = frozenset(
    {
        "delete_my_data",
        "change_language",
        "restart",
        "employer_services",
        "give_feedback",
    }
)
"""They change something or turn the talk elsewhere: not done on a guess."""
UNCLEAR_PICKS: Final = frozenset(
    {"out_of_scope", "more_results", "affirm", "deny", "share_strengths"}
)
"""What a bare "the second" is often taken for."""
UNCLEAR_ASKS: Final = frozenset({"change_language", "out_of_scope"})
"""What "do I need to speak Finnish there" is often taken for."""
FEW_WORDS: Final = 3
GUESS: Final = 0.45
"""Below this confidence an act is a guess."""
_TELLING: Final = ("theme", "phase", "municipality", "age")


def two_meanings(message: Message) -> tuple[str, str] | None:
    """Return the two meanings between which a typed message leaves doubt, if so."""
    if not message.text or len(message.ranking) < 2:
        return None
    (first, sure), (second, other) = message.ranking[:2]
    if first != message.intent or sure >= SURE or sure - other >= CLEAR:
        return None
    if not {first, second} <= CHOICES:
        return None
    implied = {INTENT_THEMES.get(first), INTENT_THEMES.get(second)}
    told = [name for name in _TELLING if set(message.all(name)) - implied]
    if {first, second} <= SEARCHES and told:
        return None
    return first, second


def is_guess(message: Message) -> bool:
    """Whether a typed message would be acted on though its meaning is not sure."""
    if not message.text or message.detail == "misunderstood":
        return False
    return message.intent in ACTS and message.confidence < GUESS


def is_pick(message: Message, shown: tuple[str, ...]) -> bool:
    """Whether a few words with a number or an order mean a service that was shown."""
    few = 0 < len(message.text.split()) <= FEW_WORDS
    unclear = message.intent in UNCLEAR_PICKS
    return bool(shown and few and unclear and message.first("option"))


def asks_of_shown(message: Message, shown: tuple[str, ...]) -> bool:
    """Whether words that are not clear ask something of a service that was shown.

    "Mistä haen", "do I need to speak Finnish": nothing else is told with them.
    """
    if not shown or not message.first(ATTRIBUTE) or message.says_more:
        return False
    return message.confidence < SURE or message.intent in UNCLEAR_ASKS


def payload(meaning: str, message: Message) -> str:
    """Return a button's payload: the meaning, with the needs the message told."""
    implied = {INTENT_THEMES.get(name) for name, _ in message.ranking[:2]}
    told = {
        name: value
        for name in ("theme", "phase")
        for value in reversed(message.all(name))
        if value not in implied
    }
    return f"/{meaning}{json.dumps(told)}" if told else f"/{meaning}"

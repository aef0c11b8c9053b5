"""What training examples teach: the class of each, and its themes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from rasa.shared.nlu.constants import INTENT, METADATA
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import themes
from bot.nlu.intents import label

DETAIL: Final = "detail"
NEGATIVES: Final = 3
"""One in this many examples without a need teaches that there is none."""


def _about(message: Message) -> dict[str, Any]:
    return (message.get(METADATA) or {}).get("intent") or {}


def label_of(message: Message) -> str:
    """Return the class of a training example: its intent, with its detail if any."""
    return label(str(message.get(INTENT)), _about(message).get(DETAIL))


def theme_lessons(examples: Iterable[Message]) -> list[set[str] | None]:
    """Return the themes that each example teaches; ``None``: nothing of themes."""
    lessons: list[set[str] | None] = []
    needless = 0
    for message in examples:
        known = themes.taught(str(message.get(INTENT)), _about(message).get("themes"))
        if known is not None and not known:
            needless += 1
            known = None if needless % NEGATIVES else known
        lessons.append(known)
    return lessons

"""Rasa's component around ``bot.nlu.themes``: word lists and a learned part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import themes
from bot.nlu.components.base import GuidanceExtractor, intent_of
from bot.nlu.components.lessons import DETAIL
from bot.nlu.components.prediction import THEME_VALUES
from bot.nlu.entities import Entity
from bot.nlu.words import words

FACTS: Final = frozenset({"municipality", "age"})
"""What tells where and how old, and nothing of a need."""


def only_facts(text: str, entities: Iterable[Mapping[str, Any]]) -> bool:
    """Whether every word of a message is part of a place or an age."""
    spans = [(e["start"], e["end"]) for e in entities if e["entity"] in FACTS]
    return bool(spans) and all(
        any(start <= word.start and word.end <= end for start, end in spans)
        for word in words(text)
    )


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class ThemeExtractor(GuidanceExtractor):
    """Finds the themes of a message's needs. It stands after the classifier.

    The classifier learns the themes too, from the same letters and words, and leaves
    their values on the message.
    """

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the themes, strongest first, then the refused ones.

        Letters say nothing of a need where there is but a place and an age.
        """
        learned = message.get(THEME_VALUES)
        if only_facts(text, message.get(ENTITIES) or ()):
            learned = None
        return themes.extract(text, intent_of(message), message.get(DETAIL), learned)

"""Rasa's component around ``bot.nlu.themes``: word lists and a learned part."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import themes
from bot.nlu.components.base import GuidanceExtractor, intent_of
from bot.nlu.components.lessons import DETAIL
from bot.nlu.components.prediction import THEME_VALUES
from bot.nlu.entities import Entity


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class ThemeExtractor(GuidanceExtractor):
    """Finds the themes of a message's needs. It stands after the classifier.

    The classifier learns the themes too, from the same letters and words, and leaves
    their values on the message.
    """

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the themes, strongest first, then the refused ones."""
        return themes.extract(
            text, intent_of(message), message.get(DETAIL), message.get(THEME_VALUES)
        )

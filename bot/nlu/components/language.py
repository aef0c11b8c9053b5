"""The language of a message as an entity, which fills the slot ``language``."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.components.base import GuidanceExtractor
from bot.nlu.entities import Entity
from bot.nlu.language import identify

LANGUAGE = "language"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class LanguageExtractor(GuidanceExtractor):
    """Takes the gateway's word for the language; without one, identifies it."""

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the one language of the message."""
        told = (message.get("metadata") or {}).get(LANGUAGE)
        return [Entity(LANGUAGE, told or identify(text).language, 0, len(text))]

"""The language of a message as an entity, which fills the slot ``language``."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.language import identify

LANGUAGE = "language"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class LanguageExtractor(GraphComponent):
    """Takes the gateway's word for the language; without one, identifies it."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageExtractor:
        """Make the component; it has no settings."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entity ``language`` to each message."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            told = (message.get("metadata") or {}).get(LANGUAGE)
            entity = {
                "entity": LANGUAGE,
                "value": told or identify(text).language,
                "start": 0,
                "end": len(text),
                "extractor": type(self).__name__,
            }
            found = [*(message.get(ENTITIES) or []), entity]
            message.set(ENTITIES, found, add_to_output=True)
        return messages

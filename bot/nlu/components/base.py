"""What the extractors share: they add what a pure core finds to the message."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import Entity


def intent_of(message: Message) -> str | None:
    """Return the intent that the classifier gave the message."""
    return (message.get(INTENT) or {}).get(INTENT_NAME_KEY)


class GuidanceExtractor(GraphComponent):
    """An extractor without a trained part; a subclass says what it finds."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Make the component; it has no settings."""
        return cls()

    @abstractmethod
    def find(self, text: str, message: Message) -> list[Entity]:
        """Return what the message holds."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to each message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                name = type(self).__name__
                found = [e.as_rasa(name) for e in self.find(str(text), message)]
                already = message.get(ENTITIES) or []
                message.set(ENTITIES, [*already, *found], add_to_output=True)
        return messages

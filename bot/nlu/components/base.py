"""What the extractors share: they add what a pure core finds to the message."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import Entity
from bot.nlu.features import blocks
from bot.nlu.linear import LinearModel


def intent_of(message: Message) -> str | None:
    """Return the intent that the classifier gave the message."""
    return (message.get(INTENT) or {}).get(INTENT_NAME_KEY)


class TrainedComponent(GraphComponent):
    """A component with a linear model of its own, written under ``MODEL_NAME``."""

    MODEL_NAME: ClassVar[str]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Read the trained model, if one was written."""
        with model_storage.read_from(resource) as folder:
            trained = (folder / f"{cls.MODEL_NAME}.json").exists()
            model = LinearModel.load(folder, cls.MODEL_NAME) if trained else None
            return cls(config, model_storage, resource, model)

    def learn(self, texts: list[str], labels: list[set[str]]) -> Resource:
        """Fit the model to labelled texts and write it; nothing to learn is fine."""
        with self._storage.write_to(self._resource) as folder:
            if any(labels):
                self._model = LinearModel.fit(
                    map(blocks, texts),
                    labels,
                    cost=self._config["cost"],
                    seed=self._config["seed"],
                )
                self._model.save(folder, self.MODEL_NAME)
        return self._resource


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

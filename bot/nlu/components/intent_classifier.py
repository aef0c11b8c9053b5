"""Rasa's component around ``bot.nlu.intents``."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intents import SEPARATOR, IntentModel, Prediction

DETAIL = "detail"
RANKING = "intent_ranking"
RANKING_LENGTH = 10


def label_of(message: Message) -> str:
    """Return the class of a training example: its intent, with its detail if any."""
    about = (message.get(METADATA) or {}).get("intent") or {}
    detail = about.get(DETAIL)
    intent = str(message.get(INTENT))
    return f"{intent}{SEPARATOR}{detail}" if detail else intent


def write_prediction(message: Message, predicted: Prediction) -> None:
    """Set intent, ranking and detail on ``message``, as Rasa's classifiers do."""
    ranking = [
        {INTENT_NAME_KEY: name, "confidence": share}
        for name, share in predicted.ranking[:RANKING_LENGTH]
    ]
    message.set(INTENT, ranking[0], add_to_output=True)
    message.set(RANKING, ranking, add_to_output=True)
    message.set(DETAIL, predicted.detail, add_to_output=True)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class IntentClassifier(GraphComponent):
    """Classifies intent and detail; see ``bot.nlu.intents`` for how."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that config.yml may change."""
        return {"cost": 1.0, "threshold": -0.9, "noise": 0.4, "seed": 20}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and write the model."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        self._model = IntentModel.fit(
            [str(m.get(TEXT)) for m in examples],
            [label_of(m) for m in examples],
            cost=self._config["cost"],
            threshold=self._config["threshold"],
            noise=self._config["noise"],
            seed=self._config["seed"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """Read the trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message."""
        for message in messages:
            text = message.get(TEXT)
            if self._model is not None and text is not None:
                write_prediction(message, self._model.predict(str(text)))
        return messages

"""Rasa's component around ``bot.nlu.intents``."""

from __future__ import annotations

from typing import Any, Final

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import TrainedComponent
from bot.nlu.intents import Prediction, label, predict
from bot.nlu.plain import plain_intent

DETAIL: Final = "detail"
RANKING: Final = "intent_ranking"
RANKING_LENGTH: Final = 10


def label_of(message: Message) -> str:
    """Return the class of a training example: its intent, with its detail if any."""
    about = (message.get(METADATA) or {}).get("intent") or {}
    return label(str(message.get(INTENT)), about.get(DETAIL))


def write_prediction(message: Message, predicted: Prediction) -> None:
    """Set intent, ranking and detail on ``message``, as Rasa's classifiers do."""
    ranking = [
        {INTENT_NAME_KEY: name, "confidence": share}
        for name, share in predicted.ranking[:RANKING_LENGTH]
    ]
    message.set(INTENT, ranking[0], add_to_output=True)
    message.set(RANKING, ranking, add_to_output=True)
    message.set(DETAIL, predicted.detail, add_to_output=True)


def plain_prediction(intent: str) -> Prediction:
    """Return the prediction of a rule."""
    return Prediction(intent, None, 1.0, ((intent, 1.0),), 1.0)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class IntentClassifier(TrainedComponent):
    """Classifies intent and detail; see ``bot.nlu.intents`` for how."""

    MODEL_NAME = "intents"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that config.yml may change."""
        return {"cost": 0.6, "threshold": -0.9, "seed": 20}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and write the model."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        texts = [str(m.get(TEXT)) for m in examples]
        return self.learn(texts, [{label_of(m)} for m in examples])

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message."""
        for message in messages:
            text = message.get(TEXT)
            if self._model is None or text is None:
                continue
            plain = plain_intent(str(text))
            if plain is not None:
                write_prediction(message, plain_prediction(plain))
                continue
            threshold = self._config["threshold"]
            write_prediction(message, predict(self._model, str(text), threshold))
        return messages

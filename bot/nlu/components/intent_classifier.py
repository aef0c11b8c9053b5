"""Rasa's component around ``bot.nlu.intents``."""

from __future__ import annotations

import logging
from typing import Any, Final, Self

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.base import TrainedComponent
from bot.nlu.embedding_cache import training_cache
from bot.nlu.intents import (
    CERTAIN,
    IN_SCOPE,
    OUT_OF_SCOPE,
    Prediction,
    label,
    predict,
)
from bot.nlu.neighbours import Neighbours
from bot.nlu.noise import noisy_copies
from bot.nlu.plain import plain_intent
from services_db import EmbeddingUnavailable, load_embedder
from services_db.embedding import Embedder

logger = logging.getLogger(__name__)

DETAIL: Final = "detail"
RANKING: Final = "intent_ranking"
RANKING_LENGTH: Final = 10
NEIGHBOURS: Final = "neighbours"


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
    message.set(IN_SCOPE, predicted.in_scope, add_to_output=True)


def plain_prediction(intent: str) -> Prediction:
    """Return the prediction of a rule: certain."""
    sure = -CERTAIN if intent == OUT_OF_SCOPE else CERTAIN
    return Prediction(intent, None, sure, ((intent, 1.0),))


def _embedder() -> Embedder | None:
    try:
        return load_embedder()
    except EmbeddingUnavailable:
        return None


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class IntentClassifier(TrainedComponent):
    """Classifies intent and detail; see ``bot.nlu.intents`` for how.

    Without an embedding, at training or now, the letters and words decide alone. A
    model trained so has no noisy copies either: it must be there soon.
    """

    MODEL_NAME = "intents"
    _neighbours: Neighbours | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that config.yml may change."""
        return {"cost": 0.6, "threshold": 0.5, "seed": 20, "copies": 1}

    @classmethod
    def load(cls, *args: Any, **kwargs: Any) -> Self:
        """Read the model and, if it has them, the neighbours."""
        component = super().load(*args, **kwargs)
        with component._storage.read_from(component._resource) as folder:
            if (folder / f"{NEIGHBOURS}.json").exists():
                component._neighbours = Neighbours.load(folder, NEIGHBOURS)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and write the model."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        texts = [str(m.get(TEXT)) for m in examples]
        labels = [label_of(m) for m in examples]
        embedder = _embedder()
        if embedder is None:
            logger.info("No sentence embeddings: letters and words decide alone")
            self.learn(texts, [{name} for name in labels])
            return self._resource
        copies, copied = noisy_copies(
            texts, labels, self._config["copies"], self._config["seed"]
        )
        self.learn([*texts, *copies], [{name} for name in [*labels, *copied]])
        if texts:
            vectors = training_cache(embedder).embed(texts)
            self._neighbours = Neighbours.fit(embedder.name, vectors, labels)
            with self._storage.write_to(self._resource) as folder:
                self._neighbours.save(folder, NEIGHBOURS)
        return self._resource

    def _meaning(self, text: str) -> dict[str, float] | None:
        if self._neighbours is None:
            return None
        embedder = _embedder()
        if embedder is None or embedder.name != self._neighbours.name:
            return None
        return self._neighbours.values(embedder.embed([text])[0])

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
            meaning = self._meaning(str(text))
            found = predict(self._model, str(text), threshold, meaning)
            write_prediction(message, found)
        return messages

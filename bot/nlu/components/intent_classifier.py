"""Rasa's component around ``bot.nlu.intents``."""

from __future__ import annotations

import logging
from itertools import chain
from typing import Any, Final, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.lessons import label_of, theme_lessons
from bot.nlu.components.prediction import (
    THEME,
    THEME_VALUES,
    apart,
    plain_prediction,
    write_prediction,
)
from bot.nlu.embedding_cache import training_cache
from bot.nlu.features import blocks
from bot.nlu.intents import Prediction, predict
from bot.nlu.linear import LinearModel, Task
from bot.nlu.neighbours import Neighbours
from bot.nlu.noise import noisy_copies
from bot.nlu.plain import plain_intent
from bot.nlu.spelling import Spelling
from services_db import EmbeddingUnavailable, load_embedder
from services_db.embedding import Embedder, embeddings_on

logger = logging.getLogger(__name__)

MODEL: Final = "linear"
NEIGHBOURS: Final = "neighbours"
SPELLING: Final = "spelling"


def _embedder() -> Embedder | None:
    try:
        return load_embedder()
    except EmbeddingUnavailable:
        return None


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class IntentClassifier(GraphComponent):
    """Classifies intent and detail; see ``bot.nlu.intents`` for how.

    Without an embedding, at training or now, the letters and words decide alone. A
    model trained so has no noisy copies either: it must be there soon. The values of
    the themes come from the same features, for ``ThemeExtractor``.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
        neighbours: Neighbours | None = None,
        spelling: Spelling | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model
        self._neighbours = neighbours
        self._spelling = spelling or Spelling(())

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that config.yml may change."""
        return {
            "cost": 0.6,
            "theme_cost": 1.0,
            "threshold": 0.5,
            "sure": 0.8,
            "seed": 20,
            "copy_every": 2,
        }

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
        """Read what was trained: the words and, if it has them, the neighbours."""
        model, neighbours, spelling = None, None, None
        with model_storage.read_from(resource) as folder:
            if (folder / f"{MODEL}.json").exists():
                model = LinearModel.load(folder, MODEL)
                spelling = Spelling.load(folder, SPELLING)
            if (folder / f"{NEIGHBOURS}.json").exists():
                neighbours = Neighbours.load(folder, NEIGHBOURS)
        return cls(config, model_storage, resource, model, neighbours, spelling)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and write the model."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        texts = [str(m.get(TEXT)) for m in examples]
        labels = [label_of(m) for m in examples]
        with self._storage.write_to(self._resource) as folder:
            if texts:
                self._spelling = Spelling.fit(texts)
                self._spelling.save(folder, SPELLING)
                self._model = self._learn(texts, labels, theme_lessons(examples))
                self._model.save(folder, MODEL)
                # The engine is loaded now: its weights and the texts' features never
                # lie in memory together.
                embedder = _embedder()
                if embedder is None:
                    logger.info("No sentence embeddings: letters and words decide")
                    return self._resource
                vectors = training_cache(embedder).embed(texts)
                self._neighbours = Neighbours.fit(embedder.name, vectors, labels)
                self._neighbours.save(folder, NEIGHBOURS)
        return self._resource

    def _learn(
        self,
        texts: list[str],
        labels: list[str],
        lessons: list[set[str] | None],
    ) -> LinearModel:
        """Fit the machines of labels and themes to texts and noisy copies of some."""
        seed = self._config["seed"]
        every = self._config["copy_every"]
        copied = slice(0, None, every) if embeddings_on() else slice(0)
        copies = noisy_copies(texts[copied], seed)
        intents: list[set[str] | None] = [{name} for name in labels]
        themes = [known and {THEME + theme for theme in known} for known in lessons]
        tasks = (
            Task(intents + intents[copied], self._config["cost"]),
            Task(themes + themes[copied], self._config["theme_cost"]),
        )
        return LinearModel.fit(map(blocks, chain(texts, copies)), tasks, seed)

    def _meaning(self, text: str) -> dict[str, float] | None:
        if self._neighbours is None:
            return None
        embedder = _embedder()
        if embedder is None or embedder.name != self._neighbours.name:
            return None
        return self._neighbours.values(embedder.embed([text])[0])

    def _predict(self, scores: dict[str, float], text: str) -> Prediction:
        """Return what the letters say where they are sure: half of all messages.

        The embedding, which costs most of the time, is asked about the others.
        """
        threshold = self._config["threshold"]
        by_letters = predict(scores, text, threshold)
        if by_letters.confidence >= self._config["sure"]:
            return by_letters
        meaning = self._meaning(text)
        return predict(scores, text, threshold, meaning) if meaning else by_letters

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message."""
        for message in messages:
            written = message.get(TEXT)
            if self._model is None or written is None:
                continue
            text = self._spelling.mend(str(written))
            intents, themes = apart(self._model.scores(blocks(text)))
            message.set(THEME_VALUES, themes)
            plain = plain_intent(str(written))
            if plain is not None:
                write_prediction(message, plain_prediction(plain))
                continue
            write_prediction(message, self._predict(intents, text))
        return messages

"""Rasa's component around ``bot.nlu.themes``: word lists and a learned part."""

from __future__ import annotations

from typing import Any, Final

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import themes
from bot.nlu.components.base import GuidanceExtractor, intent_of
from bot.nlu.components.intent_classifier import DETAIL
from bot.nlu.entities import Entity
from bot.nlu.features import blocks
from bot.nlu.linear import LinearModel

NAME: Final = "themes"
NEGATIVES: Final = 3
"""One in this many examples without a need is learnt from."""


def lessons(training_data: TrainingData) -> list[tuple[str, set[str]]]:
    """Return the texts whose themes are known, with their themes."""
    known: list[tuple[str, set[str]]] = []
    needless = 0
    for message in training_data.intent_examples:
        about = (message.get(METADATA) or {}).get("intent") or {}
        taught = themes.taught(str(message.get(INTENT)), about.get("themes"))
        if taught is None or not message.get(TEXT):
            continue
        if not taught:
            needless += 1
            if needless % NEGATIVES:
                continue
        known.append((str(message.get(TEXT)), taught))
    return known


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True
)
class ThemeExtractor(GuidanceExtractor):
    """Finds the themes of a message's needs. It stands after the classifier."""

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

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that config.yml may change."""
        return {"cost": 1.0, "seed": 20}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ThemeExtractor:
        """Make an untrained component: the word lists work without training."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the labelled examples and write the model."""
        known = lessons(training_data)
        with self._storage.write_to(self._resource) as folder:
            if any(taught for _, taught in known):
                self._model = LinearModel.fit(
                    [blocks(text) for text, _ in known],
                    [taught for _, taught in known],
                    cost=self._config["cost"],
                    seed=self._config["seed"],
                )
                self._model.save(folder, NAME)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ThemeExtractor:
        """Read the trained model."""
        with model_storage.read_from(resource) as folder:
            trained = (folder / f"{NAME}.json").exists()
            model = LinearModel.load(folder, NAME) if trained else None
            return cls(config, model_storage, resource, model)

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the themes, strongest first, then the refused ones."""
        learned = None
        intent = intent_of(message)
        if self._model is not None and (intent in themes.WITH_NEEDS or intent is None):
            learned = self._model.scores(blocks(text))
        return themes.extract(text, intent, message.get(DETAIL), learned)

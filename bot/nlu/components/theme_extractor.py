"""Rasa's component around ``bot.nlu.themes``: word lists and a learned part."""

from __future__ import annotations

from typing import Any, Final

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import themes
from bot.nlu.components.base import GuidanceExtractor, TrainedComponent, intent_of
from bot.nlu.components.intent_classifier import DETAIL
from bot.nlu.entities import Entity
from bot.nlu.features import blocks

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
class ThemeExtractor(TrainedComponent, GuidanceExtractor):
    """Finds the themes of a message's needs. It stands after the classifier."""

    MODEL_NAME = "themes"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that config.yml may change."""
        return {"cost": 1.0, "seed": 20}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the labelled examples and write the model."""
        known = lessons(training_data)
        return self.learn([text for text, _ in known], [taught for _, taught in known])

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the themes, strongest first, then the refused ones."""
        learned = None
        intent = intent_of(message)
        if self._model is not None and (intent in themes.WITH_NEEDS or intent is None):
            learned = self._model.scores(blocks(text))
        return themes.extract(text, intent, message.get(DETAIL), learned)

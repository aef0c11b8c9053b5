"""How a prediction stands on Rasa's message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.components.lessons import DETAIL
from bot.nlu.intents import CERTAIN, IN_SCOPE, OUT_OF_SCOPE, Prediction

RANKING: Final = "intent_ranking"
RANKING_LENGTH: Final = 10
THEME: Final = "theme:"
"""Begins the labels of themes beside those of intents."""
THEME_VALUES: Final = "theme_values"
"""Decision values by theme, for the extractor of themes: no output."""


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


def apart(scores: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the values of the intents' labels and those of the themes."""
    intents = {n: v for n, v in scores.items() if not n.startswith(THEME)}
    themes = {
        n.removeprefix(THEME): v for n, v in scores.items() if n.startswith(THEME)
    }
    return intents, themes

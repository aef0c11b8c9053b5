"""What Laituri understands of one message, judged alone: for measuring.

The contract of ``laituri nlu predict``: one JSON object for each line, in order.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from bot.nlu.entities import NEGATIVE
from bot.nlu.intents import CERTAIN, IN_SCOPE

PUBLIC_ENTITY_KEYS: Final = ("entity", "value", "role")
FALLBACK: Final = "out_of_scope"
CRISIS: Final = "crisis"


class Predictor:
    """A loaded model. ``predict`` never raises for a text, whatever is in it."""

    def __init__(self, model: Path) -> None:
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)  # Rasa logs each message at lower levels
        self._agent = Agent.load(str(model))

    def predict(self, text: str) -> dict[str, Any]:
        """Return intent, detail, entities, language and safety of ``text``."""
        found = self.examine(text)
        del found[IN_SCOPE]
        return found

    def examine(self, text: str) -> dict[str, Any]:
        """Return what ``predict`` does, and ``in_scope``: the higher, the surer.

        ``in_scope`` compares messages for measuring; it has no unit.
        """
        from bot.nlu.language import identify
        from bot.safety import clean_message, screen

        screened = screen(text)
        cleaned = clean_message(text)
        parsed: dict[str, Any] = {}
        if cleaned:
            parsed = asyncio.run(self._agent.parse_message(cleaned))
        intent = parsed.get("intent") or {}
        name, confidence = intent.get("name") or FALLBACK, intent.get("confidence")
        in_scope = parsed.get(IN_SCOPE, -CERTAIN)
        if screened.tier == 1:
            name, confidence, in_scope = CRISIS, 1.0, CERTAIN
        result: dict[str, Any] = {
            "intent": {"name": name, "confidence": round(float(confidence or 0), 4)},
            "entities": public_entities(parsed.get("entities") or ()),
            "language": identify(cleaned).language,
            "safety": {"tier": screened.tier, "kind": screened.kind},
            IN_SCOPE: float(in_scope),
        }
        if parsed.get("detail") and screened.tier != 1:
            result["detail"] = parsed["detail"]
        return result


def public_entities(entities: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entities that are needs and facts, without offsets.

    What the writer refuses or denies is neither.
    """
    return [
        {key: entity[key] for key in PUBLIC_ENTITY_KEYS if entity.get(key) is not None}
        for entity in entities
        if entity.get("entity") != "language" and entity.get("polarity") != NEGATIVE
    ]


def read_text(line: str) -> str:
    """Return the ``text`` of one JSON line; a broken line counts as an empty text."""
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError):
        return ""
    return text if isinstance(text, str) else ""

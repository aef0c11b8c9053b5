"""What an extractor finds: one record, in Rasa's terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NEGATIVE = "negative"
"""Polarity of what the writer refuses or denies: it is not a need."""


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity; offsets refer to the NFC form of the text."""

    entity: str
    value: str | int
    start: int
    end: int
    role: str | None = None
    polarity: str | None = None

    def as_rasa(self, extractor: str) -> dict[str, Any]:
        """Return Rasa's dictionary of an entity, without the keys that say nothing."""
        found: dict[str, Any] = {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "extractor": extractor,
        }
        optional = {"role": self.role, "polarity": self.polarity}
        found.update({k: v for k, v in optional.items() if v is not None})
        return found

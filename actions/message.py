"""The latest message as the actions read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rasa_sdk import Tracker

from services_db.reference.codes import Phase, SupportLevel, Theme

CODES: Final[Mapping[str, frozenset[str]]] = {
    "theme": frozenset(Theme),
    "phase": frozenset(Phase),
    "support_level": frozenset(SupportLevel),
}
"""Entities with a closed vocabulary: any other value is passed over."""


@dataclass(frozen=True)
class Message:
    """Intent, detail and entities of one message; ``text`` is empty for a button."""

    intent: str
    detail: str | None
    entities: tuple[dict[str, Any], ...]
    text: str
    confidence: float = 1.0
    ranking: tuple[tuple[str, float], ...] = ()
    """The likeliest meanings with their confidence, the likeliest first."""

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> Message:
        """Read the latest message of ``tracker``."""
        latest = tracker.latest_message or {}
        entities = tuple(latest.get("entities") or ())
        text = str(latest.get("text") or "")
        detail = latest.get("detail") or next(
            (e["value"] for e in entities if e.get("entity") == "detail"), None
        )
        return cls(
            intent=str((latest.get("intent") or {}).get("name") or ""),
            detail=detail,
            entities=entities,
            text="" if text.startswith("/") else text,
            confidence=float((latest.get("intent") or {}).get("confidence") or 1.0),
            ranking=tuple(
                (str(item["name"]), float(item["confidence"]))
                for item in latest.get("intent_ranking") or ()
            ),
        )

    def positive(self, name: str) -> list[dict[str, Any]]:
        """Return the entities ``name`` that are not refused."""
        return [
            e
            for e in self.entities
            if e.get("entity") == name
            and e.get("polarity") != "negative"
            and str(e.get("value")) in CODES.get(name, {str(e.get("value"))})
        ]

    def refused(self, name: str) -> list[str]:
        """Return the values of ``name`` that the user does not want."""
        return [
            str(e["value"])
            for e in self.entities
            if e.get("entity") == name and e.get("polarity") == "negative"
        ]

    def all(self, name: str) -> list[str]:
        """Return the values of ``name`` in order, each once."""
        return list(dict.fromkeys(str(e["value"]) for e in self.positive(name)))

    def first(self, name: str) -> str | None:
        """Return the first value of ``name``."""
        return next(iter(self.all(name)), None)

    @property
    def names_place_of_study(self) -> bool:
        """Whether a place of study is told: where one studies is no need to study."""
        return any(e.get("role") == "study" for e in self.positive("municipality"))

    @property
    def says_more(self) -> bool:
        """Whether words of it name a need, a phase, a place or an age.

        A theme that spans the whole message is a guess: no word says it.
        """
        names = ("theme", "phase", "municipality", "age")
        return any(
            (e.get("start"), e.get("end")) != (0, len(self.text))
            for name in names
            for e in self.positive(name)
        )

    def first_int(self, name: str) -> int | None:
        """Return the first value of ``name`` as a whole number."""
        value = self.first(name)
        try:
            return int(float(value)) if value is not None else None
        except ValueError:
            return None

"""What is known in a conversation: the one home of slot names.

``Conversation.from_tracker`` reads the slots, ``hear`` adds what the latest message
says, ``events`` gives back the difference. Pure: no database, no text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.message import Message
from services_db import reference

DEFAULT_LANGUAGE: Final = "fi"
MAX_THEMES: Final = 3
EMPLOYER: Final = "employer"
"""Who asks when an employer asks: what is searched and asked is then for employers."""

INTENT_THEMES: Final[Mapping[str, str]] = {
    "find_training": "training",
    "find_job": "job",
    "start_business": "entrepreneurship",
    "employer_services": "job",
}
"""The need that an intent names by itself."""

PHASE_THEMES: Final[Mapping[str, str]] = {
    "after_basic_education": "training",
    "after_upper_secondary": "training",
    "without_study_place": "training",
    "at_risk_of_dropping_out": "training",
    "dropped_out": "training",
    "changing_field": "training",
    "moving_out": "housing",
    "after_military_service": "job",
    "unemployed": "job",
    "long_at_home": "daily_life",
    "after_illness": "health",
    "after_care": "housing",
    "after_prison": "housing",
    "newly_arrived": "immigration",
}
"""The need behind a transition phase when nothing else is said."""

FACTS: Final = (
    *("municipality", "study_municipality", "age", "asking_for"),
    *("contact_preference", "service_language"),
)
"""What a message may tell whatever it is for."""

SITUATION: Final = "inform_situation"
SITUATION_INTENTS: Final = frozenset({SITUATION, "out_of_scope", "affirm"})


@dataclass(frozen=True)
class Conversation:
    """The slots, typed. Codes are those of ``services_db.reference.codes``."""

    language: str = DEFAULT_LANGUAGE
    municipality: str | None = None
    study_municipality: str | None = None
    age: int | None = None
    themes: tuple[str, ...] = ()
    phase: str | None = None
    support_level: str | None = None
    asking_for: str | None = None
    contact_preference: str | None = None
    service_language: str | None = None
    search_text: str | None = None
    shown: tuple[str, ...] = ()
    focus: str | None = None
    offset: int = 0
    pending: str | None = None
    asked: tuple[str, ...] = field(default=())

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> Conversation:
        """Read the slots; a slot that is not set keeps its default."""
        values: dict[str, Any] = {}
        for item in fields(cls):
            value = tracker.slots.get(item.name)
            if value is None:
                continue
            if item.name in ("themes", "shown", "asked"):
                value = tuple(value)
            elif item.name in ("age", "offset"):
                value = int(value)
            values[item.name] = value
        return cls(**values)

    @property
    def place(self) -> str | None:
        """The municipality to search in: home, else the place of study."""
        return self.municipality or self.study_municipality

    @property
    def in_view(self) -> tuple[str, ...]:
        """The services on the table: the one looked at closely, then the others."""
        first = (self.focus,) if self.focus else ()
        return tuple(dict.fromkeys((*first, *self.shown)))

    def showing(self, ids: Iterable[str]) -> Conversation:
        """Return the conversation with other services on the table."""
        return replace(self, shown=tuple(ids), focus=None)

    @property
    def speaks_of_another(self) -> bool:
        """Whether the one who writes asks for somebody else."""
        return self.asking_for in ("child", "friend", "client")

    def hear(self, message: Message) -> Conversation:
        """Return the conversation with what ``message`` adds or corrects."""
        heard = self._hear_places(message)
        themes, phase = self._needs(message)
        changes: dict[str, Any] = {
            "themes": themes,
            "phase": phase,
            "age": message.first_int("age") or heard.age,
            "pending": None,
        }
        if themes != self.themes:
            changes["support_level"] = None
        if self.asking_for == EMPLOYER and message.intent in INTENT_THEMES:
            changes["asking_for"] = None
        for name in (
            "support_level",
            "asking_for",
            "contact_preference",
            "service_language",
        ):
            said = message.first(name)
            if said:
                changes[name] = said
        if message.text and (message.first("theme") or not self.search_text):
            changes["search_text"] = message.text[:300]
        return replace(heard, **changes)

    def hear_facts(self, message: Message) -> Conversation:
        """Return the conversation with the facts of ``message``, not its needs."""
        heard = self.hear(message)
        facts = {name: getattr(heard, name) for name in FACTS}
        return replace(self, pending=None, **facts)

    def _hear_places(self, message: Message) -> Conversation:
        home, study, told = self.municipality, self.study_municipality, False
        for entity in message.positive("municipality"):
            found = reference.by_name(str(entity["value"]))
            if found is None:
                continue
            if entity.get("role") == "study":
                study = found.code
            elif entity.get("role") == "home" or not told:
                home, told = found.code, True
        return replace(self, municipality=home, study_municipality=study)

    def _needs(self, message: Message) -> tuple[tuple[str, ...], str | None]:
        phase = message.first("phase")
        refused = set(message.refused("theme"))
        said = [t for t in message.all("theme") if t not in refused]
        if message.names_place_of_study and len(said) > 1:
            said = [theme for theme in said if theme != "training"]
        implied = INTENT_THEMES.get(message.intent)
        if implied and implied not in refused and implied not in said:
            said.append(implied)
        tells = not said or message.intent == SITUATION
        if phase and phase in PHASE_THEMES and tells:
            said.append(PHASE_THEMES[phase])
        if not said:
            kept = tuple(t for t in self.themes if t not in refused)
            return kept, phase or self.phase
        keeps_phase = phase or (
            self.phase if message.intent in SITUATION_INTENTS else None
        )
        return tuple(dict.fromkeys(said))[:MAX_THEMES], keeps_phase

    def mention(self, name: str) -> Conversation:
        """Return the conversation with ``name`` told or asked: never twice."""
        return replace(self, asked=tuple(dict.fromkeys((*self.asked, name))))

    def ask(self, question: str) -> Conversation:
        """Return the conversation with ``question`` put to the user and open."""
        return replace(self.mention(question), pending=question)

    def events(self, before: Conversation) -> list[EventType]:
        """Return the slot events that lead from ``before`` to this."""
        result: list[EventType] = []
        for item in fields(self):
            if item.name == "language":
                continue
            value = getattr(self, item.name)
            if value != getattr(before, item.name):
                result.append(
                    SlotSet(
                        item.name, list(value) if isinstance(value, tuple) else value
                    )
                )
        return result

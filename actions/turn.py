"""One turn of an action: what was said, what is known, what is answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Conversation
from actions.doubt import (
    MEANING,
    asks_of_shown,
    is_guess,
    is_pick,
    payload,
    two_meanings,
)
from actions.message import Message
from services_db import ServiceCard

CUSTOM_VERSION: Final = 1
PEOPLE: Final = 4
"""Of how many services contacts are named at once."""
FALLBACK: Final = "action_default_fallback"
DETAILS: Final = "action_service_details"
SELF_CHECK: Final = "support_level_form"


@dataclass
class Turn:
    """What an action may do: say, ask, show cards, hand over to another action."""

    dispatcher: CollectingDispatcher
    message: Message
    before: Conversation
    now: Conversation
    slots: Mapping[str, Any] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    next_action: str | None = None
    extra: list[EventType] = field(default_factory=list)

    def say(self, response: str, **values: Any) -> None:
        """Utter a response of ``data/responses``."""
        self.dispatcher.utter_message(response=response, **values)

    def ask(
        self,
        response: str,
        question: str,
        choices: Sequence[str] = (),
        **values: Any,
    ) -> None:
        """Utter a question and remember that it is open.

        ``choices`` are payloads that take the place of the response's own.
        """
        custom = {"kind": "question"} | ({"choices": [*choices]} if choices else {})
        self._custom(response, custom, **values)
        self.now = self.now.ask(question)

    def ask_which(self, meanings: tuple[str, str]) -> None:
        """Ask which of two meanings it was; only facts are taken from the message."""
        choices = [payload(meaning, self.message) for meaning in meanings]
        self.now = self.before.hear_facts(self.message)
        self.ask("utter_which_did_you_mean", MEANING, choices)

    def show(
        self,
        response: str,
        cards: list[ServiceCard],
        total: int,
        themes: tuple[str, ...] | None = None,
        **values: Any,
    ) -> None:
        """Utter a response with service cards; the shown ids are remembered."""
        now = self.now
        query = {
            "municipality": now.place,
            "themes": list(now.themes if themes is None else themes),
            "age": now.age,
            "support_level": now.support_level,
            "text": now.search_text or "",
        }
        services = [card.to_json() for card in cards]
        self._custom(
            response,
            {"kind": "services", "query": query, "services": services, "total": total},
            **values,
        )

    def notify(self, kind: str, **values: Any) -> None:
        """Send the gateway something that has no text of its own."""
        self.dispatcher.utter_message(
            json_message={"version": CUSTOM_VERSION, "kind": kind, **values}
        )

    def contacts(self, response: str, cards: list[ServiceCard], **values: Any) -> None:
        """Utter a response with at most two contacts of each of the first cards."""
        named: dict[tuple[str, str], dict[str, Any]] = {}
        for card in [card for card in cards if card.contacts][:PEOPLE]:
            for contact in card.contacts[:2]:
                label = f"{card.name}: {contact.label}"
                shown = {**contact.model_dump(mode="json"), "label": label}
                named.setdefault((contact.kind, contact.value), shown)
        custom = {"kind": "contacts", "contacts": [*named.values()]}
        self._custom(response, custom, **values)

    def _custom(self, response: str, custom: dict[str, Any], **values: Any) -> None:
        self.dispatcher.utter_message(
            response=response,
            json_message={"version": CUSTOM_VERSION, **custom},
            **values,
        )


def spoken(domain: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the languages of ``domain.yml``; empty when it was not sent along."""
    slot = ((domain or {}).get("slots") or {}).get("language") or {}
    return tuple(slot.get("values") or ())


def points_at_shown(turn: Turn) -> bool:
    """Whether an unclear message is about a service that was shown."""
    message, shown = turn.message, turn.before.shown
    return is_pick(message, shown) or asks_of_shown(message, shown)


class GuidanceAction(Action, ABC):
    """Base of the actions: reads the turn, answers, gives back the slot events.

    An action that runs while the self-check is open gives the floor back to it.
    """

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answer one turn."""
        before = Conversation.from_tracker(tracker)
        message = Message.from_tracker(tracker)
        turn = Turn(
            dispatcher,
            message,
            before,
            before.hear(message),
            slots=tracker.slots,
            languages=spoken(domain),
        )
        meanings = self.doubt(turn)
        if meanings and not tracker.active_loop:
            turn.ask_which(meanings)
        elif self.is_about_shown(turn) and not tracker.active_loop:
            turn.next_action = DETAILS
        elif self.is_guessed(turn) and not tracker.active_loop:
            turn.next_action = FALLBACK
        else:
            await self.answer(turn)
        events = [*turn.now.events(before), *turn.extra]
        if turn.next_action:
            events.append(FollowupAction(turn.next_action))
        elif (tracker.active_loop or {}).get("name") == SELF_CHECK and not turn.extra:
            events.append(FollowupAction(SELF_CHECK))
        return events

    def doubt(self, turn: Turn) -> tuple[str, str] | None:
        """Return the two meanings between which to ask; never twice running."""
        if turn.before.pending == MEANING or points_at_shown(turn):
            return None
        return two_meanings(turn.message)

    def is_about_shown(self, turn: Turn) -> bool:
        """Whether a shown service is picked or asked about: "tokasta", "mistä haen"."""
        return self.name() != DETAILS and points_at_shown(turn)

    def is_guessed(self, turn: Turn) -> bool:
        """Whether acting would be a guess; falling back never is.

        Nor is an answer about what was shown: it would come back here without end.
        """
        guess = is_guess(turn.message) and not points_at_shown(turn)
        return self.name() != FALLBACK and guess

    @abstractmethod
    async def answer(self, turn: Turn) -> None:
        """Do what the action is for."""

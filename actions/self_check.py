"""Reads the answers of the self-check: a button, its number, or plain words."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.levels import ANSWERS, SKIPPED
from actions.message import Message


def read_answer(slot: str, message: Message) -> str | None:
    """Return the answer's code, ``skipped``, or ``None`` when it is no answer."""
    choices = ANSWERS[slot]
    option = message.first_int("option")
    if option is not None and 1 <= option <= len(choices):
        return choices[option - 1]
    if message.detail == "skip":
        return SKIPPED
    if slot == "check_tried" and message.intent in ("affirm", "deny"):
        return "not_enough" if message.intent == "affirm" else "no"
    if message.intent == "deny":
        return SKIPPED
    if slot == "check_areas" and (themes := len(message.all("theme"))):
        return choices[min(themes, len(choices)) - 1]
    return None


class ValidateSupportLevelForm(FormValidationAction):
    """Fills the one slot that was asked for."""

    def name(self) -> str:
        """Return the action's name."""
        return "validate_support_level_form"

    async def extract_check_duration(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Read how long it has gone on."""
        return self._read("check_duration", tracker)

    async def extract_check_areas(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Read how many parts of life it touches."""
        return self._read("check_areas", tracker)

    async def extract_check_tried(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Read whether help was tried before."""
        return self._read("check_tried", tracker)

    async def extract_check_wish(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Read what the person wishes."""
        return self._read("check_wish", tracker)

    @staticmethod
    def _read(slot: str, tracker: Tracker) -> dict[str, Any]:
        if tracker.slots.get("requested_slot") != slot:
            return {}
        answer = read_answer(slot, Message.from_tracker(tracker))
        return {} if answer is None else {slot: answer}

"""The end of the self-check: a suggestion, its reasons, and services."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.levels import ANSWERS, suggest_level
from actions.search import show_services
from actions.turn import GuidanceAction, Turn


class ActionSuggestLevel(GuidanceAction):
    """Suggest a level; the person may take another."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_suggest_level"

    async def answer(self, turn: Turn) -> None:
        """Say the level with its reason, show what fits, forget the answers."""
        level = suggest_level({slot: turn.slots.get(slot) for slot in ANSWERS})
        turn.extra = [SlotSet(slot, None) for slot in ANSWERS]
        turn.say(f"utter_suggested_{level}")
        turn.now = replace(turn.before, support_level=str(level), pending=None)
        if turn.now.themes or turn.now.phase:
            await show_services(turn)
        else:
            turn.ask("utter_ask_need", "need")

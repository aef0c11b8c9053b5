"""What the person can do comes first; services follow from it."""

from __future__ import annotations

from dataclasses import replace

from actions.find_services import ask_what_would_help
from actions.search import show_services
from actions.turn import GuidanceAction, Turn


class ActionStrengths(GuidanceAction):
    """Take strengths as the start: a text to use, then work and study guidance."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_strengths"

    async def answer(self, turn: Turn) -> None:
        """Give words for the strengths, or a way to find them; then services."""
        if turn.message.detail == "strengths_unknown":
            turn.say("utter_strengths_unknown")
        else:
            turn.say("utter_strengths")
            turn.say("utter_strengths_text")
        themes = turn.now.themes or ("job", "training")
        before = turn.before.search_text
        turn.now = replace(turn.now, themes=themes, search_text=before)
        await show_services(turn)
        if not turn.next_action:
            ask_what_would_help(turn)

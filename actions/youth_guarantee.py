"""The youth guarantee: what it promises, with the date of the wording."""

from __future__ import annotations

from actions.dated import facts_text
from actions.search import show_services
from actions.turn import GuidanceAction, Turn


class ActionYouthGuarantee(GuidanceAction):
    """Explain the guarantee; decide nothing."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_youth_guarantee"

    async def answer(self, turn: Turn) -> None:
        """Explain, give the dated facts, and name whom to ask."""
        turn.say("utter_youth_guarantee")
        facts = await facts_text("youth_guarantee", turn.now, limit=3)
        if facts:
            turn.say("utter_facts", facts=facts)
        if turn.now.place or turn.now.themes:
            await show_services(turn)
        else:
            turn.ask("utter_ask_municipality", "municipality")

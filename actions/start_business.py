"""Entrepreneurship: what there is, and its risks, before the first step."""

from __future__ import annotations

from actions.dated import facts_text
from actions.find_services import ask_what_would_help
from actions.search import show_services
from actions.turn import GuidanceAction, Turn


class ActionStartBusiness(GuidanceAction):
    """Tell the basics with risks, the dated facts of the grant, and who advises."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_start_business"

    async def answer(self, turn: Turn) -> None:
        """Explain, then show advice near the person."""
        turn.say("utter_start_business")
        facts = await facts_text("start_up_grant", turn.now, limit=3)
        if facts:
            turn.say("utter_facts", facts=facts)
        await show_services(turn)
        if not turn.next_action:
            ask_what_would_help(turn)

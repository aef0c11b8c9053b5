"""An employer who would hire a young person: what support there is, whom to call."""

from __future__ import annotations

from dataclasses import replace

from actions.conversation import EMPLOYER
from actions.dated import facts_text
from actions.find_services import ask_what_would_help
from actions.search import show_services
from actions.turn import GuidanceAction, Turn


class ActionEmployerServices(GuidanceAction):
    """Explain the employer's support with dates, then the contact of the area."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_employer_services"

    async def answer(self, turn: Turn) -> None:
        """Explain, then show the employer's services of the place."""
        turn.now = replace(turn.now, asking_for=EMPLOYER)
        turn.say("utter_employer_services")
        facts = await facts_text("employer_support", turn.now, limit=3)
        if facts:
            turn.say("utter_facts", facts=facts)
        await show_services(turn)
        if not turn.next_action:
            ask_what_would_help(turn)

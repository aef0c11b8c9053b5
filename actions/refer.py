"""A counsellor describes a client: the services, and how to hand over."""

from __future__ import annotations

from dataclasses import replace

from actions.find_services import explain_old_name
from actions.search import show_services
from actions.turn import GuidanceAction, Turn


class ActionRefer(GuidanceAction):
    """Show services for a described client; say what a referral needs."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_refer"

    async def answer(self, turn: Turn) -> None:
        """Search for the client; ask for the description when there is none."""
        turn.now = replace(turn.now, asking_for="client")
        await explain_old_name(turn)
        now = turn.now
        if not (now.themes or now.phase):
            turn.ask("utter_ask_describe_client", "need")
            return
        await show_services(turn)
        turn.say("utter_referral_needs_consent")

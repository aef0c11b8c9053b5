"""When a message is not understood, or is nothing a guidance service answers."""

from __future__ import annotations

from actions.find_services import ActionFindServices
from actions.turn import FALLBACK, GuidanceAction, Turn


class ActionDefaultFallback(GuidanceAction):
    """Use what was understood; otherwise say what Laituri can do."""

    def name(self) -> str:
        """Return the action's name."""
        return FALLBACK

    async def answer(self, turn: Turn) -> None:
        """Search when the message names a need or a place; else offer ways on."""
        message = turn.message
        if any(message.all(name) for name in ("theme", "phase", "municipality")):
            await ActionFindServices().answer(turn)
            return
        turn.now = turn.before
        turn.notify("not_understood")
        turn.say("utter_out_of_scope")

"""A second line behind the gateway's screen, never the first."""

from __future__ import annotations

from actions.turn import GuidanceAction, Turn


class ActionCrisis(GuidanceAction):
    """Ask the gateway for its fixed crisis answer; show no search result."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_crisis"

    async def answer(self, turn: Turn) -> None:
        """Notify only: text and contacts are the gateway's."""
        turn.notify("crisis")
        turn.now = turn.before

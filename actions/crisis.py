"""A second line behind the gateway's screen, never the first."""

from __future__ import annotations

from typing import Final

from actions.catalogue import ask
from actions.default_fallback import ActionDefaultFallback
from actions.request_human import people
from actions.search import query_for
from actions.turn import GuidanceAction, Turn

SURE: Final = 0.6
"""Below it a message that the screen let pass is taken for one not understood."""


class ActionCrisis(GuidanceAction):
    """Name people at once; show no search result."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_crisis"

    async def answer(self, turn: Turn) -> None:
        """Say that help is there, with the people who can be reached."""
        if turn.message.confidence < SURE:
            await ActionDefaultFallback().answer(turn)
            return
        turn.now = turn.before
        query = query_for(turn.now)
        cards = await ask(lambda catalogue: people(catalogue, query))
        turn.contacts("utter_not_alone", cards[-3:])

"""Start over: everything known is forgotten, the language is kept."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.conversation import Conversation
from actions.levels import ANSWERS
from actions.turn import GuidanceAction, Turn


class ActionRestart(GuidanceAction):
    """Forget what is known and ask what is needed."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_restart"

    async def answer(self, turn: Turn) -> None:
        """Clear the slots and leave the self-check."""
        turn.say("utter_restarted")
        turn.now = Conversation(language=turn.before.language)
        turn.extra = [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            *(SlotSet(slot, None) for slot in ANSWERS),
        ]

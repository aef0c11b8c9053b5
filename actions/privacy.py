"""What is kept, who hears of it, and how it is erased."""

from __future__ import annotations

from actions.turn import GuidanceAction, Turn


class ActionPrivacy(GuidanceAction):
    """Answer about privacy here, or about confidentiality in the services."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_privacy"

    async def answer(self, turn: Turn) -> None:
        """Answer by which of the two was asked."""
        if turn.message.detail == "ask_confidentiality":
            turn.say("utter_confidentiality")
        else:
            turn.say("utter_privacy")


class ActionDeleteMyData(GuidanceAction):
    """Hand the deletion over to the gateway, which also holds the replies."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_delete_my_data"

    async def answer(self, turn: Turn) -> None:
        """Ask the gateway to confirm and delete."""
        turn.notify("command", command="delete")

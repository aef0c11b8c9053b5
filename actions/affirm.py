"""Yes and no: what they mean depends on what was asked."""

from __future__ import annotations

from typing import Final

from actions.turn import SELF_CHECK, GuidanceAction, Turn

ON_YES: Final = {
    "self_check": SELF_CHECK,
    "human": "action_request_human",
    "more": "action_more_results",
}

A_BARE_YES: Final = 1
A_BARE_NO: Final = 3
"""Words that a yes or no may have and still be no more than that."""


class ActionAffirm(GuidanceAction):
    """Go on with what was offered."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_affirm"

    async def answer(self, turn: Turn) -> None:
        """Hand over to what the open question offered."""
        pending = turn.before.pending
        if turn.now.themes != turn.before.themes or turn.now.place != turn.before.place:
            turn.next_action = "action_find_services"
        elif pending in ON_YES:
            turn.next_action = ON_YES[pending]
        elif pending == "municipality":
            turn.ask("utter_write_municipality", "municipality")
        elif turn.now.themes and len(turn.message.text.split()) > A_BARE_YES:
            turn.next_action = "action_find_services"
        else:
            turn.ask("utter_ask_need", "need")


class ActionDeny(GuidanceAction):
    """Leave the open question and keep everything else."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_deny"

    async def answer(self, turn: Turn) -> None:
        """Say that it is fine, with a way on; a longer no tells of a need."""
        if turn.before.pending == "municipality":
            turn.say("utter_no_municipality_is_fine")
        elif turn.before.pending:
            turn.say("utter_skipping_is_fine")
        elif len(turn.message.text.split()) > A_BARE_NO:
            turn.next_action = "action_find_services"
        else:
            turn.say("utter_fine_what_next")

"""The three levels of support: what they are, and the way to one's own."""

from __future__ import annotations

from dataclasses import replace

from actions.search import show_services
from actions.turn import SELF_CHECK, GuidanceAction, Turn


class ActionExplainLevels(GuidanceAction):
    """Explain the levels, start the self-check, or take the level that was named."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_explain_levels"

    async def answer(self, turn: Turn) -> None:
        """Answer by what was asked: the test, one level, or all three."""
        if turn.message.detail == "self_check":
            turn.say("utter_self_check_starts")
            turn.next_action = SELF_CHECK
            return
        levels = turn.message.all("support_level")
        if len(levels) != 1:
            turn.now = replace(turn.now, support_level=turn.before.support_level)
            turn.ask("utter_levels", "self_check")
            return
        level = levels[0]
        turn.say(f"utter_level_{level}")
        turn.now = replace(turn.now, support_level=level)
        if turn.now.themes or turn.now.phase:
            await show_services(turn)
        else:
            turn.ask("utter_ask_need", "need")

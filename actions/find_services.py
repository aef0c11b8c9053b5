"""The main job: what is needed, where, for whom; the right services back."""

from __future__ import annotations

from typing import Final

from actions.catalogue import ask
from actions.conversation import EMPLOYER
from actions.search import show_services
from actions.turn import GuidanceAction, Turn
from services_db.reference.codes import Phase, Theme

OUTSIDE_SCHOOL: Final = frozenset(
    {
        Phase.DROPPED_OUT,
        Phase.AT_RISK_OF_DROPPING_OUT,
        Phase.WITHOUT_STUDY_PLACE,
        Phase.AFTER_BASIC_EDUCATION,
    }
)


async def explain_old_name(turn: Turn) -> None:
    """Lead an old name (TE-toimisto, kymppiluokka ...) to what it is today."""
    key = turn.message.first("legacy_term")
    if not key:
        return
    language = turn.now.language
    term = await ask(lambda catalogue: catalogue.legacy_term(key, language))
    if term:
        turn.say("utter_old_name", text=term.text)


def say_what_holds_under_18(turn: Turn) -> None:
    """Say, once, what being under 18 means for school and for home."""
    now = turn.now
    if now.age is None or now.age >= 18:
        return
    if now.phase in OUTSIDE_SCHOOL and "under_18_school" not in now.asked:
        about = "another" if now.speaks_of_another else "you"
        turn.say(f"utter_under_18_school_{about}")
        turn.now = now.mention("under_18_school")
    elif Theme.HOUSING in now.themes and "under_18_home" not in now.asked:
        turn.say("utter_under_18_home")
        turn.now = now.mention("under_18_home")


def ask_municipality(turn: Turn) -> None:
    """Ask where, if it is not known; whose place it is depends on who asks."""
    now = turn.now
    if now.place or "municipality" in now.asked:
        return
    if now.asking_for == EMPLOYER:
        turn.ask("utter_ask_municipality_of_work", "municipality")
    elif now.speaks_of_another:
        turn.ask("utter_ask_municipality_of_another", "municipality")
    else:
        turn.ask("utter_ask_municipality", "municipality")


def ask_what_would_help(turn: Turn) -> None:
    """Ask the one thing that would change the answer; never twice."""
    now = turn.now
    if not now.themes and not now.phase:
        turn.ask("utter_ask_need", "need")
    else:
        ask_municipality(turn)


class ActionFindServices(GuidanceAction):
    """Search with what is known, then ask at most one question."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_find_services"

    async def answer(self, turn: Turn) -> None:
        """Show services, or ask what is needed when nothing is known yet."""
        await explain_old_name(turn)
        if turn.message.detail == "ask_benefit":
            turn.say("utter_benefits_are_explained_not_decided")
        if refused := turn.message.detail == "refuses_help":
            turn.say("utter_help_is_refused")
        now = turn.now
        wants_one_stop = turn.message.intent == "find_one_stop"
        if not (now.themes or now.phase or now.place or wants_one_stop or refused):
            if now.age is None and turn.message.intent == "find_support":
                turn.ask("utter_ask_need_for_support", "need")
            else:
                turn.ask("utter_ask_need", "need")
            return
        say_what_holds_under_18(turn)
        await show_services(turn)
        if not turn.next_action:
            ask_what_would_help(turn)

"""From what is known to what is shown: one search for all actions."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from actions.catalogue import ask
from actions.conversation import EMPLOYER, Conversation
from actions.turn import Turn
from services_db import Query, SearchResult, ServiceCard, reference
from services_db.reference.codes import Phase, SupportLevel, TargetGroup, Theme

SHOWN_AT_ONCE: Final = 3
BY_PLACE_OF_STUDY: Final = ("student-welfare", "yths")
"""Services that follow the place of study, not the home municipality."""
FIRST_PEOPLE: Final = ("one-stop-guidance", "outreach-youth-work")
"""Where anybody may begin with anything."""


def query_for(conversation: Conversation, limit: int = 0) -> Query:
    """Return the catalogue query for what is known; several needs widen the list."""
    themes = tuple(Theme(code) for code in conversation.themes)
    level, phase = conversation.support_level, conversation.phase
    known = bool(themes or phase)
    employs = conversation.asking_for == EMPLOYER
    return Query(
        text=(conversation.search_text or "") if known else "",
        one_stop_only=not known,
        themes=themes,
        municipality=conversation.place,
        age=conversation.age,
        support_level=SupportLevel(level) if level else None,
        phase=Phase(phase) if phase else None,
        language=conversation.language,
        target_group=TargetGroup.EMPLOYER if employs else TargetGroup.YOUNG,
        service_language=conversation.service_language,
        limit=limit or SHOWN_AT_ONCE + max(0, len(themes) - 1),
        offset=conversation.offset,
    )


async def find(query: Query) -> SearchResult:
    """Search; a search that finds nothing is counted, without anybody's words."""
    result = await ask(lambda catalogue: catalogue.search(query))
    if not result.services and not query.offset:
        await ask(lambda catalogue: catalogue.record_gap(query))
    return result


def place_name(code: str | None, language: str) -> str:
    """Return the municipality's name in the reader's language, or an empty string."""
    if not code:
        return ""
    return reference.municipality(code).name(language)


def headline(conversation: Conversation) -> str:
    """Return the response that introduces the cards."""
    if conversation.asking_for == "client":
        return "utter_services_for_client"
    if conversation.speaks_of_another:
        return "utter_services_for_another"
    if conversation.place:
        return "utter_services_here"
    return "utter_services_anywhere"


async def where_to_begin(now: Conversation) -> list[ServiceCard]:
    """Return the ways to a first person when no need is known yet."""
    return await ask(
        lambda catalogue: catalogue.cards(FIRST_PEOPLE, now.language, now.place)
    )


async def for_the_parent(now: Conversation, known: set[str]) -> list[ServiceCard]:
    """Return one service for the parent who asks, beside those for the child."""
    own = Query(
        themes=(Theme.FAMILY,),
        municipality=now.place,
        language=now.language,
        target_group=TargetGroup.PARENT,
        limit=3,
    )
    found = await find(own)
    return [card for card in found.services if card.id not in known][:1]


async def show_services(turn: Turn) -> None:
    """Search with what is known and show the cards."""
    turn.now = replace(turn.now, offset=0)
    result = await find(query_for(turn.now))
    cards = list(result.services)
    if not cards and not turn.now.themes:
        cards = await where_to_begin(turn.now)
    if turn.now.study_municipality and turn.now.municipality:
        study = turn.now.study_municipality
        language = turn.now.language
        extra = await ask(
            lambda catalogue: catalogue.cards(BY_PLACE_OF_STUDY, language, study)
        )
        known = {card.id for card in extra}
        cards = [*extra[:1], *(card for card in cards if card.id not in known)]
        if "place_of_study" not in turn.now.asked:
            turn.say("utter_by_place_of_study", place=place_name(study, language))
            turn.now = turn.now.mention("place_of_study")
    if turn.now.asking_for == "child":
        cards += await for_the_parent(turn.now, {card.id for card in cards})
    if not cards:
        turn.say("utter_services_none")
        turn.next_action = "action_request_human"
        return
    turn.show(
        headline(turn.now),
        cards,
        result.total,
        place=place_name(turn.now.place, turn.now.language),
    )
    turn.now = turn.now.showing(card.id for card in cards)

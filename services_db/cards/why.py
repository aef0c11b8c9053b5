"""Why a service is shown: one to three short strings in the reader's language."""

from __future__ import annotations

from typing import Final

from services_db.cards.reader import Reader
from services_db.labels import label
from services_db.labels.wording import ages, spoken
from services_db.ranking import Scored
from services_db.ranking.score import is_fresh
from services_db.records import ServiceCard
from services_db.reference import MAINLAND, AreaRef, area_name
from services_db.reference.codes import AreaKind

MOST: Final = 3


def why(
    card: ServiceCard, reader: Reader, area: AreaRef | None, scored: Scored | None
) -> list[str]:
    """Return the reasons, the reach first and a limit, if there is one, last."""
    reasons = [_reach(reader, area)]
    reasons += _fits(card, reader, scored)
    limits = _limits(card, reader)
    kept = reasons[: MOST - 1] if limits else reasons[:MOST]
    return [*kept, *([", ".join(limits)] if limits else [])]


def _reach(reader: Reader, area: AreaRef | None) -> str:
    language = reader.language
    if area is None or area.kind is AreaKind.COUNTRY:
        return label(language, "why.national")
    if area == MAINLAND:
        return label(language, "why.mainland")
    name = label(language, f"areas.{area.kind.value}", name=area_name(area, language))
    if area.kind is not AreaKind.MUNICIPALITY:
        return label(language, "why.area", name=name)
    elsewhere = reader.municipality not in (None, area.code)
    return label(language, "why.nearby" if elsewhere else "why.municipality", name=name)


def _fits(card: ServiceCard, reader: Reader, scored: Scored | None) -> list[str]:
    """Return what it meets: one stop, the need or the words, the age, the level."""
    language = reader.language
    reasons = []
    if card.is_one_stop:
        reasons.append(label(language, "why.one_stop"))
    met = [theme for theme in reader.themes if theme in card.themes]
    if met:
        named = ", ".join(label(language, f"themes.{theme.value}") for theme in met)
        reasons.append(label(language, "why.theme", theme=named))
    elif scored is not None and scored.parts.get("words"):
        reasons.append(label(language, "why.words"))
    if reader.age is not None and (said := ages(card.age_min, card.age_max, language)):
        reasons.append(label(language, "why.age", ages=said))
    level = reader.support_level
    if level is not None and level in card.support_levels:
        named = label(language, f"support_levels.{level.value}")
        reasons.append(label(language, "why.level", level=named))
    return reasons


def _limits(card: ServiceCard, reader: Reader) -> list[str]:
    """Return what must be said against it: its language, its age as a fact."""
    language = reader.language
    limits = []
    only = card.languages[0] if len(card.languages) == 1 else None
    if only is not None and only != language:
        limits.append(
            label(language, "why.only_language", spoken=spoken(only, language))
        )
    elif card.text_language != language:
        name = spoken(card.text_language, language)
        limits.append(label(language, "why.text_language", spoken=name))
    newest = card.newest_on
    if newest is None:
        limits.append(label(language, "why.undated"))
    elif not is_fresh(newest, reader.now.date()):
        limits.append(label(language, "why.from_year", year=newest.year))
    return limits

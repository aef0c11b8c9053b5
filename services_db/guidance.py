"""What the curated catalogue says beside services: four kinds of typed record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from services_db.records import AreaRef, Language, Record, SourceRef, Texts
from services_db.reference.codes import Phase, TargetGroup, Theme


class GuidanceRecord(Record):
    """What every kind has: a key, who said so, and the date of that source."""

    key: str = Field(min_length=1, max_length=100)
    source: SourceRef
    verified_on: date | None = None


class PlacedRecord(GuidanceRecord):
    """A record that holds in some areas only; by default in all of Finland."""

    areas: tuple[AreaRef, ...] = ("country:FI",)


class LegacyTermRecord(GuidanceRecord):
    """An old word in its forms, and what is said of it today."""

    terms: dict[Language, list[str]]
    texts: Texts
    themes: tuple[Theme, ...] = ()
    since: date | None = None


class CalendarText(Record):
    """Name and text of a calendar entry in one language."""

    name: str = Field(max_length=200)
    text: str = Field(max_length=5000)


class CalendarRecord(PlacedRecord):
    """An entry of the annual clock. Dates that are not known stay null."""

    texts: dict[Language, CalendarText]
    starts: date | None = None
    ends: date | None = None
    themes: tuple[Theme, ...] = ()
    phases: tuple[Phase, ...] = ()
    target_groups: tuple[TargetGroup, ...] = (TargetGroup.YOUNG,)
    valid_until: date | None = None

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> CalendarRecord:
        if self.starts and self.ends and self.starts > self.ends:
            raise ValueError("starts: is after ends")
        return self


class ResponsibilityText(Record):
    """A question about who is responsible, and the answer, in one language."""

    question: str = Field(max_length=500)
    answer: str = Field(max_length=5000)


class ResponsibilityRecord(GuidanceRecord):
    """Who is responsible for what, and the ids of the services that carry it."""

    texts: dict[Language, ResponsibilityText]
    keywords: dict[Language, list[str]] = Field(default_factory=dict)
    service_ids: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    phases: tuple[Phase, ...] = ()
    age_min: int | None = Field(default=None, ge=0, le=120)
    age_max: int | None = Field(default=None, ge=0, le=120)


class FactRecord(PlacedRecord):
    """A dated statement about a rule, an entitlement or a date."""

    topic: str = Field(min_length=1, max_length=100)
    texts: Texts
    valid_from: date | None = None
    valid_until: date | None = None
    confidence: Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Guidance:
    """All of it, as the curated source gives it."""

    legacy_terms: tuple[LegacyTermRecord, ...] = ()
    calendar: tuple[CalendarRecord, ...] = ()
    responsibilities: tuple[ResponsibilityRecord, ...] = ()
    facts: tuple[FactRecord, ...] = ()

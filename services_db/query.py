"""What is asked of the catalogue and what comes back, beside the service card."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services_db.records import ServiceCard, SourceRef
from services_db.reference.codes import (
    Phase,
    ServiceNature,
    SupportLevel,
    TargetGroup,
    Theme,
)


@dataclass(frozen=True, kw_only=True)
class Query:
    """One search. What is not known is left out; nothing is guessed from it.

    ``themes`` are in the order of the needs; with several, results are grouped in
    that order. ``municipality`` is a three-digit code; without one only nationwide
    services are found. ``language`` is the reader's, ``service_language`` the one
    the service should be given in. Crisis services are left out unless
    ``include_crisis``, unless their name is written, or nothing else meets a need.
    ``nature`` leaves only services of that nature, crisis services too.
    ``today`` and ``now`` default to the present in Finland.
    """

    text: str = ""
    themes: tuple[Theme, ...] = ()
    municipality: str | None = None
    age: int | None = None
    support_level: SupportLevel | None = None
    phase: Phase | None = None
    language: str = "fi"
    target_group: TargetGroup = TargetGroup.YOUNG
    service_language: str | None = None
    one_stop_only: bool = False
    nature: ServiceNature | None = None
    include_crisis: bool = False
    limit: int = 3
    offset: int = 0
    today: date | None = None
    now: datetime | None = None

    def __post_init__(self) -> None:
        """Take codes that are given as plain strings.

        Raises:
            ValueError: when a code is not one of its vocabulary.
        """
        themes = tuple(dict.fromkeys(Theme(theme) for theme in self.themes))
        object.__setattr__(self, "themes", themes)
        object.__setattr__(self, "target_group", TargetGroup(self.target_group))
        if self.support_level is not None:
            level = SupportLevel(self.support_level)
            object.__setattr__(self, "support_level", level)
        if self.phase is not None:
            object.__setattr__(self, "phase", Phase(self.phase))
        if self.nature is not None:
            object.__setattr__(self, "nature", ServiceNature(self.nature))

    def without_place(self) -> Query:
        """Return the same query for an unknown municipality."""
        return replace(self, municipality=None)


@dataclass(frozen=True)
class SearchResult:
    """A page of the ranked services; ``total`` counts all that were found."""

    query: Query
    total: int
    services: list[ServiceCard]


@dataclass(frozen=True)
class Fact:
    """A dated statement, in the language named by ``text_language``."""

    key: str
    topic: str
    text: str
    text_language: str
    valid_from: date | None
    valid_until: date | None
    confidence: str
    verified_on: date | None
    source: SourceRef


@dataclass(frozen=True)
class CalendarEntry:
    """An entry of the annual clock. ``starts``/``ends`` are null when not known."""

    key: str
    name: str
    text: str
    text_language: str
    starts: date | None
    ends: date | None
    themes: tuple[Theme, ...]
    phases: tuple[Phase, ...]
    verified_on: date | None
    source: SourceRef


@dataclass(frozen=True)
class Duty:
    """Who is responsible for what; ``service_ids`` are for ``Catalogue.cards``."""

    key: str
    question: str
    answer: str
    text_language: str
    service_ids: tuple[str, ...]
    themes: tuple[Theme, ...]
    phases: tuple[Phase, ...]
    verified_on: date | None
    source: SourceRef


@dataclass(frozen=True)
class OldWord:
    """An old word and what it leads to today."""

    key: str
    text: str
    text_language: str
    themes: tuple[Theme, ...]
    since: date | None
    verified_on: date | None
    source: SourceRef


@dataclass(frozen=True)
class Status:
    """What the catalogue holds: services by kind of source, and how fresh it is."""

    services: int
    by_source: dict[str, int] = field(default_factory=dict)
    newest_verified_on: date | None = None
    last_import: datetime | None = None
    open_reports: int = 0

"""The catalogue as others use it: one class, thread safe, connecting on first use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from services_db import db
from services_db.query import (
    CalendarEntry,
    Duty,
    Fact,
    OldWord,
    Query,
    SearchResult,
    Status,
)
from services_db.records import ServiceCard
from services_db.reference.codes import Phase, TargetGroup, Theme


class Catalogue:
    """The services catalogue at one database URL.

    Every method raises ``CatalogueUnavailable`` when the database does not serve.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. The catalogue can be used again after it."""
        self._engine.dispose()

    def search(self, query: Query) -> SearchResult:
        """Return the services that fit ``query``, best first."""
        raise NotImplementedError

    def cards(
        self, ids: Sequence[str], language: str, municipality: str | None = None
    ) -> list[ServiceCard]:
        """Return the cards of ``ids`` in that order; unknown ids are left out."""
        raise NotImplementedError

    def facts(self, topic: str, language: str, on: date | None = None) -> list[Fact]:
        """Return the facts of a topic that are in force on a day (today)."""
        raise NotImplementedError

    def calendar(
        self,
        language: str,
        on: date | None = None,
        *,
        themes: Sequence[Theme] = (),
        phases: Sequence[Phase] = (),
        target_group: TargetGroup = TargetGroup.YOUNG,
        limit: int = 5,
    ) -> list[CalendarEntry]:
        """Return what is going on or coming on a day, next first, undated last."""
        raise NotImplementedError

    def responsibilities(
        self,
        language: str,
        municipality: str | None = None,
        *,
        age: int | None = None,
        themes: Sequence[Theme] = (),
        phases: Sequence[Phase] = (),
        text: str = "",
        limit: int = 3,
    ) -> list[Duty]:
        """Return who is responsible, best first."""
        raise NotImplementedError

    def legacy_term(self, key_or_text: str, language: str) -> OldWord | None:
        """Return the old word that a key names or that a text contains."""
        raise NotImplementedError

    def authorities(self, municipality: str, language: str) -> list[ServiceCard]:
        """Return the cards of those who answer for a young person's services."""
        raise NotImplementedError

    def record_gap(self, query: Query) -> None:
        """Count a search that found nothing: place, need, level, language, day."""
        raise NotImplementedError

    def status(self) -> Status:
        """Return what the catalogue holds."""
        raise NotImplementedError


def open_catalogue(url: str) -> Catalogue:
    """Return the catalogue at ``url``; the database is first touched on use."""
    return Catalogue(db.connect(url))

"""What ranking knows of a service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from services_db.reference import AreaRef


@dataclass
class Candidate:
    """A service that place, age and dates leave in.

    ``areas`` are those of its areas that cover the reader, ``provider_areas`` those
    where a nationwide duty has its own provider, ``nearby`` is set when it is
    another municipality's. ``codes`` are ordered, the strongest first. ``coverage``
    is the share (0-1) of the query's words that it holds; ``named`` says that its
    name holds them all.
    """

    id: str
    nature: str | None
    is_one_stop: bool
    age_min: int | None
    age_max: int | None
    verified_on: date | None
    remote: bool | None = None
    areas: set[AreaRef] = field(default_factory=set)
    provider_areas: set[AreaRef] = field(default_factory=set)
    nearby: bool = False
    codes: dict[str, list[str]] = field(default_factory=dict)
    coverage: float = 0.0
    named: bool = False

    def of(self, kind: str) -> list[str]:
        """Return its codes of one kind; empty when the source does not say."""
        return self.codes.get(kind, [])

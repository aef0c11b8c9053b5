"""For whom a card is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services_db.reference import AreaRef, areas_of
from services_db.reference.codes import SupportLevel, Theme


@dataclass(frozen=True)
class Reader:
    """For whom a card is made: language, municipality, moment, age and needs."""

    language: str
    now: datetime
    municipality: str | None = None
    age: int | None = None
    support_level: SupportLevel | None = None
    themes: tuple[Theme, ...] = ()

    @property
    def places(self) -> tuple[AreaRef, ...]:
        """The reader's areas from narrow to wide; empty when the place is unknown."""
        return areas_of(self.municipality) if self.municipality else ()

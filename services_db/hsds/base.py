"""What every HSDS table shares: how an id, an address, a date is written."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from services_db.hsds.ids import PATTERN

Uuid = Annotated[str, StringConstraints(pattern=PATTERN)]
URI: Final = r"^[A-Za-z][A-Za-z0-9+.\-]*:\S+$"
EMAIL: Final = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
Uri = Annotated[str, StringConstraints(pattern=URI)]
Email = Annotated[str, StringConstraints(pattern=EMAIL)]
Number = int | float


def _kept(reads: type[date] | type[time] | type[datetime]) -> AfterValidator:
    """Return a check that a text is a date or a time, which leaves it a text."""

    def check(text: str) -> str:
        reads.fromisoformat(text)
        return text

    return AfterValidator(check)


Day = Annotated[str, _kept(date)]
Clock = Annotated[str, _kept(time)]
Moment = Annotated[str, _kept(datetime)]


class Table(BaseModel):
    """A row of an HSDS table with the rows that belong to it.

    ``table`` is its name in the standard and ``path`` its file in a data package.
    Fields that the standard does not know are passed over.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)
    table: ClassVar[str]
    path: ClassVar[str]

    id: Uuid

    def to_json(self) -> dict[str, Any]:
        """Return the row as plain JSON values; what is not known is left out."""
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)

"""What a request may ask: pages, flags and ids, read strictly as documented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator

from services_db.clean import plain
from services_db.hsds.documents import page_of
from services_db.hsds.ids import PATTERN

T = TypeVar("T")
MOST: Final = 100
"""How many things one page holds at most."""


class Page(BaseModel, Generic[T]):
    """A page of a list, as the standard shapes it. Page numbers start at 1."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: tuple[T, ...]


def _true_or_false(value: Any) -> Any:
    """Take the two words of the document, not all that could mean them."""
    words = {"true": True, "false": False}
    if isinstance(value, str) and value not in words:
        raise ValueError("write true or false")
    return words.get(value, value) if isinstance(value, str) else value


def _moment(value: Any) -> Any:
    if isinstance(value, str) and "-" not in value[1:]:
        raise ValueError("write a date or a date and time")
    return value


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _tidy(text: str) -> str:
    return plain(text).lower()


Flag = Annotated[bool, BeforeValidator(_true_or_false), Query()]
Words = Annotated[
    str, Query(max_length=200, description="Full text search."), AfterValidator(plain)
]
Key = Annotated[str, Path(pattern=PATTERN), AfterValidator(_tidy)]
KeyAsked = Annotated[str, Query(pattern=PATTERN), AfterValidator(_tidy)]
Number = Annotated[int, Query(ge=1, le=1_000_000, description="Starts at 1.")]
PerPage = Annotated[int, Query(ge=1, le=MOST)]
Form = Annotated[
    Literal["json", "ndjson"],
    Query(description="ndjson gives everything, one JSON object a line, no pages."),
]
Since = Annotated[
    datetime,
    BeforeValidator(_moment),
    AfterValidator(_in_utc),
    Query(description="Changed at this moment or after it; without a zone, UTC."),
]


class Pager:
    """Which page is asked for."""

    def __init__(self, page: Number = 1, per_page: PerPage = 50) -> None:
        self.page, self.per_page = page, per_page

    @property
    def offset(self) -> int:
        """How many things come before the page."""
        return (self.page - 1) * self.per_page

    def of(self, contents: list[T], total: int) -> dict[str, Any]:
        """Return a page of ``contents``."""
        return page_of(contents, total, self.page, self.per_page)

    def cut(self, whole: list[T]) -> dict[str, Any]:
        """Return the page of a list that is at hand."""
        end = self.offset + self.per_page
        return self.of(whole[self.offset : end], len(whole))

"""Queries with the services that must, may and must not be near the top."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from services_db.query import Query
from services_db.reference.codes import Theme

Style = Literal["colloquial", "misspelt", "undotted", "professional", "several"]
DEPTH: Final = 10
BEST, FINE = 2, 1


class JudgedSetBroken(Exception):
    """A file of judged queries that cannot be used; the message says which and why."""


class Judged(BaseModel):
    """One query. ``best`` must be near the top, ``fine`` may, ``wrong`` must not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    language: str
    style: Style
    municipality: str | None = None
    age: int | None = None
    themes: tuple[Theme, ...] = ()
    best: tuple[str, ...]
    fine: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_told_apart(self) -> Judged:
        listed = [*self.best, *self.fine, *self.wrong]
        if not self.best:
            raise ValueError("best: at least one is needed")
        if len(listed) != len(set(listed)):
            raise ValueError("a service is listed twice")
        return self

    @property
    def query(self) -> Query:
        """The query as it is asked."""
        return Query(
            text=self.text,
            language=self.language,
            municipality=self.municipality,
            age=self.age,
            themes=self.themes,
            limit=DEPTH,
        )

    def gain(self, service_id: str) -> int:
        """Return what a service is worth: 2, 1 or 0."""
        if service_id in self.best:
            return BEST
        return FINE if service_id in self.fine else 0


def read_judged(folder: Path) -> dict[str, list[Judged]]:
    """Return the judged queries of each file of a folder, by the file's name.

    Raises:
        JudgedSetBroken: when there is none, or one cannot be read.
    """
    found = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
            found[path.stem] = TypeAdapter(list[Judged]).validate_python(loaded)
        except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
            raise JudgedSetBroken(f"{path}: {error}") from None
    if not found:
        raise JudgedSetBroken(f"{folder}: no judged queries (*.yml)")
    return found

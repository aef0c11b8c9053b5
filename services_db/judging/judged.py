"""Queries with the services that must, may and must not be near the top."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
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
    """One query. ``best`` must be near the top, ``fine`` may, ``wrong`` must not.

    Those were thought of when the query was written. ``pooled`` are the grades of what
    systems found for it, by grade: 2, 1 or 0; what is graded there is graded by it.
    """

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
    pooled: dict[Literal[0, 1, 2], tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_told_apart(self) -> Judged:
        listed = [*self.best, *self.fine, *self.wrong]
        if not self.best:
            raise ValueError("best: at least one is needed")
        if len(listed) != len(set(listed)):
            raise ValueError("a service is listed twice")
        pooled = [key for graded in self.pooled.values() for key in graded]
        if len(pooled) != len(set(pooled)):
            raise ValueError("pooled: a service is listed twice")
        return self

    @property
    def grades(self) -> dict[str, int]:
        """What each service that was judged is worth: 2, 1 or 0."""
        return {
            **dict.fromkeys(self.wrong, 0),
            **dict.fromkeys(self.fine, FINE),
            **dict.fromkeys(self.best, BEST),
            **{key: grade for grade, keys in self.pooled.items() for key in keys},
        }

    @property
    def without_pool(self) -> Judged:
        """The query as it was judged before anything was searched."""
        return self.model_copy(update={"pooled": {}})

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

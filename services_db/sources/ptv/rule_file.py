"""The file of rules, ``ptv_rules.yml``: its shape, and reading it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import Field, StringConstraints, ValidationError

from services_db.errors import ImportRefused
from services_db.records import Record
from services_db.reference.codes import (
    Phase,
    ServiceNature,
    SupportLevel,
    TargetGroup,
    Theme,
    TnoType,
)
from services_db.sources.curated import describe
from services_db.sources.yaml_file import StrictLoader

FILE: Final = Path(__file__).parent.parent / "ptv_rules.yml"

Code = Annotated[str, StringConstraints(pattern=r"^(P|KE|KR)\d{1,2}(\.\d{1,2})?$")]


class Gives(Record):
    """What a service gets by one rule."""

    themes: tuple[Theme, ...] = ()
    support_levels: tuple[SupportLevel, ...] = ()
    tno_types: tuple[TnoType, ...] = ()
    phases: tuple[Phase, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    nature: ServiceNature | None = None
    is_one_stop: bool = False


class Rule(Gives):
    """A rule for one code of PTV."""

    name: str
    old: Annotated[str, StringConstraints(pattern=r"^v\d{4}$")] | None = None


class NameRule(Gives):
    """A rule for words in a service's name.

    ``like`` is a class whose rule it follows; ``within`` the classes of which the
    service must have one, if any are named.
    """

    words: list[str] = Field(min_length=1)
    like: Code | None = None
    within: tuple[Code, ...] = ()


class Choice(Record):
    """A filter: services of one of these target groups or classes."""

    target_groups: tuple[Code, ...] = ()
    classes: tuple[Code, ...] = ()
    not_only: tuple[Code, ...] = ()


class Rules(Record):
    """The whole file."""

    classes: dict[Code, Rule]
    life_events: dict[Code, Rule]
    target_groups: dict[Code, Rule]
    names: list[NameRule]
    young: Choice

    def old_codes(self) -> dict[str, str]:
        """Return today's codes by the last part of their old addresses."""
        tables = (self.classes, self.life_events, self.target_groups)
        return {
            rule.old: code
            for table in tables
            for code, rule in table.items()
            if rule.old is not None
        }


def load_rules(path: Path = FILE) -> Rules:
    """Read and check the rules.

    Raises:
        ImportRefused: naming the file and the rule that is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return Rules.model_validate(yaml.load(text, StrictLoader))  # noqa: S506
    except ValidationError as error:
        problems = "\n".join(f"{path.name}: {line}" for line in describe(error))
        raise ImportRefused(problems) from None
    except yaml.YAMLError as error:
        raise ImportRefused(f"{path.name}: {' '.join(str(error).split())}") from None


@lru_cache
def shipped() -> Rules:
    """Return the rules shipped with the project, read on first use."""
    return load_rules()

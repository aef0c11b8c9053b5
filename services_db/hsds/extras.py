"""Attributes: what a record says and HSDS has no field for, written and read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from services_db.hsds.ids import made_id
from services_db.hsds.model import Attribute, Described
from services_db.hsds.terms import FIELD, code_of, term

Said = list[tuple[str | None, str]]


def says(
    table: str,
    link_id: str,
    taxonomy: str,
    code: str,
    value: str | None = None,
    *,
    language: str | None = None,
    number: int = 0,
) -> Attribute:
    """Return an attribute of the row ``link_id`` of ``table``.

    ``number`` tells apart several values of one code.
    """
    meant = term(taxonomy, code)
    made = made_id("attribute", link_id, taxonomy, code, language or "", number)
    return Attribute(
        id=made,
        link_id=link_id,
        link_entity=table,
        link_type=language,
        taxonomy_term_id=meant.id,
        taxonomy_term=meant,
        value=value,
    )


def fields(
    table: str, link_id: str, values: Mapping[str, object], language: str | None = None
) -> list[Attribute]:
    """Return an attribute for each value that is not ``None``; lists give several."""
    found = []
    for code, value in values.items():
        items = value if isinstance(value, list) else [value]
        found += [
            says(
                *(table, link_id, FIELD, code, _written(item)),
                language=language,
                number=number,
            )
            for number, item in enumerate(items)
            if item is not None
        ]
    return found


def in_languages(
    table: str, link_id: str, code: str, texts: Mapping[str, str], said: str | None
) -> list[Attribute]:
    """Return attributes for a text in all languages but the one already ``said``."""
    return [
        attribute
        for language, text in texts.items()
        if language != said or not text
        for attribute in fields(table, link_id, {code: text}, language)
    ]


class Extras:
    """The attributes of one row by taxonomy and code."""

    def __init__(self, attributes: Iterable[Attribute]) -> None:
        self._said: dict[tuple[str, str], Said] = defaultdict(list)
        self.unknown = 0
        for attribute in attributes:
            key = code_of(attribute)
            if key is None:
                self.unknown += 1
                continue
            self._said[key].append((attribute.link_type, attribute.value or ""))

    @classmethod
    def of(cls, row: Described) -> Extras:
        """Return what is said of a row, not of what hangs on it."""
        return cls(a for a in row.attributes if a.link_id in (None, row.id))

    def codes(self, taxonomy: str) -> list[str]:
        """Return the codes of a taxonomy in their order."""
        return [code for name, code in self._said if name == taxonomy]

    def one(self, code: str) -> str | None:
        """Return a field's value, ``None`` when it is not said."""
        said = self._said.get((FIELD, code))
        return said[0][1] if said else None

    def texts(self, code: str) -> dict[str, str]:
        """Return a field's value by language."""
        said = self._said.get((FIELD, code), [])
        return {language: value for language, value in said if language}

    def lists(self, code: str) -> dict[str, list[str]]:
        """Return a field's values by language."""
        found: dict[str, list[str]] = defaultdict(list)
        for language, value in self._said.get((FIELD, code), []):
            if language:
                found[language].append(value)
        return dict(found)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

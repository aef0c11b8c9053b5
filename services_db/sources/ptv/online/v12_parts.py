"""Small parts of version 12 in the shape of version 11: texts, areas, ways to reach.

Version 12 keeps texts by language (``{"fi": …}``, Markdown), bare codes, and phone
numbers of four types. Pure; what is of a wrong type is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

from services_db.sources.ptv.files import NotTaken

Item = dict[str, Any]
T = TypeVar("T")

_AREA_TYPES: Final = {"LimitedArea": "LimitedType"}
_KINDS_OF_AREA: Final = {
    "regions": "Region",
    "wellbeingServicesCounties": "WellbeingServiceCounties",
}
_PHONES: Final = {"DomesticPhone": "Phone", "InternationalPhone": "Phone"}
_LINK = re.compile(r"\[([^\]]*)\]\((\S*?)\)")
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_MARKS = re.compile(r"\*\*|__|\\(?=[\\`*_{}\[\]()#+.!-])")


def objects(item: Mapping[str, Any], key: str) -> list[Item]:
    """Return a list of objects; empty when it is missing or null.

    Raises:
        NotTaken: when it is something else.
    """
    found = values(item, key, dict, "a list of objects")
    return [one for one in found if one]


def codes(item: Mapping[str, Any], key: str) -> list[str]:
    """Return a list of texts; empty when it is missing or null.

    Raises:
        NotTaken: when it is something else.
    """
    return values(item, key, str, "a list of texts")


def values(item: Mapping[str, Any], key: str, kind: type[T], said: str) -> list[T]:
    """Return a list of one type, without nulls."""
    found = item.get(key) or []
    if not isinstance(found, list) or not all(
        one is None or isinstance(one, kind) for one in found
    ):
        raise NotTaken(f"{key}: is not {said}")
    return [one for one in found if one is not None]


def part(item: Mapping[str, Any], key: str) -> Item:
    """Return an object; empty when it is missing or null.

    Raises:
        NotTaken: when it is something else.
    """
    found = item.get(key) or {}
    if not isinstance(found, dict):
        raise NotTaken(f"{key}: is not an object")
    return found


def versions(item: Mapping[str, Any]) -> Iterator[tuple[str, Item]]:
    """Yield the language versions: the language and its texts."""
    given = part(item, "languageVersions")
    for language in given:
        yield language, part(given, language)


def texts(item: Mapping[str, Any], kinds: Mapping[str, str | None]) -> list[Item]:
    """Return texts by language as v11's lists; ``kinds``: key in v12, type in v11."""
    return [
        {"language": language, "type": kind, "value": unmarked(version[key])}
        for language, version in versions(item)
        for key, kind in kinds.items()
        if version.get(key)
    ]


def by_language(item: Mapping[str, Any], key: str) -> list[Item]:
    """Return ``{"fi": text}`` as v11's list."""
    return [
        {"language": language, "value": unmarked(value)}
        for language, value in part(item, key).items()
        if value
    ]


def unmarked(text: Any) -> Any:
    """Return a text without its Markdown; links keep their address in brackets."""
    if not isinstance(text, str):
        return text
    linked = _LINK.sub(lambda m: f"{m[1]} ({m[2]})" if m[2] != m[1] else m[1], text)
    return _MARKS.sub("", _HEADING.sub("", linked))


def area(item: Mapping[str, Any]) -> Item:
    """Return ``areaType`` and ``areas`` of v11."""
    given = part(item, "area")
    places = codes(given, "municipalities")
    found: list[Item] = [
        {"type": kind, "code": code}
        for key, kind in _KINDS_OF_AREA.items()
        for code in codes(given, key)
    ]
    if places:
        members = [{"code": code} for code in places]
        found.append({"type": "Municipality", "municipalities": members})
    kind = given.get("areaType")
    return {"areaType": _AREA_TYPES.get(str(kind), kind), "areas": found}


def phones(item: Mapping[str, Any], key: str) -> list[Item]:
    """Return the phone numbers of all languages."""
    return _all(item, key, _phone)


def emails(item: Mapping[str, Any], key: str) -> list[Item]:
    """Return the e-mail addresses of all languages."""
    return _all(item, key, lambda one: {"value": one.get("email")})


def pages(item: Mapping[str, Any], *keys: str) -> list[Item]:
    """Return the links of all languages; a key may hold one or a list."""
    return [
        {"url": one.get("url"), "value": one.get("name"), "language": language}
        for language, version in versions(item)
        for key in keys
        for one in _one_or_many(version, key)
    ]


def _one_or_many(version: Item, key: str) -> Iterable[Item]:
    found = version.get(key)
    return [found] if isinstance(found, dict) else objects(version, key)


def _all(
    item: Mapping[str, Any], key: str, shaped: Callable[[Item], Item]
) -> list[Item]:
    return [
        {**shaped(one), "language": language}
        for language, version in versions(item)
        for one in objects(version, key)
    ]


def _phone(one: Item) -> Item:
    kind = str(one.get("type"))
    return {
        "type": _PHONES.get(kind, kind),
        "prefixNumber": one.get("dialCode"),
        "number": one.get("number"),
        "isFinnishServiceNumber": kind == "DomesticPhone",
        "additionalInformation": one.get("additionalInformation"),
    }

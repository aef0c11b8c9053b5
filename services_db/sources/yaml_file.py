"""YAML as the catalogue reads it: safe, no doubled keys, a time stays a time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import yaml

from services_db.sources.files import text_of

DEEPEST: Final = 100
_BEGINNING: Final = re.compile(r"^[ ?-]*", re.MULTILINE)
_BRACKETS: Final = re.compile(r"[][{}]")

_Fast: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, nine times as fast: each start reads the shipped records."""


def _depth(text: str) -> int:
    """Return at most how deep a text is nested, by its indents and brackets."""
    depth = deepest = max(map(len, _BEGINNING.findall(text)), default=0) // 2
    for bracket in _BRACKETS.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


class StrictLoader(_Fast):  # type: ignore[misc]
    """A safe loader for which a doubled key is an error and ``12:00`` is a text.

    YAML 1.1 would keep the last of two keys silently and read 12:00 as 720. What is
    nested too deep is an error before libyaml, which recurses, would crash on it.
    """

    def __init__(self, text: str) -> None:
        if _depth(text) > DEEPEST:
            raise yaml.composer.ComposerError(None, None, "is nested too deep")
        super().__init__(text)

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Any, Any]:
        """Construct a mapping; refuse a key that comes twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key.value!r} comes twice", key.start_mark
                )
            seen.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return found


StrictLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(0|[1-9][0-9]*)$"), list("-0123456789")
)
StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789")
)


def load_list(path: Path) -> list[Any]:
    """Return the list that a file holds; an empty file is an empty list.

    Raises:
        yaml.YAMLError: when the file is not YAML or a key comes twice.
        ValueError: when it does not hold a list.
        ImportRefused: when it is not UTF-8 or a web page.
    """
    text = text_of(path.read_bytes(), path.name)
    loader = StrictLoader(text)
    try:
        loaded = loader.get_single_data()
    finally:
        loader.dispose()
    if loaded is None:
        return []
    if not isinstance(loaded, list):
        raise ValueError("is not a list of records")  # noqa: TRY004
    return loaded

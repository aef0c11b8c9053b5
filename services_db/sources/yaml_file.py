"""YAML as the catalogue reads it: safe, no doubled keys, a time stays a time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import yaml

_Fast: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, nine times as fast: each start reads the shipped records."""


class StrictLoader(_Fast):  # type: ignore[misc]
    """A safe loader for which a doubled key is an error and ``12:00`` is a text.

    YAML 1.1 would keep the last of two keys silently and read 12:00 as 720.
    """

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
    """
    loader = StrictLoader(path.read_text(encoding="utf-8"))
    try:
        loaded = loader.get_single_data()
    finally:
        loader.dispose()
    if loaded is None:
        return []
    if not isinstance(loaded, list):
        raise ValueError("is not a list of records")  # noqa: TRY004
    return loaded

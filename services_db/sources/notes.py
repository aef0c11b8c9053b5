"""Counts what an import cut or left out, so that a thousand cases stay one line."""

from __future__ import annotations

from typing import Final

EXAMPLES: Final = 3


class Notes:
    """What was cut or left out, each kind with its count and a few examples."""

    def __init__(self) -> None:
        self._seen: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}

    def add(self, what: str, example: str = "") -> None:
        """Count one case of ``what``; ``example`` names the record."""
        self._counts[what] = self._counts.get(what, 0) + 1
        examples = self._seen.setdefault(what, [])
        if example and example not in examples and len(examples) < EXAMPLES:
            examples.append(example)

    def count(self, what: str) -> int:
        """Return how often ``what`` was counted."""
        return self._counts.get(what, 0)

    def lines(self) -> list[str]:
        """Return ``what: count (examples)`` in the order of first appearance."""
        return [
            f"{what}: {count}{self._examples(what, count)}"
            for what, count in self._counts.items()
        ]

    def _examples(self, what: str, count: int) -> str:
        examples = self._seen[what]
        more = ", …" if count > len(examples) else ""
        return f" ({', '.join(examples)}{more})" if examples else ""

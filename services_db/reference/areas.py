"""An area by kind and code: ``municipality:179``, ``wellbeing_county:13``."""

from __future__ import annotations

from typing import Final, NamedTuple

from services_db.reference.codes import AreaKind


class AreaRef(NamedTuple):
    """A kind of area and its official code; ``str()`` gives ``kind:code``."""

    kind: AreaKind
    code: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"

    @classmethod
    def parse(cls, text: str) -> AreaRef:
        """Read ``kind:code``.

        Raises:
            ValueError: when the kind is not an ``AreaKind``.
        """
        kind, _, code = text.partition(":")
        return cls(AreaKind(kind), code)

    @property
    def is_national(self) -> bool:
        """Whether this is all of Finland, or all but Åland."""
        return self.kind in NATIONAL


COUNTRY: Final = AreaRef(AreaKind.COUNTRY, "FI")
MAINLAND: Final = AreaRef(AreaKind.MAINLAND, "FI")
NATIONAL: Final = frozenset({AreaKind.COUNTRY, AreaKind.MAINLAND})


def municipality_ref(code: str) -> AreaRef:
    """Return the area of a municipality's code, whether or not it exists."""
    return AreaRef(AreaKind.MUNICIPALITY, code)

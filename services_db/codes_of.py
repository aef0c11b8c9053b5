"""The codes of services, by kind, the strongest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection

from services_db import statements as sql


def codes_of(
    connection: Connection, ids: Sequence[str]
) -> dict[str, dict[str, list[str]]]:
    """Return the codes of each service by kind, in the order of their ranks."""
    ranked: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(dict)
    rows = connection.execute(sql.CODES, {"ids": ids}).all()
    for service, kind, rank, code in rows:
        ranked[service].setdefault(kind, []).append((rank, code))
    return {
        service: {kind: [code for _, code in sorted(c)] for kind, c in kinds.items()}
        for service, kinds in ranked.items()
    }

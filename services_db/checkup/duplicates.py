"""Services that may be one and the same: same name, and provider or contact."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Final

from sqlalchemy import Connection, select

from services_db import models as m
from services_db.lemmas import fold

_REACHED_BY: Final = ("phone", "email")


def duplicates(connection: Connection) -> list[str]:
    """Return pairs as ``one = other``, in the order of ids.

    Two services have the same name in some language, letters and digits alone, and
    the same provider's name or a phone number or e-mail address in common.
    """
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    text = m.ServiceText
    for key, language, name in connection.execute(
        select(text.service_id, text.language, text.name)
    ):
        named[language, _letters(name)].add(key)
    alike = {
        pair
        for keys in named.values()
        if len(keys) > 1
        for pair in combinations(sorted(keys), 2)
    }
    if not alike:
        return []
    shared = _shared(connection)
    return [f"{a} = {b}" for a, b in sorted(alike) if shared[a] & shared[b]]


def _shared(connection: Connection) -> dict[str, set[str]]:
    """Return the names of providers and the contacts of each service."""
    found: dict[str, set[str]] = defaultdict(set)
    service, provider, contact = m.Service, m.OrganizationText, m.Contact
    for key, name in connection.execute(
        select(service.id, provider.name).join(
            provider, provider.organization_id == service.organization_id
        )
    ):
        found[key].add(_letters(name))
    for key, value in connection.execute(
        select(contact.service_id, contact.value).where(contact.kind.in_(_REACHED_BY))
    ):
        found[key].add(_letters(value))
    return found


def _letters(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())

"""Links by which a provider says that a record is right: signed, and they expire."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self
from urllib.parse import urlencode

from bot.store.keys import Keys

PATH = "/confirm"
VERSION = 16
"""Digits of the content hash that a link carries."""

Verdict = Literal["good", "expired", "invalid"]


@dataclass(frozen=True)
class Link:
    """What a link says: for which content of which record, and until which day."""

    service: str
    version: str
    until: str
    signature: str

    @classmethod
    def signed(cls, keys: Keys, service: str, content_hash: str, until: date) -> Self:
        """Return a link for a record as it stands."""
        version, day = content_hash[:VERSION], until.isoformat()
        return cls(service, version, day, _sign(keys, service, version, day))

    def judged(self, keys: Keys, today: date) -> Verdict:
        """Return whether the link is ours and in time (its last day is in time)."""
        expected = _sign(keys, self.service, self.version, self.until)
        given = self.signature.encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected.encode()):
            return "invalid"
        return "good" if today.isoformat() <= self.until else "expired"

    def query(self, language: str) -> str:
        """Return the link's parameters, with the page's language."""
        return urlencode(
            {
                "service": self.service,
                "version": self.version,
                "until": self.until,
                "signature": self.signature,
                "language": language,
            }
        )


def _sign(keys: Keys, *parts: str) -> str:
    return keys.hash("provider_link", *parts)[:32]

"""What the page needs to know in one language, as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.gateway.messages import Draft
from bot.texts import DEFAULT_LANGUAGE, languages, text, topic
from services_db.labels import label
from services_db.reference.codes import (
    Charge,
    ContactKind,
    ServiceNature,
    SupportLevel,
    Theme,
)

_LABELS: Mapping[str, tuple[str, ...]] = {
    "themes": tuple(Theme),
    "support_levels": tuple(SupportLevel),
    "natures": tuple(ServiceNature),
    "charge": tuple(Charge),
    "contact_kinds": tuple(ContactKind),
    "opening": ("open_now", "closed_now", "day"),
    "ages": ("between", "from", "to"),
    "unknown": ("value",),
}


def page_texts(language: str, sos: Draft, limit: int) -> dict[str, Any]:
    """Return the texts of the page in ``language``.

    ``sos`` is what urgent help says; ``limit`` the characters of a message that are
    read. A text that the language lacks is in the default one.
    """
    return {
        "language": language,
        "names": {code: text(code, "gateway.language_name") for code in languages()},
        "limit": limit,
        "web": _complete(language, "web"),
        "card": _complete(language, "card"),
        "delete": _complete(language, "gateway")["delete"],
        "labels": {
            group: {str(name): label(language, f"{group}.{name}") for name in names}
            for group, names in _LABELS.items()
        },
        "sos": {
            "text": sos.text,
            "contacts": [one.model_dump(mode="json") for one in sos.contacts or ()],
        },
    }


def _complete(language: str, name: str) -> dict[str, Any]:
    return _merged(topic(DEFAULT_LANGUAGE, name), topic(language, name))


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the texts of ``over`` in place of its own."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged


def widget_texts() -> dict[str, dict[str, str]]:
    """Return what the one-tag script says, by language, the default one first."""
    return {
        code: {key: text(code, f"web.{key}") for key in ("widget", "widget_about")}
        for code in languages()
    }

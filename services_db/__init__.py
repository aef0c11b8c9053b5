"""The services catalogue: usable as a library, knows nothing of chat.

The public names are imported when they are first asked for, so that whoever needs
only ``services_db.reference`` or ``services_db.records`` loads no database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services_db.catalogue import Catalogue, open_catalogue
    from services_db.embedding import Embedder, EmbeddingUnavailable, load_embedder
    from services_db.errors import CatalogueUnavailable
    from services_db.importing import import_curated
    from services_db.query import (
        CalendarEntry,
        Duty,
        Fact,
        OldWord,
        Query,
        SearchResult,
        Status,
    )
    from services_db.records import ServiceCard, ServiceRecord

__all__ = [
    "CalendarEntry",
    "Catalogue",
    "CatalogueUnavailable",
    "Duty",
    "Embedder",
    "EmbeddingUnavailable",
    "Fact",
    "OldWord",
    "Query",
    "SearchResult",
    "ServiceCard",
    "ServiceRecord",
    "Status",
    "import_curated",
    "load_embedder",
    "open_catalogue",
]
_HOMES = {
    "catalogue": ("Catalogue", "open_catalogue"),
    "embedding": ("Embedder", "EmbeddingUnavailable", "load_embedder"),
    "errors": ("CatalogueUnavailable",),
    "importing": ("import_curated",),
    "query": (
        *("CalendarEntry", "Duty", "Fact", "OldWord"),
        *("Query", "SearchResult", "Status"),
    ),
    "records": ("ServiceCard", "ServiceRecord"),
}


def __getattr__(name: str) -> Any:
    """Import a public name from its home."""
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"services_db.{home}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'services_db' has no attribute {name!r}")

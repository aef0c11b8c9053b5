"""The services catalogue: usable as a library, knows nothing of chat."""

from __future__ import annotations

from services_db.catalogue import Catalogue, open_catalogue
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
    "Fact",
    "OldWord",
    "Query",
    "SearchResult",
    "ServiceCard",
    "ServiceRecord",
    "Status",
    "import_curated",
    "open_catalogue",
]

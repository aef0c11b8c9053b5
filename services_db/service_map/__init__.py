"""The services of one municipality or area on paper: by theme, then by level."""

from __future__ import annotations

from services_db.service_map.entries import Entry, Section, entries, sections
from services_db.service_map.page import page

__all__ = ["Entry", "Section", "entries", "page", "sections"]

"""Errors of the catalogue."""

from __future__ import annotations


class CatalogueUnavailable(Exception):
    """The catalogue cannot be read or written now: no database, or no tables.

    The one error of the public API. It names no query and no text.
    """


class ImportRefused(Exception):
    """A source is not taken in; the database is as it was.

    The message names the file, the record and the field where there is one.
    """

"""Alembic migrations of the catalogue: run by ``services_db.db``, never by hand."""

"""Alembic's environment: runs on the connection that ``services_db.db`` hands it."""

from alembic import context

from services_db.db import options

connection = context.config.attributes["connection"]
context.configure(**options(connection))
with context.begin_transaction():
    context.run_migrations()

"""Alembic's entry: runs on the connection that ``bot.store.db`` hands over."""

from alembic import context

from bot.store.db import VERSION_TABLE
from bot.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

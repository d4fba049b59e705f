"""Run by Alembic. The connection, inside its transaction, is given by adapters.catalog.schema."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()

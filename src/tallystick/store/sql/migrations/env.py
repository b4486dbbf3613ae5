"""How Alembic runs the migrations: on the connection it is given, all of them or none."""

from __future__ import annotations

from alembic import context

# SQLite, too, can undo changes to tables; Alembic does not expect it to.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()

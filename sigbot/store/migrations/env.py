"""Run Alembic on the connection that `store/migrate.py` passes in."""

from alembic import context

from sigbot.store.rows import all_tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=all_tables(),
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

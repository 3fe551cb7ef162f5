"""How a migration runs: on the connection it is given, in one transaction, on SQLite as on PostgreSQL."""

from alembic import context

from survey_engine.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

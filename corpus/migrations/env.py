"""Where migrations run: on the connection, already in a transaction, that the caller hands over."""

from alembic import context

from corpus.catalogue.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()

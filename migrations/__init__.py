"""How the tables came to be, in dated steps; the database runs them through Alembic."""

"""Bring a database to the schema of this release, or say that it is not there yet."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

import migrations
from models import append_only

LOCK = 7_265_231_109  # any constant: one migration at a time on PostgreSQL


def migrate(engine: Engine) -> None:
    """Run what is missing in one transaction, then make sure that events are still append-only."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        append_only.assert_installed(connection)


def is_current(connection: Connection) -> bool:
    """Whether the database has the schema this code was written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return revision_of(connection) == head


def revision_of(connection: Connection) -> str | None:
    """The schema the database has; null before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    return config

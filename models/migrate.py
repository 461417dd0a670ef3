"""Bring a database to the schema of this release, or say that it is not there yet."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import ProgrammingError

import migrations
from models import append_only, tariff_keys
from models.app_role import grant
from models.settings import SettingsError

INSUFFICIENT_PRIVILEGE = "42501"
LOCK = 7_265_231_109  # any constant: one migration at a time on PostgreSQL


def migrate(engine: Engine, app_role: str | None = None) -> None:
    """Run what is missing in one transaction, then make sure that the triggers are there.

    app_role  a PostgreSQL role for the service, given its rights in the same transaction

    Raises SettingsError when something is missing and the database's role may not add it.
    """
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            config = configuration()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            append_only.assert_installed(connection)
            tariff_keys.assert_installed(connection)
            if app_role is not None:
                grant(connection, app_role)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != INSUFFICIENT_PRIVILEGE:
            raise
        raise SettingsError(
            "RAMMEAFTALE_DATABASE_URL: this role may not migrate, and the schema is not this"
            " release's; run `rammeaftale migrate` as the owner of the tables"
        ) from None


def is_current(connection: Connection) -> bool:
    """Whether the database has the schema this code was written for."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    return revision_of(connection) == head


def is_empty(engine: Engine) -> bool:
    """Whether it is an SQLite file without a table; on PostgreSQL the tables have an owner."""
    if engine.dialect.name != "sqlite":
        return False
    with engine.connect() as connection:
        return not inspect(connection).get_table_names()


def revision_of(connection: Connection) -> str | None:
    """The schema the database has; null before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def configuration() -> Config:
    """Alembic's configuration; whoever runs it adds the connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    return config

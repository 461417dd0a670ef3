"""Triggers that keep the event table append-only, and the check that they are there.

They stand in migrations and are asserted after every migration and at start, since a batch
migration can drop them silently.
"""

from sqlalchemy import Connection, text

TABLE = "event"

SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
    for verb in ("UPDATE", "DELETE")
]

POSTGRESQL = [
    (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$"
    ),
    *(
        f"CREATE OR REPLACE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION refuse_change()"
        for verb in ("UPDATE", "DELETE", "TRUNCATE")
    ),
]


def install(connection: Connection) -> None:
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)


def assert_installed(connection: Connection) -> None:
    """Raises RuntimeError when a trigger is missing."""
    verbs = ("update", "delete", *(("truncate",) if connection.dialect.name != "sqlite" else ()))
    assert_triggers(connection, TABLE, {f"{TABLE}_no_{verb}" for verb in verbs})


def assert_triggers(connection: Connection, table: str, wanted: set[str]) -> None:
    """Raises RuntimeError when one of them is missing or switched off."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass)"
            " AND tgenabled <> 'D' AND NOT tgisinternal"
        )
    missing = wanted - set(connection.scalars(text(query), {"table": table}))
    if missing:
        raise RuntimeError(f"triggers of {table} are missing: {', '.join(sorted(missing))}")

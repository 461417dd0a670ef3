"""On PostgreSQL what tariff lines and services refer to is checked by statement, not by row.

Their foreign keys take most of the time that 100,000 lines take to be written. In their place stand
triggers (docs/adr/0039): a line is refused unless its service is there and its files are accepted,
a service unless its operator is there, and none of this ever ends: operators, services and accepted
files are not deleted, not renumbered and not made to wait again. What a transaction has seen
therefore holds, whatever others do, and nothing needs to be locked. SQLite has foreign keys.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, ForeignKeyConstraint, text

from models.append_only import assert_triggers

REFERRING = ("tariff_line", "tariff_service")
EACH_ROW, AT_ONCE = "FOR EACH ROW", "FOR EACH STATEMENT"
GIVEN = f"REFERENCING NEW TABLE AS given {AT_ONCE}"
ACCEPTED = "OLD.accepted_at IS NOT NULL"
KEPT = (
    ("delete", "BEFORE", EACH_ROW, "kept"),
    ("update", "BEFORE", f"{EACH_ROW} WHEN (NEW.id <> OLD.id)", "kept"),
    ("truncate", "BEFORE", AT_ONCE, "kept"),
)
TRIGGERS = {  # by table: verb, when it fires, and which function
    "tariff_line": (
        ("insert", "AFTER", GIVEN, "known_line"),
        ("update", "AFTER", GIVEN, "known_line"),
    ),
    "tariff_service": (
        ("insert", "AFTER", GIVEN, "known_service"),
        ("update", "AFTER", GIVEN, "known_service"),
        *KEPT,
    ),
    "tariff_operator": KEPT,
    "tariff_file": (
        ("delete", "BEFORE", f"{EACH_ROW} WHEN ({ACCEPTED})", "kept"),
        (
            "update",
            "BEFORE",
            f"{EACH_ROW} WHEN ({ACCEPTED} AND (NEW.accepted_at IS NULL OR NEW.id <> OLD.id))",
            "kept",
        ),
        ("truncate", "BEFORE", AT_ONCE, "kept"),
    ),
}
FUNCTIONS = {
    "known_service": """
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT operator_id AS id FROM given) AS told
    WHERE NOT EXISTS (SELECT FROM tariff_operator WHERE id = told.id)
  ) THEN
    RAISE foreign_key_violation USING
      MESSAGE = 'a tariff service refers to no operator', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END""",
    "known_line": """
BEGIN
  IF EXISTS (
    SELECT FROM given
    WHERE NOT EXISTS (SELECT FROM tariff_service WHERE id = given.service_id)
  ) OR EXISTS (
    SELECT FROM (
      SELECT file_id AS id FROM given
      UNION SELECT superseded_by FROM given WHERE superseded_by IS NOT NULL
    ) AS told
    WHERE NOT EXISTS (
      SELECT FROM tariff_file WHERE id = told.id AND accepted_at IS NOT NULL
    )
  ) THEN
    RAISE foreign_key_violation USING
      MESSAGE = 'a tariff line refers to no service or to no accepted file', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END""",
    "kept": """
BEGIN
  RAISE foreign_key_violation USING
    MESSAGE = 'tariffs may refer to this row of ' || TG_TABLE_NAME, TABLE = TG_TABLE_NAME;
END""",
}


def install(connection: Connection) -> None:
    """Nothing on SQLite. The schema is pinned: no temporary table may stand in for one of ours."""
    if connection.dialect.name != "postgresql":
        return
    schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
    for name, body in FUNCTIONS.items():
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION tariff_{name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = {schema}, pg_temp AS $${body}$$"
        )
    for table, triggers in TRIGGERS.items():
        for verb, moment, how, function in triggers:
            connection.exec_driver_sql(
                f"CREATE OR REPLACE TRIGGER {_name(table, function, verb)} {moment} {verb}"
                f" ON {table} {how} EXECUTE FUNCTION tariff_{function}()"
            )


def assert_installed(connection: Connection) -> None:
    """Raises RuntimeError when a trigger is missing."""
    if connection.dialect.name == "postgresql":
        for table, triggers in TRIGGERS.items():
            wanted = {_name(table, function, verb) for verb, _, _, function in triggers}
            assert_triggers(connection, table, wanted)


def compared(connection: Connection) -> Callable[..., bool]:
    """For Alembic, which things are to be as in the tables: all but what stands as triggers."""
    on_postgresql = connection.dialect.name == "postgresql"

    def compare(thing: Any, *_about: object) -> bool:
        return not (
            on_postgresql
            and isinstance(thing, ForeignKeyConstraint)
            and thing.table.name in REFERRING
        )

    return compare


def _name(table: str, function: str, verb: str) -> str:
    return f"{table}_{function.partition('_')[0]}_{verb}"

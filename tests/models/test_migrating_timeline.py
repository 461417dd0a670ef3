"""Deadlines and steps of a database from before they had a history keep what they said."""

from typing import Any

from alembic import command
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    MetaData,
    String,
    text,
)

from models.migrate import configuration

BEFORE, AFTER = "2026_11_28_silence", "2026_11_28_timeline"
AT = "2026-08-01 10:00:00"
DEADLINES = [  # kind, counts at the time of the migration
    ("statutory", False),
    ("applied_for", False),
    ("internal", False),  # counted until it was extended
    ("extended", True),
]


def test_which_deadline_counted_and_which_day_was_set(empty_engine: Engine) -> None:
    with empty_engine.begin() as connection:
        upgrade(connection, BEFORE)
        tables = MetaData()
        tables.reflect(connection)

        def add(table: str, **values: Any) -> None:
            needed = [c for c in tables.tables[table].c if not c.nullable and c.name not in values]
            values |= {column.name: anything(column) for column in needed}
            connection.execute(tables.tables[table].insert().values(values))

        add("agreement", id=1)
        add("agreement_version", id=1)
        add("round", id=1)
        for number, (kind, counts) in enumerate(DEADLINES, 1):
            flag = text("true" if counts else "false")
            add("deadline_fact", id=number, kind=kind, in_force=flag)
        add("step", id=1, key="submission", planned_on=text("'2026-12-01'"))
        add("step", id=2, key="kkr_approval", planned_on=text("'2026-09-07'"))
        upgrade(connection, AFTER)
        counted = connection.execute(
            text("SELECT kind FROM deadline_fact WHERE in_force_at IS NOT NULL ORDER BY id")
        )
        assert list(counted.scalars()) == ["internal", "extended"]
        steps = connection.execute(
            text("SELECT key, set_on = planned_on, bound_to FROM step ORDER BY id")
        )
        assert [tuple(step) for step in steps] == [
            ("submission", True, "deadline"),
            ("kkr_approval", True, ""),
        ]


def anything(column: Column[Any]) -> Any:
    """For a column that cannot be null."""
    kind = column.type
    if isinstance(kind, Date | DateTime):
        return text(f"'{AT}'")
    if isinstance(kind, Boolean):
        return text("false")
    return "x" if isinstance(kind, String) else 1


def upgrade(connection: Connection, to: str) -> None:
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, to)

"""Every table as lines of JSON, so that a backup of one kind of database restores into the other.

A row is a list in the order of the columns. Instants are ISO 8601 in UTC, dates ISO 8601, bytes
base64; everything else is JSON's own.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Connection, Table, TypeDecorator, func, select, text

from models.tables import metadata

BATCH = 500
LEFT_OUT = frozenset({"mailbox_message", "web_session", "signin_link", "heartbeat", "pause"})


def kept_tables() -> list[Table]:
    """Parents before children. Left out: the recipients' side, sessions, and what only runs."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def dump(connection: Connection, table: Table) -> Iterator[str]:
    """One line per row, ordered by primary key."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for row in connection.execute(query):
        yield json.dumps([_plain(value) for value in row], ensure_ascii=False)


def load(connection: Connection, table: Table, lines: Iterable[str]) -> int:
    """Insert the rows; returns how many. ValueError for a line that does not fit the table."""
    columns = list(table.columns)
    count = 0
    batch: list[dict[str, Any]] = []
    for line in lines:
        values = json.loads(line)
        if len(values) != len(columns):
            raise ValueError(f"{table.name}: a row has {len(values)} values, not {len(columns)}")
        batch.append({c.name: _typed(c, value) for c, value in zip(columns, values, strict=True)})
        count += 1
        if len(batch) == BATCH:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
    _continue_numbering(connection, table)
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    kind = _python_type(column)
    if kind is bytes:
        return b64decode(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    return kind(value) if issubclass(kind, Enum) else value


def _python_type(column: Column[Any]) -> type:
    """Of what the column is stored as, under our own types."""
    kind = column.type
    return (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type


def _continue_numbering(connection: Connection, table: Table) -> None:
    """PostgreSQL's sequences know nothing of given ids; SQLite goes on from the largest."""
    key = table.primary_key.columns.values()[0]
    if connection.dialect.name != "postgresql" or _python_type(key) is not int:
        return
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"),
        {"table": f'"{table.name}"', "column": key.name},
    )
    largest = connection.scalar(select(func.max(key)))
    if sequence and largest:
        connection.execute(
            text("SELECT setval(CAST(:name AS regclass), :last)"),
            {"name": sequence, "last": largest},
        )

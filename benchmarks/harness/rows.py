"""The rows a piece of work left behind, written again by bare SQL: the limit the work is held to.

Everything goes through the driver's own cursor, on the product's tables with their indexes and
triggers, and with the product's settings of the connection.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from models.database import make_engine
from models.tables import metadata

Row = tuple[Any, ...]
FETCH = 5_000


class Bare:
    """One connection without SQLAlchemy between us and the driver."""

    def __init__(self, engine: Engine) -> None:
        self.sqlite = engine.dialect.name == "sqlite"
        self.mark = "?" if self.sqlite else "%s"
        pooled = engine.raw_connection()
        self.driver: Any = pooled.driver_connection
        pooled.detach()

    def begin(self) -> None:
        if self.sqlite:
            self.driver.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.driver.commit()

    def rollback(self) -> None:
        self.driver.rollback()

    def one(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first column of the first row."""
        row = self._asked(statement, values).fetchone()
        return row[0] if row else None

    def all(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        return list(self._asked(statement, values).fetchall())

    def _asked(self, statement: str, values: Sequence[Any]) -> Any:
        """Without values psycopg leaves a percent sign as it is."""
        return self.driver.execute(statement, values) if values else self.driver.execute(statement)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        self.driver.execute(statement, values)

    def many(self, statement: str, rows: Sequence[Row]) -> None:
        self.driver.cursor().executemany(statement, rows)

    def stream(self, statement: str) -> Iterator[list[Row]]:
        """Rows in batches, without the whole result in memory."""
        cursor = self.driver.cursor() if self.sqlite else self.driver.cursor("stream")
        cursor.execute(statement)
        while batch := cursor.fetchmany(FETCH):
            yield batch
        cursor.close()

    def insert(self, table: str) -> str:
        columns = [column.name for column in metadata.tables[table].columns]
        marks = ", ".join([self.mark] * len(columns))
        return f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({marks})'

    def update(self, table: str, key: str) -> tuple[str, list[str]]:
        """A statement that sets every other column by its key, and the columns in their order."""
        others = [column.name for column in metadata.tables[table].columns if column.name != key]
        pairs = ", ".join(f"{name} = {self.mark}" for name in others)
        return f'UPDATE "{table}" SET {pairs} WHERE {key} = {self.mark}', [*others, key]

    def columns(self, table: str) -> str:
        return ", ".join(column.name for column in metadata.tables[table].columns)

    def largest(self, table: str) -> int:
        return self.one(f'SELECT coalesce(max({_key(table)}), 0) FROM "{table}"') or 0

    def newer(self, table: str, than: int) -> str:
        key = _key(table)
        return f'SELECT {self.columns(table)} FROM "{table}" WHERE {key} > {than} ORDER BY {key}'


@contextmanager
def bare(url: str) -> Iterator[Bare]:
    engine = make_engine(url)
    connection = Bare(engine)
    try:
        yield connection
    finally:
        connection.rollback()
        connection.driver.close()
        engine.dispose()


def _key(table: str) -> str:
    return next(iter(metadata.tables[table].primary_key.columns)).name

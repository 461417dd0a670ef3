"""The engine and the one way to a transaction, on SQLite and PostgreSQL alike.

On SQLite the one writer is the file lock: `BEGIN IMMEDIATE` takes it at the start, so nothing is
read that another writer may change before we commit; `synchronous=FULL` makes a commit survive
power loss; `recursive_triggers` keeps `INSERT OR REPLACE` from slipping past the append-only
triggers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Insert,
    Update,
    bindparam,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.pool import NullPool
from sqlmodel import Session, SQLModel

from models.settings import get_settings
from models.turns import Turns

READ_ONLY = "rammeaftale_read_only"
BUSY_TIMEOUT_MS = 20_000
ROWS_AT_ONCE = 200  # of one INSERT: takes a third less time than row by row


def make_engine(url: str) -> Engine:
    """A pooled engine for `sqlite:///…` or `postgresql+psycopg://…`; the data folder is made.

    Errors do not show the values of a row: they would put personal data into logs.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True, pool_size=20)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    same_thread = {"check_same_thread": False}
    engine = create_engine(parsed, hide_parameters=True, connect_args=same_thread, pool_size=20)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", partial(_begin_sqlite, Turns(engine, BUSY_TIMEOUT_MS / 1000)))
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(turns: Turns, connection: Connection) -> None:
    reading = connection.get_execution_options().get(READ_ONLY, False)
    if not reading:
        turns.take(connection)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(READ_ONLY, False):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY, ISOLATION LEVEL REPEATABLE READ")


@cache
def get_engine() -> Engine:
    """The process's engine, made at first use from the settings."""
    return make_engine(get_settings().database)


def add_row(session: Session, row: SQLModel) -> None:
    """Insert the row now and give it its id: one statement, without the session's bookkeeping.

    For paths that are walked thousands of times; the row does not belong to the session afterwards.
    """
    table = type(row)
    values = {name: value for name, value in row if not (name == "id" and value is None)}
    done = session.connection().execute(_insertion(table), values)
    if done.inserted_primary_key and "id" in table.model_fields:
        set_committed_value(row, "id", done.inserted_primary_key[0])


def change_row(session: Session, row: SQLModel, values: Mapping[str, Any], **still: object) -> bool:
    """Update the row in one statement; the object follows without being read again.

    False, and nothing changed, when one of its columns no longer has the value in `still`.
    """
    was = {f"was_{name}": value for name, value in {"id": vars(row)["id"], **still}.items()}
    statement = _change(type(row), tuple(still))
    if session.connection().execute(statement, {**values, **was}).rowcount != 1:
        return False
    for name, value in values.items():
        set_committed_value(row, name, value)
    return True


def add_many(
    session: Session, table: type[SQLModel], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert plain values, as the database keeps them, without an object or a dict for each row."""
    connection, into = session.connection(), f"{table.__tablename__} ({', '.join(columns)})"
    if connection.dialect.name == "postgresql":
        with _driven(connection).cursor().copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    row, left = f"({', '.join('?' * len(columns))})", iter(rows)
    while some := list(islice(left, ROWS_AT_ONCE)):
        statement = f"INSERT INTO {into} VALUES {', '.join([row] * len(some))}"  # noqa: S608
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))


def _driven(connection: Connection) -> Any:
    """The driver's own connection, for what only it can do."""
    return connection.connection.driver_connection


@cache
def _insertion(table: type[SQLModel]) -> Insert:
    """Built once: building a statement costs more than running it."""
    return SQLModel.metadata.tables[str(table.__tablename__)].insert()


@cache
def _change(table: type[SQLModel], still: tuple[str, ...]) -> Update:
    rows = SQLModel.metadata.tables[str(table.__tablename__)]
    return rows.update().where(
        *(rows.c[name] == bindparam(f"was_{name}") for name in ("id", *still))
    )


@contextmanager
def scratch() -> Iterator[Session]:
    """An empty database in memory with every table, gone when the block ends."""
    with _memory().connect() as connection:
        SQLModel.metadata.create_all(connection, checkfirst=False)
        connection.commit()
        with Session(connection, expire_on_commit=False) as session:
            yield session


@cache
def _memory() -> Engine:
    """Each connection is a database of its own; the engine knows the statements of those before."""
    return create_engine("sqlite://", poolclass=NullPool, hide_parameters=True)


@contextmanager
def transaction(engine: Engine | None = None) -> Iterator[Session]:
    """One unit of work: committed when the block ends, rolled back when it raises."""
    with Session(engine or get_engine(), expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def reading(engine: Engine | None = None) -> Iterator[Session]:
    """A snapshot that the database itself keeps from writing; what every `GET` runs in."""
    view = (engine or get_engine()).execution_options(**{READ_ONLY: True})
    with Session(view, expire_on_commit=False) as session:
        yield session

"""No tariff line without its service and its files, whoever tries, and whoever else is at work."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep

import pytest
from psycopg.errors import ForeignKeyViolation, SerializationFailure
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from actions.attach_document import store_file
from models import tariff_keys
from models.database import add_many, transaction
from models.migrate import migrate
from models.tariff import TariffFile, TariffLine, TariffOperator, TariffService
from models.vocabulary import OperatorKind
from tests.builders import BY, NOW

postgresql_only = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
ACCEPTED, WAITING, NOBODY = 1, 2, 99  # files
COLUMNS = ("service_id", "year", "tariff_ore", "explanation", "file_id", "superseded_by")
INTO = f"INSERT INTO tariff_line ({', '.join(COLUMNS)})"
GOOD = "(1, 2020, 100, '', 1, NULL)"
AT_CHILDREN = {
    "no service": f"{INTO} VALUES (99, 2020, 100, '', 1, NULL)",
    "no file": f"{INTO} VALUES (1, 2020, 100, '', 99, NULL)",
    "superseded by none": f"{INTO} VALUES (1, 2020, 100, '', 1, 99)",
    "one of many": f"{INTO} VALUES {GOOD}, (2, 2020, 1, '', 99, NULL), (2, 2021, 1, '', 1, NULL)",
    "from a query": f"{INTO} SELECT service_id, 2020, 100, '', 99, NULL FROM tariff_line",
    "upsert": f"{INTO} VALUES (1, 2019, 100, '', 1, NULL)"
    " ON CONFLICT (year, service_id) WHERE superseded_by IS NULL DO UPDATE SET file_id = 99",
    "no operator": "INSERT INTO tariff_service (operator_id, provision, paragraph, service, key)"
    " SELECT 99 - service_id, 'D', '', '', 'd' FROM tariff_line",
    "another operator": "UPDATE tariff_service SET operator_id = 99",
    "another service": "UPDATE tariff_line SET service_id = 99",
    "another file": "UPDATE tariff_line SET file_id = 99",
    "superseded": "UPDATE tariff_line SET superseded_by = 99",
}
AT_PARENTS = {
    "operator": "DELETE FROM tariff_operator",
    "service": "DELETE FROM tariff_service",
    "file": "DELETE FROM tariff_file WHERE id = 1",
    "renumbered operator": "UPDATE tariff_operator SET id = 10",
    "renumbered service": "UPDATE tariff_service SET id = id + 10",
    "renumbered file": "UPDATE tariff_file SET id = 10 WHERE id = 1",
}
ON_POSTGRESQL = {
    "waiting file": f"{INTO} VALUES (1, 2020, 100, '', 2, NULL)",
    "made to wait": "UPDATE tariff_file SET accepted_at = NULL",
    "truncate operators": "TRUNCATE tariff_operator CASCADE",
    "truncate services": "TRUNCATE tariff_service CASCADE",
    "truncate files": "TRUNCATE tariff_file CASCADE",
    "with": f"WITH one AS ({INTO} VALUES (99, 2020, 1, '', 1, NULL) RETURNING 1) SELECT FROM one",
    "stood in for": "CREATE TEMP TABLE tariff_service AS SELECT 99 AS id;"
    f"{INTO} VALUES (99, 2020, 100, '', 1, NULL)",
    "merge": "MERGE INTO tariff_line USING (SELECT 1) AS one ON true"
    " WHEN MATCHED THEN UPDATE SET superseded_by = 99",
}


@pytest.fixture
def laid(engine: Engine) -> Engine:
    """Two services, one of them with a line of an accepted file; and a file that waits."""
    with transaction(engine) as session:
        stored = store_file(session, b"x", "text/csv")
        for number, accepted_at in ((ACCEPTED, NOW), (WAITING, None)):
            session.add(
                TariffFile(
                    id=number,
                    sha256=stored.sha256,
                    filename="x.csv",
                    mapping={},
                    preview={},
                    uploaded_at=NOW,
                    uploaded_by=BY,
                    accepted_at=accepted_at,
                )
            )
        session.add(TariffOperator(id=1, name="A", kind=OperatorKind.PRIVATE, key="a"))
        session.flush()
        columns = ("operator_id", "provision", "paragraph", "service", "key")
        services = [(1, "B", "", "", "b"), (1, "C", "", "", "c")]
        add_many(session, TariffService, columns, services)
        add_many(session, TariffLine, COLUMNS, [(1, 2019, 100, "", ACCEPTED, None)])
    return engine


def refused(engine: Engine, *statements: str) -> None:
    with engine.connect() as connection:
        for statement in statements[:-1]:
            connection.execute(text(statement))
        with pytest.raises(IntegrityError) as error:
            connection.execute(text(statements[-1]))
    if engine.dialect.name == "postgresql":
        assert isinstance(error.value.orig, ForeignKeyViolation)


def test_no_statement_leaves_a_line_without_what_it_refers_to(laid: Engine) -> None:
    postgresql = ON_POSTGRESQL if laid.dialect.name == "postgresql" else {}
    for statement in (AT_CHILDREN | AT_PARENTS | postgresql).values():
        refused(laid, *statement.split(";"))
    with Session(laid) as session, pytest.raises((IntegrityError, ForeignKeyViolation)):
        add_many(session, TariffLine, COLUMNS, [(1, 2020, 1, "", NOBODY, None)])
    with laid.begin() as connection:
        connection.execute(text(f"{INTO} VALUES {GOOD}"))
        connection.execute(text("UPDATE tariff_line SET superseded_by = 1 WHERE year = 2019"))
        connection.execute(text("UPDATE tariff_file SET filename = 'y.csv'"))
        connection.execute(text(f"DELETE FROM tariff_file WHERE id = {WAITING}"))


@postgresql_only
def test_what_a_savepoint_takes_back_cannot_be_referred_to(laid: Engine) -> None:
    line = text(f"{INTO} VALUES (1, 2020, 100, '', {WAITING}, NULL)")
    with laid.begin() as connection:
        savepoint = connection.begin_nested()
        accept(connection)
        savepoint.rollback()
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(line)
        accept(connection)
        connection.execute(line)


def accept(connection: Connection) -> None:
    connection.execute(text(f"UPDATE tariff_file SET accepted_at = now() WHERE id = {WAITING}"))


def take_in(connection: Connection) -> None:
    accept(connection)
    connection.execute(text(f"{INTO} VALUES (2, 2020, 100, '', {WAITING}, NULL)"))


def put_away(connection: Connection) -> None:
    connection.execute(text(f"DELETE FROM tariff_file WHERE id = {WAITING}"))


@pytest.fixture
def beside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def waiting(
    pool: ThreadPoolExecutor, act: Callable[[Connection], None], connection: Connection
) -> "Future[None]":
    """What the other transaction does, once it stands behind ours."""
    future = pool.submit(act, connection)
    sleep(0.1)
    assert not future.done()
    return future


@postgresql_only
@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("commits", [True, False])
def test_a_file_that_is_put_away_while_it_is_taken_in(
    laid: Engine, beside: ThreadPoolExecutor, level: str, *, commits: bool
) -> None:
    with laid.connect() as ours, laid.connect() as theirs:
        theirs.execution_options(isolation_level=level)
        theirs.execute(text("SELECT count(*) FROM tariff_line"))  # their snapshot
        take_in(ours)
        future = waiting(beside, put_away, theirs)
        if commits:
            ours.commit()
            with pytest.raises(DBAPIError) as error:
                future.result(5)
            assert isinstance(error.value.orig, ForeignKeyViolation | SerializationFailure)
        else:
            ours.rollback()
            future.result(5)
            theirs.commit()
    assert_whole(laid)


@postgresql_only
def test_a_file_that_is_taken_in_while_it_is_put_away(
    laid: Engine, beside: ThreadPoolExecutor
) -> None:
    with laid.connect() as ours, laid.connect() as theirs:
        put_away(ours)
        future = waiting(beside, take_in, theirs)
        ours.commit()
        with pytest.raises(IntegrityError):
            future.result(5)
    assert_whole(laid)


def assert_whole(engine: Engine) -> None:
    with engine.connect() as connection:
        orphans = "SELECT count(*) FROM tariff_line WHERE file_id NOT IN (SELECT id FROM {})"
        assert connection.scalar(text(orphans.format("tariff_file"))) == 0


@postgresql_only
def test_a_trigger_that_is_missing_is_noticed(laid: Engine) -> None:
    with laid.begin() as connection:
        connection.execute(text("ALTER TABLE tariff_line DISABLE TRIGGER tariff_line_known_insert"))
    with pytest.raises(RuntimeError, match="tariff_line_known_insert"):
        migrate(laid)
    with laid.begin() as connection:
        tariff_keys.install(connection)

"""A database is brought up from empty, once, whoever asks, and is then what the code expects."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from models import append_only, tariff_keys
from models.migrate import is_current, migrate
from models.tables import metadata

DROP = {
    "sqlite": "DROP TRIGGER event_no_{}",
    "postgresql": "DROP TRIGGER event_no_{} ON event",
}
VERBS = {"sqlite": ["update", "delete"], "postgresql": ["update", "delete", "truncate"]}


def test_from_empty_to_what_the_code_expects(empty_engine: Engine) -> None:
    with empty_engine.connect() as connection:
        assert not is_current(connection)
    migrate(empty_engine)
    with empty_engine.connect() as connection:
        assert is_current(connection)
        append_only.assert_installed(connection)
        tariff_keys.assert_installed(connection)
        options = {"include_object": tariff_keys.compared(connection)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    tables = set(inspect(empty_engine).get_table_names())
    assert tables == {table.name for table in metadata.sorted_tables} | {"alembic_version"}


def test_again_changes_nothing(empty_engine: Engine) -> None:
    migrate(empty_engine)
    insert = "INSERT INTO chain (name, seq, head) VALUES ('system', 1, 'x')"
    with empty_engine.begin() as connection:
        connection.execute(text(insert))
    migrate(empty_engine)
    with empty_engine.connect() as connection:
        found = connection.execute(text("SELECT name, seq, head FROM chain")).one()
        assert tuple(found) == ("system", 1, "x")


def test_two_at_once_do_not_collide(empty_engine: Engine) -> None:
    barrier = Barrier(3)

    def one(_number: int) -> None:
        barrier.wait()
        migrate(empty_engine)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(one, range(3)))
    with empty_engine.connect() as connection:
        assert is_current(connection)


def test_a_missing_trigger_is_noticed(empty_engine: Engine) -> None:
    migrate(empty_engine)
    kind = empty_engine.dialect.name
    for verb in VERBS[kind]:
        with empty_engine.begin() as connection:
            connection.execute(text(DROP[kind].format(verb)))
        with pytest.raises(RuntimeError, match=f"event_no_{verb}"):
            migrate(empty_engine)
        with empty_engine.begin() as connection:
            append_only.install(connection)
    migrate(empty_engine)


@pytest.mark.parametrize("empty_engine", ["postgresql"], indirect=True)  # SQLite cannot
def test_a_trigger_that_is_switched_off_is_missing(empty_engine: Engine) -> None:
    migrate(empty_engine)
    with empty_engine.begin() as connection:
        connection.execute(text("ALTER TABLE event DISABLE TRIGGER event_no_delete"))
    with pytest.raises(RuntimeError, match="event_no_delete"):
        migrate(empty_engine)

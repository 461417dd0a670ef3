"""Writers of one process take turns before they ask SQLite, and give them back however they end."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from models import database
from models.database import make_engine, reading, transaction


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 200)
    engine = make_engine(f"sqlite:///{tmp_path}/a.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE word (said TEXT)"))
    return engine


def say(engine: Engine, word: str, table: str = "word") -> None:
    with transaction(engine) as session:
        session.connection().execute(text(f"INSERT INTO {table} VALUES (:w)"), {"w": word})


def words(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.connection().scalars(text("SELECT said FROM word")))


def test_the_next_one_writes_when_the_first_is_done(engine: Engine) -> None:
    entered = threading.Event()

    def second() -> None:
        entered.set()
        say(engine, "second")

    with transaction(engine) as session:
        session.connection().execute(text("INSERT INTO word VALUES ('first')"))
        thread = threading.Thread(target=second)
        thread.start()
        entered.wait()
        assert words(engine) == [], "readers wait for nobody"
    thread.join()
    assert words(engine) == ["first", "second"]


def test_a_turn_ends_with_an_error_too(engine: Engine) -> None:
    for _ in range(3):
        with pytest.raises(OperationalError, match="no such table"):
            say(engine, "lost", table="wrod")
    with engine.connect() as connection:
        for word in ("one", "two"):  # one connection, two transactions
            with connection.begin():
                connection.execute(text("INSERT INTO word VALUES (:w)"), {"w": word})
    say(engine, "three")
    assert words(engine) == ["one", "two", "three"]


def test_whoever_waits_for_himself_is_told_and_not_stuck(engine: Engine) -> None:
    with transaction(engine) as session:
        session.connection()
        with pytest.raises(OperationalError, match="locked"):
            say(engine, "never")
    say(engine, "now")
    assert words(engine) == ["now"]


def test_another_process_is_met_at_the_file(engine: Engine) -> None:
    other = create_engine(engine.url)  # with no queue of ours
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            say(engine, "never")
    other.dispose()
    say(engine, "now")
    assert words(engine) == ["now"]
    engine.dispose()

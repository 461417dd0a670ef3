"""Events cannot be changed; and where somebody forces it, the record shows it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, delete, select, update

from actions.record import record
from actions.verify_audit import verify_audit
from models import append_only
from models.database import transaction
from models.event import Chain, Event, EventPrivate
from models.round import Round
from tests.builders import BY, NOW, answer, real_round, sandbox_round

CHAIN = "round:1"
MIDDLE, LAST = 3, 5
TOUCHING = {
    "update": "UPDATE event SET kind = 'x'",
    "update one": "UPDATE event SET kind = kind WHERE seq = 1",
    "delete": "DELETE FROM event",
    "delete one": "DELETE FROM event WHERE seq = 1",
    "upsert": "INSERT INTO event (id, chain, seq, at, kind, key, sandbox, payload, prev, hash)"
    " SELECT id, chain, seq, at, 'x', key, sandbox, payload, prev, hash FROM event WHERE true"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind",
}
COPY = "SELECT id, chain, seq, at, 'x', key, round_id, party_code, sandbox, payload, prev, hash"
ONLY = {
    "sqlite": {
        "replace": f"INSERT OR REPLACE INTO event {COPY} FROM event",
        "replace into": f"REPLACE INTO event {COPY} FROM event",
        "update or replace": "UPDATE OR REPLACE event SET seq = 1",
    },
    "postgresql": {
        "truncate": "TRUNCATE event",
        "truncate cascade": "TRUNCATE event CASCADE",
        "truncate from below": "TRUNCATE event, event_private",
        "delete with": "WITH gone AS (DELETE FROM event RETURNING 1) SELECT * FROM gone",
    },
}


@pytest.fixture
def chain(engine: Engine) -> Engine:
    """A round's chain of five events with personal data, and the system chain that names it."""
    with transaction(engine) as session:
        round_ = real_round(session, start=False, contacts=[])
        assert round_.id == 1
        for number in range(2, LAST + 1):
            record(
                session,
                CHAIN,
                "contacts.recorded",
                f"contacts.recorded:{number}",
                NOW + timedelta(minutes=number),
                {"parties": [str(number)], "by": BY},
                round_=round_,
                party_code="851",
                private={"contacts": [f"Anna {number}"]},
            )
    assert verdict(engine) == []
    return engine


def verdict(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return verify_audit(session).problems


@contextmanager
def forced(engine: Engine) -> Iterator[Connection]:
    """A connection of somebody who has removed the triggers and the foreign keys' guard."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER event_no_{verb}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
        connection.commit()
        if sqlite:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        else:
            connection.exec_driver_sql("RESET session_replication_role")


def test_no_statement_changes_an_event(chain: Engine) -> None:
    for name, statement in (TOUCHING | ONLY[chain.dialect.name]).items():
        no = "append-only|cannot truncate a table referenced"
        with pytest.raises(DBAPIError, match=no), chain.begin() as connection:
            connection.execute(text(statement))
        assert verdict(chain) == [], name


def test_an_event_whose_personal_data_is_erased_stays_whole(chain: Engine) -> None:
    with transaction(chain) as session:
        session.execute(delete(EventPrivate).where(col(EventPrivate.event_id) == _id(session, 3)))
    assert verdict(chain) == []


OTHER: dict[str, Any] = {
    "id": 999_999,
    "chain": "round:2",
    "seq": 77,
    "at": NOW + timedelta(minutes=MIDDLE, microseconds=1),
    "kind": "points.recorded",
    "key": "contacts.recorded:x",
    "round_id": 2,
    "party_code": "813",
    "sandbox": True,
    "payload": {"parties": ["3"], "by": "nobody"},
    "prev": "0" * 64,
    "hash": "0" * 64,
}


@pytest.mark.parametrize("column", [column.name for column in Event.__table__.columns])  # type: ignore[attr-defined]
def test_any_column_that_is_changed_shows(chain: Engine, column: str) -> None:
    with forced(chain) as connection:
        changed = connection.execute(
            update(Event)
            .where(col(Event.chain) == CHAIN, col(Event.seq) == MIDDLE)
            .values({column: OTHER[column]})
        )
        assert changed.rowcount == 1
    assert any(CHAIN in problem for problem in verdict(chain))


@pytest.mark.parametrize("column", ["round_id", "party_code"])
def test_a_value_that_is_taken_away_shows(chain: Engine, column: str) -> None:
    with forced(chain) as connection:
        connection.execute(
            update(Event)
            .where(col(Event.chain) == CHAIN, col(Event.seq) == MIDDLE)
            .values({column: None})
        )
    assert verdict(chain) == [f"{CHAIN} {MIDDLE}: its content was changed"]


@pytest.mark.parametrize("seq", [1, MIDDLE, LAST], ids=["first", "middle", "last"])
def test_a_row_that_is_removed_shows(chain: Engine, seq: int) -> None:
    with forced(chain) as connection:
        _remove(connection, CHAIN, seq)
    assert any(problem.startswith(CHAIN) for problem in verdict(chain))


def test_a_row_that_is_added_shows(chain: Engine) -> None:
    with chain.begin() as connection:  # the triggers allow an insert
        connection.execute(
            text(
                "INSERT INTO event (chain, seq, at, kind, key, sandbox, payload, prev, hash, id)"
                " SELECT chain, 6, at, kind, 'another', sandbox, payload, hash, 'abc', 99"
                " FROM event WHERE chain = 'round:1' AND seq = 5"
            )
        )
    found = verdict(chain)
    assert f"{CHAIN} 6: its content was changed" in found
    assert f"{CHAIN}: ends at event 6, but 5 were recorded" in found


@pytest.mark.parametrize("pair", [(2, 3), (2, LAST), (1, 4)])
def test_rows_that_change_places_show(chain: Engine, pair: tuple[int, int]) -> None:
    with forced(chain) as connection:
        for old, new in ((pair[0], 1000), (pair[1], pair[0]), (1000, pair[1])):
            connection.execute(
                update(Event)
                .where(col(Event.chain) == CHAIN, col(Event.seq) == old)
                .values(seq=new)
            )
    assert verdict(chain)


@pytest.mark.parametrize("column", ["salt", "data"])
def test_personal_data_that_is_changed_shows(chain: Engine, column: str) -> None:
    value = "0" * 32 if column == "salt" else {"contacts": ["Bo"]}
    with transaction(chain) as session:
        session.execute(
            update(EventPrivate)
            .where(col(EventPrivate.event_id) == _id(session, MIDDLE))
            .values({column: value})
        )
    assert verdict(chain) == [f"{CHAIN} {MIDDLE}: its personal data was changed"]


def test_personal_data_that_changes_places_shows(chain: Engine) -> None:
    with transaction(chain) as session:
        first, second = _id(session, 2), _id(session, MIDDLE)
        session.execute(delete(EventPrivate).where(col(EventPrivate.event_id) == first))
        session.execute(
            update(EventPrivate).where(col(EventPrivate.event_id) == second).values(event_id=first)
        )
    assert verdict(chain) == [f"{CHAIN} 2: its personal data was changed"]


@pytest.mark.parametrize("column", ["seq", "head"])
def test_an_end_that_is_changed_shows(chain: Engine, column: str) -> None:
    with chain.begin() as connection:
        value = 4 if column == "seq" else "0" * 64
        connection.execute(update(Chain).where(col(Chain.name) == CHAIN).values({column: value}))
    assert len(verdict(chain)) == 1


@pytest.mark.parametrize("with_end", [False, True], ids=["its end kept", "and its end"])
@pytest.mark.parametrize("name", [CHAIN, "system"])
def test_a_whole_chain_that_is_removed_shows(chain: Engine, name: str, *, with_end: bool) -> None:
    with forced(chain) as connection:
        connection.execute(delete(Event).where(col(Event.chain) == name))
        if with_end:
            connection.execute(delete(Chain).where(col(Chain.name) == name))
    assert any(problem.startswith(name) or CHAIN in problem for problem in verdict(chain))


def test_everything_that_is_removed_shows_while_the_round_is_there(chain: Engine) -> None:
    with forced(chain) as connection:
        connection.execute(delete(Event))
        connection.execute(delete(Chain))
    assert verdict(chain) == ["round 1: its creation is not in the record"]


def test_a_tail_that_is_cut_off_shows_by_its_receipt(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        given = answer(session, round_)
        last = session.exec(select(Event).where(Event.hash == given.chain_head)).one()
        name, seq, prev, receipt = last.chain, last.seq, last.prev, given.receipt
    with forced(engine) as connection:
        _remove(connection, name, seq)
        connection.execute(
            update(Chain).where(col(Chain.name) == name).values(seq=seq - 1, head=prev)
        )
    assert verdict(engine) == [f"receipt {receipt}: its event is not in the record"]


def test_a_counter_that_is_changed_shows(engine: Engine) -> None:
    with transaction(engine) as session:
        real_round(session)
        session.execute(update(Round).values(answered=3))
    assert verdict(engine) == ["round 1: counts 3 answers, its seats have 0"]


def test_sandbox_and_real_chains_stand_apart(engine: Engine) -> None:
    with transaction(engine) as session:
        real_round(session)
        sandbox_round(session)
        names = set(session.exec(select(Chain.name)))
        assert names == {"system", "round:1", "sandbox", "sandbox:2"}
        marks = set(session.exec(select(Event.chain, Event.sandbox)).all())
        assert marks == {(name, name.startswith("sandbox")) for name in names}


def test_a_foreign_program_that_replaces_a_row_shows(chain: Engine) -> None:
    """Without `recursive_triggers` SQLite lets REPLACE slip past; the hashes do not."""
    if chain.dialect.name != "sqlite":
        return
    raw = sqlite3.connect(str(chain.url.database))
    raw.execute(f"INSERT OR REPLACE INTO event {COPY} FROM event WHERE seq = 3")
    raw.commit()
    raw.close()
    assert verdict(chain) == [f"{CHAIN} 3: its content was changed"]


def test_the_triggers_come_back(chain: Engine) -> None:
    with forced(chain):
        pass
    with chain.begin() as connection:
        append_only.install(connection)
        append_only.assert_installed(connection)


def _id(session: Session, seq: int) -> int:
    query = select(Event.id).where(Event.chain == CHAIN, Event.seq == seq)
    return session.exec(query).one() or 0


def _remove(connection: Connection, chain: str, seq: int) -> None:
    gone = delete(Event).where(col(Event.chain) == chain, col(Event.seq) == seq)
    assert connection.execute(gone).rowcount == 1

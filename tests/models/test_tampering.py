"""Where somebody forces a change past the triggers, the record shows it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlmodel import col, delete, select, update

from models.database import transaction
from models.event import Chain, Event, EventPrivate
from models.round import Round
from tests.builders import NOW, answer, real_round
from tests.models.forcing import CHAIN, event_id, forced, verdict

MIDDLE, LAST = 3, 5
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
            .where(col(EventPrivate.event_id) == event_id(session, MIDDLE))
            .values({column: value})
        )
    assert verdict(chain) == [f"{CHAIN} {MIDDLE}: its personal data was changed"]


def test_personal_data_that_changes_places_shows(chain: Engine) -> None:
    with transaction(chain) as session:
        first, second = event_id(session, 2), event_id(session, MIDDLE)
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


def _remove(connection: Connection, chain: str, seq: int) -> None:
    gone = delete(Event).where(col(Event.chain) == chain, col(Event.seq) == seq)
    assert connection.execute(gone).rowcount == 1

"""Two transactions at once on PostgreSQL: the one that took its id first may commit last."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.emit_events import mark_emitted, pending_events
from actions.record import record
from models.database import transaction
from models.event import Event

NOW = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
postgresql_only = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def tell(session: Session, round_id: int, number: int = 1) -> None:
    record(session, f"round:{round_id}", "seat.answered", f"seat.answered:{number}", NOW, {})


def emitted(engine: Engine) -> list[tuple[str, int]]:
    """What a run of `deliver` would hand to Prefect now."""
    with transaction(engine) as session:
        pending = pending_events(session, 100)
        mark_emitted(session, pending)
        return [(event.chain, event.seq) for event in pending]


@postgresql_only
def test_an_event_that_was_committed_late_is_emitted_all_the_same(engine: Engine) -> None:
    with Session(engine) as slow:
        tell(slow, 1)
        with transaction(engine) as quick:
            tell(quick, 2)
        assert emitted(engine) == [("round:2", 1)]
        slow.commit()
    with transaction(engine) as session:
        by_id = session.exec(select(Event.chain).order_by(col(Event.id))).all()
    assert by_id == ["round:1", "round:2"], "the one that was emitted first has the higher id"
    assert emitted(engine) == [("round:1", 1)]
    assert emitted(engine) == []


def test_each_chain_is_emitted_in_order_and_as_far_as_there_is_room(engine: Engine) -> None:
    with transaction(engine) as session:
        for number in range(1, 6):
            tell(session, 1, number)
            tell(session, 2, number)
    with transaction(engine) as session:
        first = pending_events(session, 7)
        mark_emitted(session, first)
        mark_emitted(session, first[:3])  # a late twin
    assert [(event.chain, event.seq) for event in first] == [
        *(("round:1", seq) for seq in range(1, 6)),
        ("round:2", 1),
        ("round:2", 2),
    ]
    assert emitted(engine) == [("round:2", 3), ("round:2", 4), ("round:2", 5)]


@postgresql_only
def test_two_workers_that_emit_a_chain_for_the_first_time_both_finish(engine: Engine) -> None:
    with transaction(engine) as session:
        tell(session, 1)
    with Session(engine) as one, transaction(engine) as other:
        mine, theirs = pending_events(one, 10), pending_events(other, 10)
        assert mine == theirs
        mark_emitted(other, theirs)
        other.commit()
        mark_emitted(one, mine)
        one.commit()
    assert emitted(engine) == []

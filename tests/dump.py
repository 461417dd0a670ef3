"""What the database holds, to be compared: all of it, or the story of one round."""

from typing import Any

from sqlmodel import Session, col, select

from actions.record import chain_of
from models.event import Event
from models.letter import Letter
from models.round import Round
from models.seat import Seat
from models.tables import metadata

IDS = frozenset(
    {"agreement", "version", "letter", "private", "receipt"}
)  # differ between two rounds that lived alike


def dump(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as it is stored; only the heartbeats, which say when something ran,
    are left out."""
    session.flush()
    connection = session.connection()
    return {
        name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
        for name in metadata.tables
        if name != "heartbeat"
    }


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The rows by table that are in one dump and not in the other; empty: nothing happened."""
    pairs = ((name, before[name], after[name]) for name in before)
    return {
        name: [row for row in [*old, *new] if row not in old or row not in new]
        for name, old, new in pairs
        if old != new and sorted(map(repr, old)) != sorted(map(repr, new))
    }


def events(session: Session, round_: Round, *kinds: str) -> list[Event]:
    """The round's chain in order, or the events of these kinds."""
    query = select(Event).where(Event.chain == chain_of(round_)).order_by(col(Event.seq))
    if kinds:
        query = query.where(col(Event.kind).in_(kinds))
    return list(session.exec(query))


def letters(session: Session, round_: Round, *kinds: str) -> list[Letter]:
    query = select(Letter).where(Letter.round_id == round_.id).order_by(col(Letter.id))
    if kinds:
        query = query.where(col(Letter.kind).in_(kinds))
    return list(session.exec(query))


def story(session: Session, round_: Round) -> list[tuple[Any, ...]]:
    """What happened in a round and which letters it wrote, in order and without ids; how its clock
    was moved is left out."""
    session.flush()
    told: list[tuple[Any, ...]] = [
        (event.at, event.kind, event.party_code, _without_ids(event.payload))
        for event in events(session, round_)
        if event.kind != "clock.moved"
    ]
    rows = session.exec(
        select(Letter, Seat.code)
        .join(Seat, col(Seat.id) == Letter.seat_id)
        .where(Letter.round_id == round_.id)
        .order_by(col(Letter.due_at), col(Letter.kind), col(Seat.code))
    )
    return told + [(x.due_at, x.kind, code, x.state, x.subject) for x, code in rows]


def _without_ids(told: Any) -> Any:
    """However deep they stand."""
    if isinstance(told, dict):
        return {key: _without_ids(value) for key, value in told.items() if key not in IDS}
    return [_without_ids(one) for one in told] if isinstance(told, list) else told

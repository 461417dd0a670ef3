"""Which recorded events have not been emitted to Prefect yet: a cursor per chain of our own table.

A cursor over ids would skip: on PostgreSQL an id is given out before its transaction commits, so a
lower one may appear after a higher one was emitted. Within a chain that cannot happen, since its
writers queue up on the chain's row and `seq` has no gaps.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select, update

from models.event import Chain, Event, EventCursor
from rules.verify import SANDBOX, SYSTEM

READER = "prefect:"  # a cursor's name is this and the chain's


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """What leaves the house of an event: ids and codes, no payload. `key` is unique per chain."""

    chain: str
    seq: int
    key: str
    kind: str
    round_id: int | None
    party: str | None
    at: datetime
    sandbox: bool


def pending_events(session: Session, limit: int) -> Sequence[RecordedEvent]:
    """Those still to be emitted, each chain's from its next one on; the system chains repeat a
    round's and are left out. One look at the chains' ends, then at those that have grown only."""
    seen = func.coalesce(col(EventCursor.position), 0)
    grown = session.exec(
        select(Chain.name, seen)
        .outerjoin(EventCursor, col(EventCursor.name) == READER + col(Chain.name))
        .where(col(Chain.name).not_in([SYSTEM, SANDBOX]), col(Chain.seq) > seen)
        .order_by(col(Chain.name))
    ).all()
    found: list[Event] = []
    for chain, position in grown:
        query = select(Event).where(Event.chain == chain, col(Event.seq) > position)
        found += session.exec(query.order_by(col(Event.seq)).limit(limit - len(found)))
        if len(found) == limit:
            break
    return [
        RecordedEvent(
            chain=event.chain,
            seq=event.seq,
            key=event.key,
            kind=event.kind,
            round_id=event.round_id,
            party=event.party_code,
            at=event.at,
            sandbox=event.sandbox,
        )
        for event in found
    ]


def mark_emitted(session: Session, emitted: Iterable[RecordedEvent]) -> None:
    """Move the cursors; none ever goes back, so a late twin emits nothing twice."""
    ends: dict[str, int] = {}
    for event in emitted:
        ends[event.chain] = max(event.seq, ends.get(event.chain, 0))
    for chain in sorted(ends):  # in one order, so that two workers never wait for each other
        name, end = READER + chain, ends[chain]
        if session.get(EventCursor, name) is None:
            with suppress(IntegrityError), session.begin_nested():  # the other worker's was first
                session.add(EventCursor(name=name))
        further = update(EventCursor).where(
            col(EventCursor.name) == name, col(EventCursor.position) < end
        )
        session.execute(further.values(position=end))

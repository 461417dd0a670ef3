"""Which recorded events have not been emitted to Prefect yet: a cursor over our own event table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from actions.record import SANDBOX, SYSTEM
from models.event import Event, EventCursor

CURSOR = "prefect"


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """What leaves the house of an event: ids and codes, no payload. `key` is unique per chain."""

    id: int
    chain: str
    key: str
    kind: str
    round_id: int | None
    party: str | None
    at: datetime
    sandbox: bool


def pending_events(session: Session, limit: int) -> Sequence[RecordedEvent]:
    """The oldest still to be emitted; the system chains repeat a round's and are left out."""
    cursor = session.get(EventCursor, CURSOR)
    rows = session.exec(
        select(Event)
        .where(
            col(Event.id) > (cursor.position if cursor else 0),
            col(Event.chain).not_in([SYSTEM, SANDBOX]),
        )
        .order_by(col(Event.id))
        .limit(limit)
    )
    return [
        RecordedEvent(
            id=event.id or 0,
            chain=event.chain,
            key=event.key,
            kind=event.kind,
            round_id=event.round_id,
            party=event.party_code,
            at=event.at,
            sandbox=event.sandbox,
        )
        for event in rows
    ]


def mark_emitted(session: Session, up_to_id: int) -> None:
    """Move the cursor; it never goes back, so a late twin emits nothing twice."""
    cursor = session.get(EventCursor, CURSOR, with_for_update=True)
    if cursor is None:
        cursor = EventCursor(name=CURSOR)
    cursor.position = max(cursor.position, up_to_id)
    session.add(cursor)

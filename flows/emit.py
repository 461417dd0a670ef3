"""Recorded events become Prefect events, so that users can attach automations of their own.

Read from cursors over our own table and posted before a cursor moves: none is lost, and one that
is posted twice carries the same id, which Prefect drops. Ids and party codes only.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import UUID, uuid5

from prefect.client.orchestration import get_client

from actions.emit_events import RecordedEvent, mark_emitted, pending_events
from models.database import reading, transaction

NAMESPACE = UUID("6ecdd21c-3f0b-5b43-9d0f-5a3b2f0c1c57")
AT_ONCE = 500
BULK = 50
PER_SECOND = 20

Post = Callable[[list[dict[str, Any]]], None]
_emitting = Lock()


def emit_recorded(post: Post | None = None) -> int:
    """Prefect events posted; 0 while another run of this process is at it.

    An event costs the server some milliseconds, hence at most 20 a second and 500 read at a time;
    what is left waits for the next run.
    """
    if not _emitting.acquire(blocking=False):
        return 0
    try:
        with reading() as session:
            pending = pending_events(session, AT_ONCE)
        if not pending:
            return 0
        events = to_prefect(pending)
        for start in range(0, len(events), PER_SECOND):
            if start:
                time.sleep(1)
            (post or _post)(events[start : start + PER_SECOND])
        with transaction() as session:
            mark_emitted(session, pending)
        return len(events)
    finally:
        _emitting.release()


def to_prefect(pending: Iterable[RecordedEvent]) -> list[dict[str, Any]]:
    """Prefect events in order; more than 50 of one round and kind become one with their count."""
    pending = list(pending)
    counts = Counter((event.chain, event.kind) for event in pending)
    last = {(event.chain, event.kind): event for event in pending}
    return [
        _prefect_event(event, count if count > BULK else 1)
        for event in pending
        if (count := counts[event.chain, event.kind]) <= BULK
        or event is last[event.chain, event.kind]
    ]


def _prefect_event(event: RecordedEvent, count: int) -> dict[str, Any]:
    """`occurred` is the wall clock: a sandbox's own time would confuse Prefect's retention."""
    family = "rammeaftale.sandbox" if event.sandbox else "rammeaftale"
    party = event.party if count == 1 else None
    subject = "system" if event.round_id is None else f"round.{event.round_id}"
    return {
        "id": str(uuid5(NAMESPACE, f"{event.chain}/{event.key}/{count}")),
        "event": f"{family}.{event.kind}",
        "occurred": datetime.now(UTC).isoformat(),
        "resource": {"prefect.resource.id": f"{family}.{subject}"},
        "related": [
            {"prefect.resource.id": f"rammeaftale.party.{party}", "prefect.resource.role": "party"}
        ]
        if party
        else [],
        "payload": {
            "round": event.round_id,
            "party": party,
            "at": event.at.isoformat(),
            "count": count,
        },
    }


def _post(events: list[dict[str, Any]]) -> None:
    """Straight to the API rather than through Prefect's client queue, which keeps a process from
    ending while the server is frozen and would let the cursor run ahead of what arrived."""
    with get_client(sync_client=True) as client:
        client.request("POST", "/events", json=events).raise_for_status()

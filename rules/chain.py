"""What a chain of events must satisfy, so that any changed, missing or reordered row shows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from hashlib import sha256
from itertools import groupby
from typing import Any

from models.columns import canonical_json
from models.event import Chain, Event, EventPrivate


def event_hash(event: Event) -> str:
    """SHA-256 (hex) over the canonical JSON of what the event says and where it stands."""
    facts = {
        "chain": event.chain,
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": event.kind,
        "key": event.key,
        "round": event.round_id,
        "party": event.party_code,
        "payload": event.payload,
        "prev": event.prev,
    }
    return sha256(canonical_json(facts).encode()).hexdigest()


def private_hash(salt: str, data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of salt and data; without the salt nobody can try names against it."""
    return sha256((salt + canonical_json(data)).encode()).hexdigest()


def problems(
    events: Iterable[tuple[Event, EventPrivate | None]], ends: Mapping[str, Chain]
) -> Iterator[str]:
    """One sentence per fault. `events` come ordered by chain and seq; `ends` are the kept heads."""
    seen = set()
    for name, rows in groupby(events, key=lambda row: row[0].chain):
        seen.add(name)
        yield from _chain_problems(name, rows, ends.get(name))
    for name, end in ends.items():
        if name not in seen and end.seq:
            yield f"{name}: all {end.seq} events are missing"


def _chain_problems(
    name: str, rows: Iterable[tuple[Event, EventPrivate | None]], end: Chain | None
) -> Iterator[str]:
    seq, head = 0, ""
    for event, private in rows:
        if event.seq != seq + 1:
            yield f"{name}: event {seq + 1} is missing (found {event.seq})"
        if event.prev != head:
            yield f"{name} {event.seq}: does not follow the event before it"
        if event.hash != event_hash(event):
            yield f"{name} {event.seq}: its content was changed"
        claimed = event.payload.get("private")
        if private and private_hash(private.salt, private.data) != claimed:
            yield f"{name} {event.seq}: its personal data was changed"
        seq, head = event.seq, event.hash
    if end is None or (end.seq, end.head) != (seq, head):
        yield f"{name}: ends at event {seq}, but {end.seq if end else 0} were recorded"

"""What a chain of events must satisfy, so that any changed, missing or reordered row shows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from hashlib import sha256
from itertools import groupby
from typing import Any

from models.columns import canonical_json
from models.event import Chain, Event, EventPrivate

SYSTEM, SANDBOX = "system", "sandbox"
SYSTEM_CHAINS = frozenset({SYSTEM, SANDBOX})
CREATED = "round.created"


def round_chain(round_id: int | None, *, sandbox: bool) -> str:
    """The name of a round's chain; sandbox chains stand apart from the real ones."""
    return f"{SANDBOX if sandbox else 'round'}:{round_id}"


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
        "sandbox": event.sandbox,
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
    """One sentence per fault. `events` come ordered by chain and seq; `ends` are the kept heads.

    A chain that is gone with its end still shows: a system chain recorded the round's creation.
    """
    seen: set[str] = set()
    created: set[str] = set()
    for name, rows in groupby(events, key=lambda row: row[0].chain):
        seen.add(name)
        begun = created if name in SYSTEM_CHAINS else set()
        yield from _chain_problems(name, rows, ends.get(name), begun)
    for name, end in ends.items():
        if name not in seen and end.seq:
            yield f"{name}: all {end.seq} events are missing"
    for name in sorted(created - seen - ends.keys()):
        yield f"{name}: the whole chain is missing"
    for name in sorted(seen - created - SYSTEM_CHAINS):
        yield f"{name}: its beginning is not in the system chain"


def _chain_problems(
    name: str,
    rows: Iterable[tuple[Event, EventPrivate | None]],
    end: Chain | None,
    begun: set[str],
) -> Iterator[str]:
    """`begun` is given the names of the chains whose beginning this one records."""
    seq, head, written = 0, "", 0
    for event, private in rows:
        if event.seq != seq + 1:
            yield f"{name}: event {seq + 1} is missing (found {event.seq})"
        if event.prev != head:
            yield f"{name} {event.seq}: does not follow the event before it"
        if event.hash != event_hash(event):
            yield f"{name} {event.seq}: its content was changed"
        if (event.id or 0) <= written:
            yield f"{name} {event.seq}: was not written after the event before it"
        claimed = event.payload.get("private")
        if private and private_hash(private.salt, private.data) != claimed:
            yield f"{name} {event.seq}: its personal data was changed"
        if event.kind == CREATED:
            begun.add(round_chain(event.round_id, sandbox=event.sandbox))
        seq, head, written = event.seq, event.hash, event.id or 0
    if end is None or (end.seq, end.head) != (seq, head):
        yield f"{name}: ends at event {seq}, but {end.seq if end else 0} were recorded"

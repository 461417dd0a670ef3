"""Events as `rules/verify.py` reads them: whoever checks the record uses what wrote it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import Any

from models.event import Chain, Event, EventPrivate
from rules import verify


def record_of(event: Event, private: EventPrivate | None = None) -> dict[str, Any]:
    """An event as an archive holds it; `private` is null when its texts are not there."""
    return {
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
        "hash": event.hash,
        "private": private and {"salt": private.salt, "data": private.data},
    }


def event_hash(event: Event) -> str:
    """SHA-256 (hex) over the canonical JSON of what the event says and where it stands."""
    return verify.record_hash(record_of(event))


def problems(
    events: Iterable[tuple[Event, EventPrivate | None]], ends: Mapping[str, Chain]
) -> Iterator[str]:
    """One sentence per fault. `events` come ordered by chain and seq; `ends` are the kept heads."""
    misplaced: list[str] = []
    kept = {name: (end.seq, end.head) for name, end in ends.items()}
    yield from verify.problems(_records(events, misplaced), kept)
    yield from misplaced


def _records(
    events: Iterable[tuple[Event, EventPrivate | None]], misplaced: list[str]
) -> Iterator[verify.Record]:
    """The rows' own order is in no hash, and must still be that of their chain."""
    before = ("", 0)
    for event, private in events:
        here = (event.chain, event.id or 0)
        if here[0] == before[0] and here[1] <= before[1]:
            misplaced.append(
                f"{event.chain} {event.seq}: was not written after the event before it"
            )
        before = here
        yield record_of(event, private)

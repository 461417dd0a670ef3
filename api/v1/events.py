"""What happened in a round and which letters it wrote; neither ever shows a link."""

from typing import Any

from fastapi import APIRouter

from actions.read_rounds import events_of, letters_of, round_shown
from api.doors import Reading
from api.guards import KeyReader
from api.v1.types import WHOLE_UP_TO, Cursor, RoundId, instant, listing
from models.event import Event
from models.letter import Letter
from models.seat import Seat

router = APIRouter(tags=["record"])


@router.get("/rounds/{round_id}/events")
def get_events(
    round_id: RoundId, session: Reading, _who: KeyReader, cursor: Cursor = 0
) -> dict[str, Any]:
    """The round's chain in order; `next` is the last `seq` seen."""
    round_ = round_shown(session, round_id)
    rows = events_of(session, round_, after=cursor, limit=WHOLE_UP_TO + 1)
    return listing(rows, _event, lambda event: event.seq)


@router.get("/rounds/{round_id}/letters")
def get_letters(
    round_id: RoundId, session: Reading, _who: KeyReader, cursor: Cursor = 0
) -> dict[str, Any]:
    round_ = round_shown(session, round_id)
    rows = letters_of(session, round_, after=cursor, limit=WHOLE_UP_TO + 1)
    return listing(rows, _letter, lambda row: row[0].id)


def _event(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": instant(event.at),
        "kind": event.kind,
        "key": event.key,
        "party": event.party_code,
        "payload": event.payload,
        "prev": event.prev,
        "hash": event.hash,
    }


def _letter(row: tuple[Letter, Seat | None]) -> dict[str, Any]:
    letter, seat = row
    return {
        "id": letter.id,
        "code": seat.code if seat else None,
        "party": seat.party if seat else None,
        "to": letter.to_address,
        "kind": letter.kind,
        "subject": letter.subject,
        "state": letter.state,
        "due_at": instant(letter.due_at),
        "sent_at": instant(letter.sent_at),
        "repeated": letter.repeated,
        "error": letter.last_error or None,
    }

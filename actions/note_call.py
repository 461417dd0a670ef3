"""A telephone note (offentlighedsloven § 13): whom we spoke with, and what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.event import Event, EventPrivate
from models.round import Round
from models.seat import Seat
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.notes import GivenNote, checked
from rules.policy import Policy
from rules.refusal import Refusal, Why
from rules.reminders import Chase, next_reminder
from rules.seats import FINAL

NOTED = "call.noted"


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was made; name and words are empty once the personal data is erased."""

    at: datetime
    on: date
    person: str
    agreed: str
    paused_until: date | None
    by: str


def note_call(
    session: Session, round_: Round, seat: Seat, given: GivenNote, now: datetime, by: str
) -> None:
    """With a date, the party is left alone until then. Refusal names the field; CONFLICT when the
    round is over, or when a party that has answered is to be left alone."""
    if round_.ended_at is not None:
        raise Refusal("Runden er slut.", why=Why.CONFLICT)
    note = checked(given, danish_date(now))
    number = times_recorded(session, round_, NOTED, seat.code) + 1
    if note.paused_until:
        _pause(session, round_, seat, note.paused_until, now)
    record(
        session,
        chain_of(round_),
        NOTED,
        f"{NOTED}:{seat.id}:{number}",
        now,
        {
            "on": note.on.isoformat(),
            "paused_until": note.paused_until.isoformat() if note.paused_until else None,
            "by": by,
        },
        round_=round_,
        party_code=seat.code,
        private={"person": note.person, "agreed": note.agreed},
    )


def _pause(session: Session, round_: Round, seat: Seat, until: date, now: datetime) -> None:
    if seat.state in FINAL:
        raise Refusal(
            f"{seat.party} har svaret og bliver ikke rykket.",
            why=Why.CONFLICT,
            field="paused_until",
        )
    policy = Policy.of(round_.policy)
    seat.paused_at = _owed_from(policy, seat, now)
    seat.paused_until = until
    if round_.state in LIVE:
        seat.next_letter_at = next_reminder(policy, round_.deadline, Chase.of(seat), now)
    session.add(seat)
    session.flush()


def _owed_from(policy: Policy, seat: Seat, now: datetime) -> datetime:
    """What the pause before held back and has not been sent yet is owed at the end of this one."""
    due, before = seat.next_letter_at or now, seat.paused_until
    if seat.paused_at and before and danish_date(due) <= policy.day_from(before, 1):
        return seat.paused_at
    return min(due, now)


def notes_of(session: Session, round_: Round, seat: Seat) -> Sequence[Note]:
    """The newest first."""
    rows = session.exec(
        select(Event, EventPrivate)
        .outerjoin(EventPrivate, col(EventPrivate.event_id) == Event.id)
        .where(Event.chain == chain_of(round_), Event.kind == NOTED, Event.party_code == seat.code)
        .order_by(col(Event.seq).desc())
    )
    return [_note(event, private) for event, private in rows]


def _note(event: Event, private: EventPrivate | None) -> Note:
    until = event.payload["paused_until"]
    words = private.data if private is not None else {}
    return Note(
        at=event.at,
        on=date.fromisoformat(event.payload["on"]),
        person=words.get("person", ""),
        agreed=words.get("agreed", ""),
        paused_until=date.fromisoformat(until) if until else None,
        by=str(event.payload["by"]),
    )

"""A round ends: closed with its result, or cancelled; the parties are told either way."""

from datetime import datetime

from sqlmodel import Session, col, update

from actions.change_period import change_period
from actions.load import receipts_of, seats_of
from actions.object_to_answer import objected_codes
from actions.read_adoption import adoption_of
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from actions.start_round import primary_contacts
from models.round import Round
from models.seat import Seat
from models.vocabulary import LetterKind, RoundState
from notifications.outbox import queue_letters
from notifications.outbox_moves import purge_letters
from rules.adoption import Adoption
from rules.closing import STATE_WORDS, may_close, unchecked
from rules.refusal import Refusal, Why
from rules.text import paragraphs


def close_round(session: Session, round_: Round, now: datetime, by: str, reason: str = "") -> Round:
    """Freeze the result with every entitled party and its answer.

    Answers nobody has checked are named in the event.

    reason  what the parties are told beside the result; empty: the result speaks for itself
    """
    why = paragraphs(reason, "reason", limit=2_000)
    may_close(round_, now, objected_codes(session, round_))
    number = times_recorded(session, round_, "round.closed") + 1
    seats = seats_of(session, round_)
    standing = adoption_of(round_, seats, now)
    round_.result, round_.end_reason = standing.result, why
    _end(session, round_, RoundState.CLOSED, now)
    if round_.extends_to and standing.succeeds:
        change_period(session, round_, round_.extends_to, now, by)
    record(
        session,
        chain_of(round_),
        "round.closed",
        f"round.closed:{round_.id}:{number}",
        now,
        {
            "result": round_.result,
            "answered": round_.answered,
            "approved": round_.approved,
            "parties": {seat.code: seat.outcome for seat in seats},
            "basis": standing.basis,
            "silence": standing.silence,
            "entitled": _entitled(session, round_, seats, standing),
            "unchecked": unchecked(seats),
            "reason": why,
            "by": by,
        },
        round_=round_,
    )
    queue_letters(
        session,
        round_,
        LetterKind.ROUND_CLOSED,
        primary_contacts(session, round_),
        occasion=f"closed-{number}",
        due_at=now,
    )
    return round_


def _entitled(
    session: Session, round_: Round, seats: list[Seat], standing: Adoption
) -> list[dict[str, object]]:
    """Each party that had a say: what it answered, and why it stands in the way if it does."""
    receipts = receipts_of(session, round_)
    stands = [receipts.get(seat.answer_id, (None, None)) for seat in seats]
    return [
        {
            "code": seat.code,
            "party": seat.party,
            "council": seat.council,
            "outcome": seat.outcome,
            "decided_on": seat.decided_on.isoformat() if seat.decided_on else None,
            "receipt": receipt,
            "assurance": assurance,
            "tacit": seat.code in standing.tacit,
            "in_the_way": standing.why(seat.code),
        }
        for seat, (receipt, assurance) in zip(seats, stands, strict=True)
    ]


def cancel_round(session: Session, round_: Round, reason: str, now: datetime, by: str) -> Round:
    """Whoever has been written to is told why; letters not yet sent are not sent."""
    why = paragraphs(reason, "reason", limit=2_000)
    if not why:
        raise Refusal("Skriv, hvorfor runden annulleres.", field="reason")
    if round_.state in {RoundState.CLOSED, RoundState.CANCELLED}:
        raise Refusal(f"Runden er allerede {STATE_WORDS[round_.state]}.", why=Why.CONFLICT)
    told = round_.announced_at is not None or round_.opened_at is not None
    purge_letters(session, round_.id or 0)
    round_.end_reason = why
    _end(session, round_, RoundState.CANCELLED, now)
    record(
        session,
        chain_of(round_),
        "round.cancelled",
        f"round.cancelled:{round_.id}",
        now,
        {"reason": why, "by": by},
        round_=round_,
    )
    if told:
        queue_letters(
            session,
            round_,
            LetterKind.CANCELLATION,
            primary_contacts(session, round_),
            occasion="cancelled",
            due_at=now,
        )
    return round_


def _end(session: Session, round_: Round, state: RoundState, now: datetime) -> None:
    round_.state, round_.ended_at = state, now
    session.add(round_)
    session.execute(update(Seat).where(col(Seat.round_id) == round_.id).values(next_letter_at=None))

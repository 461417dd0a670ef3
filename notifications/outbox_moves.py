"""What a person does to letters that are in the outbox: let go, try once more, take back."""

from datetime import datetime

from sqlmodel import Session, col, update

from models.letter import Letter
from models.seat import Seat
from models.vocabulary import LetterKind, LetterState
from notifications.mime import redated
from notifications.outbox import AT_ONCE, ring_for, written_to
from rules.refusal import Refusal, Why


def release_letter(session: Session, letter_id: int, now: datetime) -> None:
    """A draft may go: it is dated `now`, by the round's clock. Refusal when it is no draft."""
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None:
        raise Refusal("Der er ikke et sådant brev.", why=Why.UNKNOWN, field="letter")
    if letter.state is not LetterState.DRAFT:
        raise Refusal("Brevet er ikke længere en kladde.", why=Why.CONFLICT)
    letter.state, letter.due_at = LetterState.QUEUED, now
    letter.attempt_at = AT_ONCE if letter.sandbox else now
    letter.source = redated(letter.source, now) if letter.source else None
    session.add(letter)
    session.flush()
    seat = session.get(Seat, letter.seat_id)
    if seat:
        written_to(session, [seat], now)
    ring_for(session, sandbox=letter.sandbox)


def requeue_letter(session: Session, letter: Letter, now: datetime) -> None:
    """Try a letter that was given up on once more, from its first attempt on."""
    letter.state, letter.attempts, letter.last_error = LetterState.QUEUED, 0, ""
    letter.attempt_at = AT_ONCE if letter.sandbox else now
    session.add(letter)
    session.flush()
    ring_for(session, sandbox=letter.sandbox)


def purge_letters(
    session: Session,
    round_id: int,
    *,
    contact_id: int | None = None,
    kind: LetterKind | None = None,
) -> int:
    """Cancel what has not been sent, only to one contact or of one kind when it is named; a letter
    already on its way is not caught."""
    unsent = update(Letter).where(
        col(Letter.round_id) == round_id,
        col(Letter.state).in_([LetterState.QUEUED, LetterState.DRAFT]),
    )
    if contact_id is not None:
        unsent = unsent.where(col(Letter.contact_id) == contact_id)
    if kind is not None:
        unsent = unsent.where(col(Letter.kind) == kind)
    cancelled = {"state": LetterState.CANCELLED, "attempt_at": None, "leased_until": None}
    return session.connection().execute(unsent.values(cancelled)).rowcount

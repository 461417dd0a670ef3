"""Letters to a party's management: drafted when due, released by the secretariat after its call."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from actions.record import chain_of, record
from models.letter import Letter
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, LetterKind, LetterState, SeatState
from notifications.outbox import Recipient, queue_letters, release_letter
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why
from rules.reminders import Policy
from rules.timeline import escalations_at


def draft_escalations(session: Session, round_: Round, now: datetime) -> int:
    """The newest escalation that is due, once per party that has not answered."""
    due = [moment for moment in escalations_at(round_) if moment <= now]
    if not due:
        return 0
    occasion = danish_date(due[-1]).isoformat()
    rows = session.exec(
        select(Seat, Contact)
        .join(Contact, col(Contact.seat_id) == Seat.id)
        .where(
            Seat.round_id == round_.id,
            col(Seat.state).in_([SeatState.WAITING, SeatState.SCHEDULED]),
            or_(col(Seat.paused_until).is_(None), col(Seat.paused_until) < danish_date(now)),
            Contact.role == ContactRole.DIRECTOR,
        )
        .order_by(col(Seat.id))
    ).all()
    automatic = Policy.of(round_.policy).escalation_automatic
    drafted = 0
    for seat, director in rows:
        event = record(
            session,
            chain_of(round_),
            "escalation.drafted",
            f"escalation.drafted:{seat.id}:{occasion}",
            now,
            {"due_at": due[-1].isoformat(), "letters": 1},
            round_=round_,
            party_code=seat.code,
        )
        if event:
            drafted += queue_letters(
                session,
                round_,
                LetterKind.ESCALATION,
                [Recipient(seat, director)],
                occasion=occasion,
                due_at=now,
                state=LetterState.QUEUED if automatic else LetterState.DRAFT,
            )
    return drafted


def release(session: Session, round_: Round, letter_id: int, now: datetime, by: str) -> None:
    """The secretariat lets a drafted letter go."""
    letter = session.get(Letter, letter_id)
    if letter is None or letter.round_id != round_.id:
        raise Refusal("Der er ikke et sådant brev i runden.", why=Why.UNKNOWN)
    if letter.state is not LetterState.DRAFT:
        raise Refusal("Brevet er ikke længere en kladde.", why=Why.CONFLICT)
    release_letter(session, letter_id, now)
    record(
        session,
        chain_of(round_),
        "letter.released",
        f"letter.released:{letter_id}",
        now,
        {"letter": letter_id, "by": by},
        round_=round_,
    )

"""Letters to a party's management: drafted when due, released by the secretariat after its call."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from sqlmodel import Session, col, or_, select

from actions.record import chain_of, record
from models.letter import Letter
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import LetterKind, LetterState, SeatState
from notifications.outbox import Recipient, queue_letters
from notifications.outbox_moves import release_letter
from rules.danish_time import danish_date
from rules.policy import WRITTEN_TO, Escalation, Policy, Rung
from rules.refusal import Refusal, Why
from rules.reminders import may_write
from rules.timeline import escalations_at


def draft_escalations(session: Session, round_: Round, now: datetime) -> int:
    """The highest rung that is climbed and has somebody on it, once per party and deadline.

    Returns the letters written. Drafts too are made on working mornings: that is when somebody
    releases them.
    """
    policy = Policy.of(round_.policy)
    climbed = [rung for moment, rung in escalations_at(round_) if moment <= now]
    rungs = [rung for rung in climbed if rung in WRITTEN_TO]
    if not rungs or not may_write(policy, now):
        return 0
    state = LetterState.QUEUED if policy.escalation is Escalation.AUTOMATIC else LetterState.DRAFT
    written = 0
    for rung, recipients in _highest(session, round_, rungs, danish_date(now)):
        seat, occasion = recipients[0].seat, f"{rung}:{round_.deadline}"
        event = record(
            session,
            chain_of(round_),
            "escalation.drafted",
            f"escalation.drafted:{seat.id}:{occasion}",
            now,
            {"to": rung, "letters": len(recipients)},
            round_=round_,
            party_code=seat.code,
        )
        if event:
            written += queue_letters(
                session,
                round_,
                LetterKind.ESCALATION,
                recipients,
                occasion=occasion,
                due_at=now,
                state=state,
            )
    return written


def _highest(
    session: Session, round_: Round, rungs: Sequence[Rung], today: date
) -> Iterator[tuple[Rung, list[Recipient]]]:
    """Of each party that has not answered and is not left alone, who stands highest."""
    rows = session.exec(
        select(Seat, Contact)
        .join(Contact, col(Contact.seat_id) == Seat.id)
        .where(
            Seat.round_id == round_.id,
            col(Seat.state).in_([SeatState.WAITING, SeatState.SCHEDULED]),
            or_(col(Seat.paused_until).is_(None), col(Seat.paused_until) < today),
            col(Contact.role).in_([WRITTEN_TO[rung] for rung in rungs]),
        )
        .order_by(col(Seat.id), col(Contact.id))
    )
    for _, pairs in groupby(rows, key=lambda pair: pair[0].id):
        theirs = [Recipient(seat, contact) for seat, contact in pairs]
        highest = max((Rung(to.contact.role) for to in theirs), key=rungs.index)
        yield highest, [to for to in theirs if to.contact.role is WRITTEN_TO[highest]]


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

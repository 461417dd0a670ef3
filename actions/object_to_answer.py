"""A party says that an answer registered for it is not its own; the secretariat settles it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from actions.load import answer_of, contacts_of
from actions.open_link import OpenedLink
from actions.record import chain_of, record
from models.on_behalf import Objection
from models.round import Round
from models.seat import Answer, Seat
from models.vocabulary import ContactRole, LetterKind
from notifications.outbox import Recipient, queue_letters
from rules.on_behalf import may_object, objecting
from rules.refusal import Refusal, Why
from rules.text import paragraphs

OBJECTED = "answer.objected"
SETTLED = "objection.settled"
OPEN = select(Objection).where(
    Objection.answer_id == bindparam("of"), col(Objection.settled_at).is_(None)
)


def object_to_answer(
    session: Session,
    opened: OpenedLink,
    number: int,
    words: str,
    name: str,
    title: str,
    now: datetime,
) -> Objection:
    """The answer stands until it is settled, or the party answers anew; closing waits for it.

    number  of the answer that was shown

    After the close it is taken too, for as long as the link opens.
    """
    round_, seat = opened.round_, opened.seat
    said, who, position = objecting(words, name, title)
    answer = may_object(seat, answer_of(session, seat), number, open_objection(session, seat))
    objection = Objection(
        seat_id=seat.id or 0,
        answer_id=answer.id or 0,
        contact_id=opened.contact.id or 0,
        words=said,
        name=who,
        title=position,
        objected_at=now,
    )
    session.add(objection)
    session.flush()
    record(
        session,
        chain_of(round_),
        OBJECTED,
        f"{OBJECTED}:{objection.id}",
        now,
        {
            "objection": objection.id,
            "answer": answer.number,
            "closed_item": answer.closed_item,
            "by": f"contact:{opened.contact.id}",
        },
        round_=round_,
        party_code=seat.code,
        private={"words": said, "name": who, "title": position},
    )
    return objection


def settle_objection(
    session: Session, round_: Round, seat: Seat, words: str, now: datetime, by: str
) -> Objection:
    """The answer stands, and why; the party is told. An answer that is wrong is corrected instead:
    with the answer falls what was said against it."""
    said = paragraphs(words, "words", limit=1_900)
    if not said:
        raise Refusal("Skriv, hvordan indsigelsen er afklaret.", field="words")
    objection, answer = open_objection(session, seat), answer_of(session, seat)
    if objection is None or answer is None:
        raise Refusal(f"{seat.party} har ikke en indsigelse, der venter.", why=Why.CONFLICT)
    objection.settled_at, objection.settled_by, objection.settlement = now, by, said
    session.add(objection)
    session.flush()
    record(
        session,
        chain_of(round_),
        SETTLED,
        f"{SETTLED}:{objection.id}",
        now,
        {
            "objection": objection.id,
            "answer": answer.number,
            "closed_item": answer.closed_item,
            "by": by,
        },
        round_=round_,
        party_code=seat.code,
        private={"words": said},
    )
    told = [
        contact
        for contact in contacts_of(session, seat)
        if contact.role is ContactRole.PRIMARY or contact.id == objection.contact_id
    ]
    queue_letters(
        session,
        round_,
        LetterKind.OBJECTION_SETTLED,
        [Recipient(seat, contact) for contact in told],
        occasion=f"objection-{objection.id}",
        due_at=now,
        facts={"objection": objection, "given": answer},
    )
    return objection


def open_objection(session: Session, seat: Seat) -> Objection | None:
    """To the answer that stands, and not settled; null: none."""
    return session.exec(OPEN, params={"of": seat.answer_id}).first() if seat.answer_id else None


def objected_codes(session: Session, round_: Round) -> list[str]:
    """Codes of the parties whose objection waits."""
    query = (
        select(Seat.code)
        .join(Objection, col(Objection.answer_id) == Seat.answer_id)
        .where(Seat.round_id == round_.id, col(Objection.settled_at).is_(None))
    )
    return list(session.exec(query.order_by(col(Seat.id))))


def objections_of(session: Session, seats: Sequence[Seat]) -> list[tuple[Objection, Answer]]:
    """All there have been, each with the answer it is about; the newest first."""
    query = (
        select(Objection, Answer)
        .join(Answer, col(Answer.id) == Objection.answer_id)
        .where(col(Objection.seat_id).in_([seat.id for seat in seats]))
    )
    return [
        (said, answer) for said, answer in session.exec(query.order_by(col(Objection.id).desc()))
    ]

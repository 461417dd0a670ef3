"""A reservation is cleared by two: the secretariat says how it is met, the party confirms it."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from actions.answer_seat import answer_seat
from actions.load import answer_of
from actions.open_link import OpenedLink
from actions.primary_contacts import primary_contacts
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from actions.write_answer import Teller
from models.clearance import Clearance
from models.round import Round
from models.seat import Answer, Seat
from models.vocabulary import LetterKind, Outcome
from notifications.outbox import Recipient, queue_letters
from rules.assurance import SignedIn
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why
from rules.reservations import cleared, may_declare
from rules.text import paragraphs

NEWEST = (
    select(Clearance)
    .where(Clearance.answer_id == bindparam("of"), col(Clearance.confirmed_id).is_(None))
    .order_by(col(Clearance.id).desc())
    .limit(1)
)


def declare_met(
    session: Session, round_: Round, seat: Seat, words: str, now: datetime, by: str
) -> Clearance:
    """The party is told, and asked to confirm; until it does, nothing is another than it was."""
    said = paragraphs(words, "words", limit=1_900)
    if not said:
        raise Refusal("Skriv, hvordan forbeholdet er imødekommet.", field="words")
    may_declare(round_, seat)
    answer = answer_of(session, seat)
    if answer is None:
        raise RuntimeError(f"seat {seat.id} has a reservation and no answer")
    clearance = Clearance(
        seat_id=seat.id or 0,
        answer_id=answer.id or 0,
        words=said,
        declared_at=now,
        declared_by=by,
    )
    session.add(clearance)
    session.flush()
    times = times_recorded(session, round_, "reservation.declared_met", seat.code)
    record(
        session,
        chain_of(round_),
        "reservation.declared_met",
        f"reservation.declared_met:{seat.id}:{times + 1}",
        now,
        {"answer": answer.number, "by": by},
        round_=round_,
        party_code=seat.code,
        private={"words": said},
    )
    primary = primary_contacts(session, [seat.id or 0], danish_date(now))
    queue_letters(
        session,
        round_,
        LetterKind.RESERVATION_MET,
        [Recipient(seat, contact) for contact in primary.get(seat.id, [])],
        occasion=f"met-{clearance.id}",
        due_at=now,
        facts={"reserved": answer, "met": said},
    )
    return clearance


def confirm_met(
    session: Session,
    opened: OpenedLink,
    clearance_id: int,
    version: int,
    name: str,
    title: str,
    now: datetime,
    signed_in: SignedIn | None = None,
) -> Answer:
    """A new answer, an approval, in the name that was typed; the reservation stays in history.

    Raises Refusal CONFLICT when the secretariat has said something else since, or the answer is
    another one by now.
    """
    round_, seat = opened.round_, opened.seat
    answer, clearance = answer_of(session, seat), open_clearance(session, seat)
    if answer is None or clearance is None or clearance.id != clearance_id:
        raise Refusal(
            "Der er kommet nyt om forbeholdet, siden siden blev vist. Hent den igen.",
            why=Why.CONFLICT,
            field="clearance",
        )
    evidence = (answer.evidence_sha256, answer.evidence_filename)
    teller = Teller(
        contact=opened.contact,
        evidence=(evidence[0], evidence[1]) if evidence[0] else None,
        signed_in=signed_in,
    )
    given = cleared(answer, clearance.words, name, title, version)
    confirmed = answer_seat(session, round_, seat, given, teller, now)
    clearance.confirmed_id = confirmed.id
    session.add(clearance)
    session.flush()
    record(
        session,
        chain_of(round_),
        "reservation.cleared",
        f"reservation.cleared:{clearance.id}",
        now,
        {
            "answer": answer.number,
            "cleared_by": confirmed.number,
            "declared_by": clearance.declared_by,
            "by": f"contact:{opened.contact.id}",
        },
        round_=round_,
        party_code=seat.code,
    )
    return confirmed


def open_clearance(session: Session, seat: Seat) -> Clearance | None:
    """What the secretariat last said of the reservation that stands; null: nothing yet."""
    if seat.outcome is not Outcome.APPROVED_WITH_RESERVATION or seat.answer_id is None:
        return None
    return session.exec(NEWEST, params={"of": seat.answer_id}).first()

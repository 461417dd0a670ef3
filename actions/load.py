"""Finding what a request names, or a refusal that says it is not there."""

from datetime import datetime

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select

from models.agreement import Agreement, Document
from models.round import RecommendationPoint, Round, Step
from models.seat import Answer, Contact, Seat
from rules.refusal import Refusal, Why

# Built once: building a statement costs more than running it.
OF: BindParameter[int | None] = bindparam("of")
AGREEMENT = select(Agreement).where(Agreement.id == OF)
SEATS = select(Seat).where(Seat.round_id == OF).order_by(col(Seat.id))
STEPS = select(Step).where(Step.round_id == OF).order_by(col(Step.position))
POINTS = (
    select(RecommendationPoint)
    .where(RecommendationPoint.round_id == OF)
    .order_by(col(RecommendationPoint.number))
)
DOCUMENTS = select(Document).where(Document.version_id == OF).order_by(col(Document.position))
CONTACTS = select(Contact).where(Contact.seat_id == OF).order_by(col(Contact.id))


def round_by_id(session: Session, round_id: int) -> Round:
    """The round, locked until commit where the database locks rows."""
    found = session.exec(select(Round).where(Round.id == round_id).with_for_update()).first()
    if found is None:
        raise Refusal(f"Der er ingen runde {round_id}.", why=Why.UNKNOWN)
    return found


def seat_by_code(session: Session, round_: Round, code: str) -> Seat:
    found = session.exec(select(Seat).where(Seat.round_id == round_.id, Seat.code == code)).first()
    if found is None:
        raise Refusal(f"»{code[:40]}« er ikke part i runden.", why=Why.UNKNOWN)
    return found


def agreement_of(session: Session, round_: Round) -> Agreement:
    return session.exec(AGREEMENT, params={"of": round_.agreement_id}).one()


def seats_of(session: Session, round_: Round) -> list[Seat]:
    """Municipalities by code, the region last."""
    return list(session.exec(SEATS, params={"of": round_.id}))


def steps_of(session: Session, round_: Round) -> list[Step]:
    return list(session.exec(STEPS, params={"of": round_.id}))


def points_of(session: Session, round_: Round) -> list[RecommendationPoint]:
    return list(session.exec(POINTS, params={"of": round_.id}))


def documents_of(session: Session, round_: Round) -> list[Document]:
    return list(session.exec(DOCUMENTS, params={"of": round_.version_id}))


def contacts_of(session: Session, seat: Seat) -> list[Contact]:
    return list(session.exec(CONTACTS, params={"of": seat.id}))


def contacts_in(session: Session, round_: Round) -> list[tuple[Seat, Contact]]:
    """Each with its seat."""
    rows = session.exec(
        select(Seat, Contact)
        .join(Contact, col(Contact.seat_id) == Seat.id)
        .where(Seat.round_id == round_.id)
        .order_by(col(Contact.id))
    )
    return [(seat, contact) for seat, contact in rows]


def links_given_out(session: Session) -> bool:
    """Whether anybody has been told a link."""
    return session.exec(select(Contact.id).limit(1)).first() is not None


def answer_of(session: Session, seat: Seat) -> Answer | None:
    """The answer that stands."""
    return session.get(Answer, seat.answer_id) if seat.answer_id else None


def receipts_of(session: Session, round_: Round) -> dict[int | None, tuple[str, str]]:
    """Receipt number and assurance by answer, of the answers that stand."""
    query = (
        select(Answer.id, Answer.receipt, Answer.assurance)
        .join(Seat, col(Seat.answer_id) == Answer.id)
        .where(Seat.round_id == round_.id)
    )
    return {answer: (receipt, assurance) for answer, receipt, assurance in session.exec(query)}


def clock_of(round_: Round, now: datetime) -> datetime:
    """A sandbox lives by its own clock, a real round by real time."""
    return round_.clock if round_.sandbox and round_.clock else now

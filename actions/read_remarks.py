"""The remarks and reservations of all parties, as they stand."""

from sqlmodel import Session, col, or_, select

from actions.load import documents_of, points_of
from models.reply import Reply
from models.round import Round
from models.seat import Answer, Seat
from models.vocabulary import Outcome
from rules.remarks import Remark, Subject, about, subjects


def remarks_of(session: Session, round_: Round) -> list[Remark]:
    """Of the answers that stand, municipalities by code and the region last."""
    rows = session.exec(
        select(Seat, Answer, Reply)
        .join(Answer, col(Answer.id) == Seat.answer_id)
        .join(Reply, col(Reply.answer_id) == Answer.id, isouter=True)
        .where(
            Seat.round_id == round_.id,
            or_(col(Answer.remarks) != "", Answer.outcome == Outcome.APPROVED_WITH_RESERVATION),
            Answer.outcome != Outcome.NOT_YET,
        )
        .order_by(col(Seat.id))
    )
    return [Remark(seat, answer, about(answer), reply) for seat, answer, reply in rows]


def read_remarks(session: Session, round_: Round) -> list[Subject]:
    """By what they are about."""
    points, documents = points_of(session, round_), documents_of(session, round_)
    return subjects(remarks_of(session, round_), points, documents)

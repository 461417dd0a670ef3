"""The receipt of the answer that stands, as a document."""

from sqlmodel import Session

from actions.load import agreement_of, answer_of
from actions.revisions import points_answered
from models.round import Round
from models.seat import Answer, Seat
from notifications.proof import proof_of
from reports.receipt import receipt_pdf
from rules.refusal import Refusal, Why


def read_receipt(session: Session, round_: Round, seat: Seat) -> tuple[Answer, bytes]:
    """A PDF; the same answer gives the same bytes. Refusal (UNKNOWN) before there is one."""
    answer = answer_of(session, seat)
    if answer is None:
        raise Refusal("Der er ingen kvittering endnu, for der er ikke svaret.", why=Why.UNKNOWN)
    points, proof = points_answered(session, round_, answer), proof_of(session, round_, answer)
    agreement = agreement_of(session, round_)
    return answer, receipt_pdf(round_, agreement, seat, answer, points, proof)

"""Documents that are made when somebody asks for them, as downloads."""

from fastapi.responses import Response
from sqlmodel import Session

from actions.load import agreement_of, answer_of, points_of
from api.pages.download import download
from models.round import Round
from models.seat import Seat
from notifications.proof import proof_of
from reports.receipt import receipt_pdf
from rules.refusal import Refusal, Why

PDF = "application/pdf"


def receipt_file(session: Session, round_: Round, seat: Seat) -> Response:
    """The receipt of the answer that stands."""
    answer = answer_of(session, seat)
    if answer is None:
        raise Refusal("Der er ingen kvittering endnu, for der er ikke svaret.", why=Why.UNKNOWN)
    content = receipt_pdf(
        round_,
        agreement_of(session, round_),
        seat,
        answer,
        points_of(session, round_),
        proof_of(session, round_, answer),
    )
    return download(content, PDF, f"kvittering-{answer.receipt}.pdf")

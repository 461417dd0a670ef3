"""Documents that are made when somebody asks for them, as downloads."""

from fastapi.responses import Response
from sqlmodel import Session

from actions.read_certificate import read_certificate
from actions.read_receipt import read_receipt
from api.pages.download import download
from models.round import Round
from models.seat import Seat

PDF = "application/pdf"


def receipt_file(session: Session, round_: Round, seat: Seat) -> Response:
    answer, content = read_receipt(session, round_, seat)
    return download(content, PDF, f"kvittering-{answer.receipt}.pdf")


def certificate_file(session: Session, round_: Round) -> Response:
    return download(read_certificate(session, round_), PDF, f"afslutningsbevis-{round_.id}.pdf")

"""Documents that are made when somebody asks for them, as downloads."""

from fastapi.responses import Response, StreamingResponse
from sqlmodel import Session

from actions.load import documents_of
from actions.read_certificate import read_certificate
from actions.read_package import papers, read_agenda
from actions.read_receipt import read_receipt
from api.pages.download import as_attachment, download
from models.round import Round
from models.seat import Seat
from reports.package import zipped
from rules.files import WORD

PDF = "application/pdf"
ZIP = "application/zip"


def receipt_file(session: Session, round_: Round, seat: Seat) -> Response:
    answer, content = read_receipt(session, round_, seat)
    return download(content, PDF, f"kvittering-{answer.receipt}.pdf")


def certificate_file(session: Session, round_: Round) -> Response:
    return download(read_certificate(session, round_), PDF, f"afslutningsbevis-{round_.id}.pdf")


def agenda_file(session: Session, round_: Round, seat: Seat) -> Response:
    agenda = read_agenda(session, round_, seat)
    return download(agenda.content, WORD, agenda.name)


def package_file(session: Session, round_: Round, seat: Seat) -> Response:
    """Sent while it is made; `session` may be gone before the last byte."""
    agenda = read_agenda(session, round_, seat)
    members = papers(agenda, documents_of(session, round_))
    headers = as_attachment(f"Dagsordenspakke - {seat.party}.zip")
    return StreamingResponse(zipped(members, agenda.at), media_type=ZIP, headers=headers)

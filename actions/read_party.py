"""What a party sees by its link: the question, the documents, the timeline and its answer."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlmodel import Session, col, select

from actions.load import agreement_of, answer_of, clock_of, points_of, steps_of
from actions.open_link import OpenedLink
from actions.read_forecast import by_party, forecast_of
from actions.record_meetings import known_meetings
from models.agreement import Agreement, Document, StoredFile
from models.round import RecommendationPoint, Round, Step
from models.seat import Answer, AnswerFile, Contact, Seat
from models.vocabulary import Stage
from notifications.proof import attachments_of
from rules.danish_time import danish_date
from rules.forecast import Forecast
from rules.refusal import Refusal, Why

OFFERED = (
    sqlalchemy.select(
        col(Document.position),
        col(Document.title),
        col(Document.filename),
        col(Document.file_sha256),
        col(StoredFile.size),
    )
    .join(StoredFile, col(StoredFile.sha256) == Document.file_sha256)
    .where(col(Document.version_id) == sqlalchemy.bindparam("of"))
    .order_by(col(Document.position))
)


@dataclass(frozen=True, slots=True)
class OfferedDocument:
    """A document as it is offered for download; size in bytes, sha256 in hex."""

    position: int
    title: str
    filename: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PartyView:
    """One party's side of a round.

    answer   the answer that stands; null: none was given yet
    attachments  the files of the answer that stands
    earlier  the answers it superseded, newest first
    today    the Danish date of the round's clock
    meetings those from today on, as far as they are known
    """

    round_: Round
    seat: Seat
    contact: Contact
    agreement: Agreement
    documents: list[OfferedDocument]
    points: list[RecommendationPoint]
    steps: list[Step]
    answer: Answer | None
    earlier: list[Answer]
    today: date
    meetings: dict[Stage, list[date]]
    forecast: Forecast
    attachments: list[AnswerFile]

    @property
    def days_left(self) -> int:
        """0 on the deadline's own day; negative when it has passed."""
        return (self.round_.deadline - self.today).days


def read_party(session: Session, opened: OpenedLink, now: datetime) -> PartyView:
    round_, seat = opened.round_, opened.seat
    lived, steps = clock_of(round_, now), steps_of(session, round_)
    today = danish_date(lived)
    answer = answer_of(session, seat)
    known = by_party(known_meetings(session, round_, [seat.code])).get(seat.code, {})
    return PartyView(
        round_=round_,
        seat=seat,
        contact=opened.contact,
        agreement=agreement_of(session, round_),
        documents=_documents(session, round_),
        points=points_of(session, round_),
        steps=steps,
        answer=answer,
        attachments=attachments_of(session, answer) if answer else [],
        earlier=_earlier(session, seat),
        today=today,
        meetings={stage: [day for day in known.get(stage, ()) if day >= today] for stage in Stage},
        forecast=forecast_of(round_, seat, steps, known, lived),
    )


def read_document(session: Session, round_: Round, position: int) -> tuple[Document, StoredFile]:
    """A document of the version the round asks about, with its bytes."""
    found = session.exec(
        select(Document, StoredFile)
        .join(StoredFile, col(StoredFile.sha256) == Document.file_sha256)
        .where(Document.version_id == round_.version_id, Document.position == position)
    ).first()
    if found is None:
        raise Refusal("Der er intet dokument med det nummer.", why=Why.UNKNOWN)
    return found


def _documents(session: Session, round_: Round) -> list[OfferedDocument]:
    rows = session.connection().execute(OFFERED, {"of": round_.version_id})
    return [OfferedDocument(*row) for row in rows]


def _earlier(session: Session, seat: Seat) -> list[Answer]:
    if seat.answer_id is None:
        return []
    query = select(Answer).where(Answer.seat_id == seat.id, Answer.id != seat.answer_id)
    return list(session.exec(query.order_by(col(Answer.number).desc())))

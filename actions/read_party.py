"""What a party sees by its link: the question, the documents, the timeline and its answer."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlmodel import Session, col, select

from actions.clear_reservation import open_clearance
from actions.delegate import newest_delegation
from actions.load import agreement_of, answer_of, clock_of, points_of, steps_of
from actions.object_to_answer import objections_of
from actions.open_link import OpenedLink
from actions.read_draft import KeptDraft, draft_of
from actions.read_forecast import by_party, forecast_of
from actions.record_meetings import known_meetings
from actions.revisions import published_of
from models.agreement import Agreement, Document, StoredFile
from models.clearance import Clearance
from models.delegation import Delegation
from models.on_behalf import Objection
from models.revision import Revision
from models.round import RecommendationPoint, Round, Step
from models.seat import Answer, AnswerFile, Contact, Seat
from models.vocabulary import Outcome, Stage
from notifications.proof import attachments_of
from rules.danish_time import danish_date
from rules.forecast import Forecast
from rules.refusal import Refusal, Why
from rules.versions import Change, touching

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
    delegation  this contact's newest hand-over, done, waiting or refused; null: none
    clearance  how the reservation that stands is met, to be confirmed; null: nothing to confirm
    objections  those made by the party, the newest first, with the answer each is about
    attachments  the files of the answer that stands
    draft    what was typed at this very link and not sent; null: nothing
    earlier  the answers that fell or were superseded, newest first
    versions the new versions there have been, newest first
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
    versions: list[Revision]
    today: date
    meetings: dict[Stage, list[date]]
    forecast: Forecast
    attachments: list[AnswerFile]
    clearance: Clearance | None
    draft: KeptDraft | None
    delegation: Delegation | None

    @property
    def speaks(self) -> bool:
        """Whether this contact may answer; else it only reads."""
        return OpenedLink(self.round_, self.seat, self.contact).speaks

    objections: list[tuple[Objection, Answer]]

    @property
    def objection(self) -> Objection | None:
        """The newest to the answer that stands, settled or not."""
        mine = (said for said, answer in self.objections if answer == self.answer)
        return next(mine, None)

    @property
    def may_object(self) -> bool:
        """Whether the answer that stands is one the party may say is not its own."""
        waits = self.objection is not None and self.objection.settled_at is None
        return bool(self.speaks and self.answer and self.answer.on_behalf_by) and not waits

    @property
    def papers(self) -> list[tuple[int, str]]:
        """Numbers and titles of the documents."""
        return [(document.position, document.title) for document in self.documents]

    @property
    def fallen(self) -> Answer | None:
        """The answer that fell when the newest version came; null: none, or there is another."""
        newest = self.earlier[0] if self.earlier and self.answer is None else None
        return newest if newest and newest.outcome is not Outcome.NOT_YET else None

    @property
    def because(self) -> list[Change]:
        """What of the newest version touches that answer; without one, all that it changes."""
        changes = [Change.of(c) for c in self.versions[0].changes] if self.versions else []
        if self.fallen is None:
            return changes
        return touching([int(number) for number in self.fallen.points], changes)

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
        clearance=open_clearance(session, seat),
        draft=draft_of(session, opened.contact),
        delegation=newest_delegation(session, opened.contact),
        objections=objections_of(session, [seat]) if seat.version > 1 else [],
        versions=published_of(session, round_),
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
    if seat.version == 1:
        return []
    query = select(Answer).where(Answer.seat_id == seat.id)
    found = session.exec(query.order_by(col(Answer.number).desc()))
    return [answer for answer in found if answer.id != seat.answer_id]

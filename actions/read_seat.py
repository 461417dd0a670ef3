"""One party's seat as the secretariat sees it: answers, evidence, contacts, letters, events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from actions.clear_reservation import open_clearance
from actions.decide_delegation import waiting_delegations
from actions.decline_contact import said_of_declining
from actions.load import (
    agreement_of,
    answer_of,
    clock_of,
    contacts_of,
    documents_of,
    points_of,
    seat_by_code,
)
from actions.note_call import Note, notes_of
from actions.object_to_answer import objections_of, open_objection
from actions.read_forecast import seat_forecast
from actions.read_rounds import round_shown
from actions.record import chain_of
from actions.record_meetings import known_meetings
from actions.register_answer import open_registration
from models.agreement import Agreement, Document, StoredFile
from models.calendar import MeetingDate
from models.clearance import Clearance
from models.delegation import Delegation
from models.event import Event
from models.letter import Letter
from models.on_behalf import Objection, Registration
from models.round import RecommendationPoint, Round
from models.seat import Answer, AnswerFile, Contact, Seat
from notifications.proof import attachments_of
from rules.danish_time import danish_date
from rules.forecast import Forecast
from rules.refusal import Refusal, Why


@dataclass(frozen=True, slots=True)
class SeatDesk:
    """`lived` is the round's clock.

    answer, earlier  the one that stands, and those it superseded, newest first
    meetings         those known from today on
    attachments      by answer
    registration     what waits for a second user; null: nothing
    objections       all there have been, newest first, with the answer each is about
    objection        the one that waits to be settled; null: none
    delegations      that wait for us, each with whoever wants to hand over
    declined         what those said who are not the right ones
    """

    round_: Round
    seat: Seat
    lived: datetime
    answer: Answer | None
    earlier: list[Answer]
    points: list[RecommendationPoint]
    contacts: list[Contact]
    notes: Sequence[Note]
    meetings: list[MeetingDate]
    forecast: Forecast
    agreement: Agreement
    attachments: dict[int | None, list[AnswerFile]]
    letters: Sequence[Letter]
    events: Sequence[Event]
    clearance: Clearance | None
    delegations: list[tuple[Delegation, Contact]]
    declined: dict[int, str]
    registration: Registration | None
    objections: list[tuple[Objection, Answer]]
    objection: Objection | None
    documents: list[Document]

    @property
    def papers(self) -> list[tuple[int, str]]:
        """Numbers and titles of the documents the party is asked about."""
        return [(document.position, document.title) for document in self.documents]


def read_seat(session: Session, round_id: int, code: str, now: datetime) -> SeatDesk:
    """Raises Refusal (UNKNOWN) when there is no such round or party."""
    round_ = round_shown(session, round_id)
    seat = seat_by_code(session, round_, code)
    answers = session.exec(
        select(Answer).where(Answer.seat_id == seat.id).order_by(col(Answer.number).desc())
    )
    lived = clock_of(round_, now)
    standing = answer_of(session, seat)
    earlier = [answer for answer in answers if not standing or answer.id != standing.id]
    meetings = known_meetings(session, round_, [seat.code])
    return SeatDesk(
        round_=round_,
        seat=seat,
        clearance=open_clearance(session, seat),
        delegations=[
            (delegation, giver)
            for delegation, of, giver in waiting_delegations(session, round_)
            if of.id == seat.id
        ],
        registration=open_registration(session, round_, seat),
        objections=objections_of(session, [seat]),
        objection=open_objection(session, seat),
        lived=lived,
        answer=standing,
        earlier=earlier,
        agreement=agreement_of(session, round_),
        attachments={
            answer.id: attachments_of(session, answer)
            for answer in [*([standing] if standing else []), *earlier]
        },
        points=points_of(session, round_),
        documents=documents_of(session, round_),
        contacts=contacts_of(session, seat),
        declined=said_of_declining(session, round_, seat),
        notes=notes_of(session, round_, seat),
        meetings=[meeting for meeting in meetings if meeting.falls_on >= danish_date(lived)],
        forecast=seat_forecast(session, round_, seat, lived),
        letters=session.exec(
            select(Letter).where(Letter.seat_id == seat.id).order_by(col(Letter.id).desc())
        ).all(),
        events=session.exec(
            select(Event)
            .where(Event.chain == chain_of(round_), Event.party_code == code)
            .order_by(col(Event.seq).desc())
        ).all(),
    )


def numbered_answer(session: Session, round_id: int, code: str, number: int) -> Answer | None:
    """The seat's answer of that number, standing or superseded; null when there is none."""
    seat = seat_by_code(session, round_shown(session, round_id), code)
    query = select(Answer).where(Answer.seat_id == seat.id, Answer.number == number)
    return session.exec(query).first()


def read_evidence(
    session: Session, round_id: int, code: str, number: int
) -> tuple[Answer, StoredFile]:
    """The minutes extract that came with the seat's answer of that number."""
    seat = seat_by_code(session, round_shown(session, round_id), code)
    found = session.exec(
        select(Answer, StoredFile)
        .join(StoredFile, col(StoredFile.sha256) == Answer.evidence_sha256)
        .where(Answer.seat_id == seat.id, Answer.number == number)
    ).first()
    if found is None:
        raise Refusal("Der er ingen fil til svaret.", why=Why.UNKNOWN)
    return found


def read_letter(session: Session, round_id: int, letter_id: int) -> tuple[Round, Letter]:
    round_ = round_shown(session, round_id)
    letter = session.get(Letter, letter_id)
    if letter is None or letter.round_id != round_.id:
        raise Refusal("Der er ikke et sådant brev i runden.", why=Why.UNKNOWN)
    return round_, letter

"""What each kind of letter is told; the templates in `letters/` may name nothing else.

Every kind  round, agreement, kkr, secretariat (name, email, phone), deadline, overdue, seat,
            contact, link, at (the instant it is written), words (of the kind of question), items
            (that the party has still to tell of, one by one)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.agreement import Agreement
from models.reference import kkr_names
from models.round import RecommendationPoint, Round, Step
from models.seat import Answer, Contact, Seat
from models.vocabulary import ContactRole, LetterKind, Outcome, PartyKind, SeatState, Silence
from notifications.danish import remarks_heading
from notifications.mime import link
from notifications.proof import documents_of
from notifications.question_words import told, words_of
from rules.danish_time import danish_date, end_of, working_day_from
from rules.questions.items import open_items
from rules.timeline import KKR_APPROVAL, SIGN_OFF

REPLY_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Secretariat:
    name: str
    email: str
    phone: str


def shared_facts(
    session: Session, round_: Round, kind: LetterKind, at: datetime, base_url: str
) -> dict[str, Any]:
    """What is the same in every letter of a kind that is written at one instant in one round."""
    agreement = session.get_one(Agreement, round_.agreement_id)
    facts: dict[str, Any] = {
        "round": round_,
        "agreement": agreement,
        "kkr": kkr_names()[agreement.kkr],
        "secretariat": Secretariat(
            round_.secretariat_name, round_.secretariat_email, round_.secretariat_phone
        ),
        "deadline": round_.deadline,
        "overdue": at >= end_of(round_.deadline),
        "at": at,
        "link": link(base_url),
        "tacit": round_.silence is Silence.CONSENT,
    }
    if kind in {LetterKind.ANNOUNCEMENT, LetterKind.INVITATION, LetterKind.ROUND_CLOSED}:
        facts |= _timeline(session, round_, at)
    if kind is LetterKind.INVITATION:
        points = select(RecommendationPoint).where(RecommendationPoint.round_id == round_.id)
        facts["points"] = session.exec(points.order_by(col(RecommendationPoint.number))).all()
        facts["documents"] = documents_of(session, round_)
        facts["enclosed"] = ()  # files; known when it is written for its party
    if kind is LetterKind.ESCALATION:
        facts["reply_by"] = working_day_from(danish_date(at), REPLY_WORKING_DAYS)
    if kind in {LetterKind.CANCELLATION, LetterKind.ROUND_CLOSED}:
        facts["reason"] = round_.end_reason
    return facts


def _timeline(session: Session, round_: Round, at: datetime) -> dict[str, Any]:
    steps = session.exec(
        select(Step).where(Step.round_id == round_.id).order_by(col(Step.position))
    ).all()
    by_key = {step.key: step for step in steps}
    kkr, sign_off = by_key.get(KKR_APPROVAL), by_key.get(SIGN_OFF)
    today = danish_date(at)
    return {
        "kkr_meeting": kkr and kkr.planned_on,
        "recommended_on": kkr and kkr.held_on,
        "asked_on": sign_off and sign_off.planned_on,
        "upcoming": [s for s in steps if s.planned_on and s.planned_on >= today and not s.held_on],
    }


def own_facts(
    kind: LetterKind, shared: Mapping[str, Any], seat: Seat, contact: Contact
) -> dict[str, Any]:
    """What one recipient's letter is told beyond that; per kind, from the seat."""
    words = words_of(shared["round"], shared["agreement"], seat)
    facts: dict[str, Any] = {"seat": seat, "contact": contact, "words": words}
    facts["items"] = open_items(seat)
    if kind is LetterKind.ANNOUNCEMENT:
        region = seat.party_kind is PartyKind.REGION
        facts["preparation"] = "forretningsudvalget" if region else "fagudvalg og økonomiudvalg"
    if kind is LetterKind.REMINDER:
        over = seat.meeting_on is not None and seat.meeting_on < danish_date(shared["at"])
        scheduled = seat.state is SeatState.SCHEDULED
        facts["held_meeting"] = seat.meeting_on if over and scheduled else None
    if kind is LetterKind.ESCALATION:
        facts["last_written"] = seat.last_letter_at
        facts["case_officer"] = shared["case_officers"].get(seat.id, "")
    if kind is LetterKind.RECEIPT:
        facts |= answer_facts(shared["answer"])
        facts["told"] = told(shared["round"], shared["agreement"], seat, shared["answer"])
    return facts


def case_officers(session: Session, seats: Sequence[Seat]) -> dict[int, str]:
    """The name of each seat's first primary contact, for a letter to its management."""
    rows = session.exec(
        select(Contact.seat_id, Contact.name)
        .where(
            col(Contact.seat_id).in_([seat.id for seat in seats]),
            Contact.role == ContactRole.PRIMARY,
        )
        .order_by(col(Contact.id).desc())
    )
    return dict(rows.all())


def answer_facts(answer: Answer) -> dict[str, Any]:
    """For mail and documents. What a closed item says stays out of mail: only that it was one."""
    written = [
        (remarks_heading(answer), answer.remarks),
        ("Afvigende mening", answer.dissent),
        ("Begrundelse for rettelsen", answer.reason),
    ]
    texts = [(heading, words) for heading, words in written if words]
    return {
        "points_answered": sorted((int(number), told) for number, told in answer.points.items()),
        "pending": answer.outcome is Outcome.NOT_YET,
        "texts": [] if answer.closed_item else texts,
        "withheld": answer.closed_item and bool(texts),
    }

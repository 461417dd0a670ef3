"""A party answers: answer, event, counters and receipt stand or fall together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal, union_all
from sqlmodel import Session, col, func, select

from actions.load import answer_of, contacts_of
from actions.overtaken import overtaken
from actions.record import chain_of, record
from actions.record_meetings import record_meetings
from actions.write_answer import Teller, write_answer
from models.agreement import Document
from models.database import change_row
from models.round import RecommendationPoint, Round, Step
from models.seat import Answer, Contact, Seat
from models.vocabulary import ContactRole, Outcome, RoundState, SeatState
from notifications.unwritten import queue_receipts
from rules.assurance import check_assurance
from rules.closing import state_by_count
from rules.danish_time import danish_date
from rules.ended import must_be_live
from rules.policy import Policy
from rules.progress import next_treatment
from rules.questions.items import after_answer, items_of, open_items, rows_of
from rules.questions.question import Asked, Judged
from rules.questions.registry import question_for
from rules.questions.submission import Submission
from rules.reminders import Chase, next_reminder
from rules.seats import CONSENTS, FINAL, moved
from rules.timeline import earliest_decision

NUMBERS = select(literal("point"), col(RecommendationPoint.number)).where(
    col(RecommendationPoint.round_id) == bindparam("round")
)
PAPERS = select(literal("document"), col(Document.position)).where(
    col(Document.version_id) == bindparam("version")
)
SUBJECTS = union_all(NUMBERS, PAPERS)
FIRST_STEP = select(func.min(Step.planned_on)).where(Step.round_id == bindparam("round"))
Standing = tuple[SeatState, Outcome | None]  # a seat's state and outcome


def answer_seat(
    session: Session, round_: Round, seat: Seat, given: Submission, teller: Teller, now: datetime
) -> Answer:
    """Raises Refusal: GONE after close, CONFLICT with who and when if stale, SIGN_IN where
    the round demands it, else naming a field.

    Of simultaneous answers to one version one wins: the seat changes only if it still has the
    version that was shown (DESIGN, invariant 2).
    """
    judged = judge_answer(session, round_, seat, given, now)
    if not teller.on_behalf_by:
        signed_in = check_assurance(round_, seat, teller.signed_in)
        teller = replace(teller, signed_in=signed_in)
    standing = answer_of(session, seat)
    told = _told(session, seat, teller)
    after = _after(round_, seat, judged, told, now)
    number = standing.number + 1 if standing else _next_number(session, seat)
    answer = write_answer(session, round_, seat, judged, teller, after, number, now)
    before = (seat.state, seat.outcome)
    if not change_row(session, seat, {**after, "answer_id": answer.id}, version=given.version):
        session.refresh(seat)
        raise overtaken(session, round_, seat, answer_of(session, seat), given.version)
    _count(session, round_, before, (seat.state, seat.outcome), now, answer)
    if judged.meetings:
        record_meetings(session, round_, judged.meetings, now, _source(teller), "Parten")
    queue_receipts(session, round_, seat, told, answer, now)
    return answer


def judge_answer(
    session: Session, round_: Round, seat: Seat, given: Submission, now: datetime
) -> Judged:
    """What the answer is worth; refuses all that `answer_seat` does, and changes nothing."""
    must_be_live(round_)
    if given.version != seat.version:
        raise overtaken(session, round_, seat, answer_of(session, seat), given.version)
    return question_for(round_, seat).judge(given, asked_of(session, round_, seat, now))


def _next_number(session: Session, seat: Seat) -> int:
    """When none stands: 1, unless some stood before a new version was asked about."""
    if seat.version == 1:
        return 1
    earlier = select(func.count()).select_from(Answer).where(Answer.seat_id == seat.id)
    return session.exec(earlier).one() + 1


def asked_of(session: Session, round_: Round, seat: Seat, now: datetime) -> Asked:
    """What an answer is held against at that instant of the round's clock."""
    asked_on = danish_date(round_.opened_at or now)
    ours = {"round": round_.id, "version": round_.version_id}
    found = session.connection().execute(SUBJECTS, ours).all()
    first_step = session.connection().execute(FIRST_STEP, {"round": round_.id}).scalar()
    return Asked(
        party_kind=seat.party_kind,
        state=seat.state,
        numbers=frozenset(number for kind, number in found if kind == "point"),
        papers=frozenset(number for kind, number in found if kind == "document"),
        drafted=earliest_decision(first_step or asked_on),
        asked_on=asked_on,
        deadline=round_.deadline,
        today=danish_date(now),
        council=seat.council,
        code=seat.code,
        items=tuple(open_items(seat)),
    )


def _after(
    round_: Round, seat: Seat, judged: Judged, told: Sequence[Contact], now: datetime
) -> dict[str, Any]:
    """The seat's columns as the answer leaves them, all but which answer it was."""
    given = judged.submission
    state = moved(seat.state, judged.told)
    meeting_on, meeting_of = next_treatment(given)
    if state is SeatState.WAITING and meeting_on and meeting_on >= danish_date(now):
        state = SeatState.SCHEDULED  # a withdrawal that names the next date
    final = state in FINAL
    meeting_on = None if final else meeting_on
    chase = Chase.of(seat, state=state, meeting_on=meeting_on, paused_until=None, paused_at=None)
    written = [seat.last_letter_at, now if told else None]
    return {
        "version": given.version + 1,
        "state": state,
        "outcome": judged.outcome if final else None,
        "decided_on": given.decided_on if final else None,
        "answered_at": now if final else None,
        "meeting_on": meeting_on,
        "meeting_of": meeting_of if meeting_on else None,
        "reached": None if final else given.body,
        "paused_until": None,
        "paused_at": None,
        "last_letter_at": max(filter(None, written), default=None),
        "next_letter_at": next_reminder(
            Policy.of(round_.policy), round_.deadline, chase, after=now
        ),
        **({"items": rows_of(after_answer(items_of(seat), judged.items))} if judged.items else {}),
    }


def _count(
    session: Session,
    round_: Round,
    before: Standing,
    after: Standing,
    now: datetime,
    answer: Answer,
) -> None:
    """Counters follow the seat's change; `approved` counts those that gave what it takes."""
    answered = round_.answered + (after[0] in FINAL) - (before[0] in FINAL)
    approved = round_.approved + (after[1] in CONSENTS) - (before[1] in CONSENTS)
    state = state_by_count(round_.state, missing=round_.parties - answered)
    completed = state is RoundState.COMPLETE and round_.state is not RoundState.COMPLETE
    change_row(session, round_, {"answered": answered, "approved": approved, "state": state})
    if completed:
        record(
            session,
            chain_of(round_),
            "round.completed",
            f"round.completed:{round_.id}:{answer.receipt}",
            now,
            {"answered": answered, "approved": approved},
            round_=round_,
        )


def _source(teller: Teller) -> str:
    """Who told the meetings, as events name whoever acts."""
    return f"contact:{teller.contact.id}" if teller.contact else teller.on_behalf_by


def _told(session: Session, seat: Seat, teller: Teller) -> list[Contact]:
    """Who gets the receipt: whoever answered, and the party's primary contact."""
    everyone = contacts_of(session, seat)
    answered_by = teller.contact.id if teller.contact else None
    return [c for c in everyone if c.id == answered_by or c.role is ContactRole.PRIMARY]

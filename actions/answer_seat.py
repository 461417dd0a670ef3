"""A party answers: answer, event, counters and receipt stand or fall together."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from actions.load import answer_of, contacts_of
from actions.record import chain_of, record
from actions.write_answer import Teller, write_answer
from models.database import change_row
from models.round import RecommendationPoint, Round, Step
from models.seat import Answer, Contact, Seat
from models.vocabulary import ContactRole, RoundState, SeatState
from notifications.receipts import queue_receipts
from rules.closing import LIVE, state_by_count
from rules.danish_time import danish_date
from rules.questions.approval import Asked, Judged, judge
from rules.questions.submission import Submission
from rules.refusal import Refusal, Why
from rules.reminders import Policy, next_reminder
from rules.seats import APPROVALS, FINAL, moved
from rules.timeline import earliest_decision


def answer_seat(
    session: Session, round_: Round, seat: Seat, given: Submission, teller: Teller, now: datetime
) -> Answer:
    """Raises Refusal: GONE after close, CONFLICT with who and when if stale, else naming a field.

    Of simultaneous answers to one version one wins: the seat changes only if it still has the
    version that was shown (DESIGN, invariant 2).
    """
    _check_live(round_)
    if given.version != seat.version:
        raise _overtaken(session, seat)
    judged = judge(given, asked_of(session, round_, seat, now))
    number = _last_number(session, seat) + 1
    _change_seat(session, round_, seat, judged, now)
    answer = write_answer(session, round_, seat, judged, teller, number, now)
    change_row(session, seat, {"answer_id": answer.id})
    _count(session, round_, now, answer)
    queue_receipts(session, round_, seat, _told(session, seat, teller), answer, now)
    return answer


def _check_live(round_: Round) -> None:
    if round_.state in LIVE:
        return
    if round_.state is RoundState.DRAFT:
        raise Refusal("Runden er ikke sendt ud endnu.", why=Why.CONFLICT)
    raise Refusal(
        "Runden er afsluttet, og svaret kan ikke længere ændres her. Kontakt sekretariatet.",
        why=Why.GONE,
    )


def _overtaken(session: Session, seat: Seat) -> Refusal:
    standing = answer_of(session, seat)
    if standing is None:
        return Refusal(
            "Siden er forældet: der er kommet nyt, siden den blev vist. Hent den igen.",
            why=Why.CONFLICT,
            field="version",
            version=seat.version,
        )
    return Refusal(
        f"{standing.name} ({standing.title}) har svaret i mellemtiden. Svaret står herunder; er det"
        " forkert, kan det rettes med en begrundelse.",
        why=Why.CONFLICT,
        field="version",
        version=seat.version,
        answered_by=standing.name,
        answered_at=standing.submitted_at.isoformat(),
        outcome=standing.outcome,
    )


def asked_of(session: Session, round_: Round, seat: Seat, now: datetime) -> Asked:
    """What an answer is held against at that instant of the round's clock."""
    asked_on = danish_date(round_.opened_at or now)
    numbers = select(RecommendationPoint.number).where(RecommendationPoint.round_id == round_.id)
    first_step = select(func.min(Step.planned_on)).where(Step.round_id == round_.id)
    return Asked(
        party_kind=seat.party_kind,
        state=seat.state,
        numbers=frozenset(session.exec(numbers)),
        drafted=earliest_decision(session.exec(first_step).one() or asked_on),
        asked_on=asked_on,
        deadline=round_.deadline,
        today=danish_date(now),
        council=seat.council,
    )


def _change_seat(
    session: Session, round_: Round, seat: Seat, judged: Judged, now: datetime
) -> None:
    given = judged.submission
    before = (seat.state, seat.outcome)
    state = moved(seat.state, judged.told)
    if state is SeatState.WAITING and given.meeting_on and given.meeting_on >= danish_date(now):
        state = SeatState.SCHEDULED  # a withdrawal that names the next date
    final = state in FINAL
    meeting_on = None if final else given.meeting_on
    values = {
        "version": given.version + 1,
        "state": state,
        "outcome": judged.outcome if final else None,
        "decided_on": given.decided_on if final else None,
        "answered_at": now if final else None,
        "meeting_on": meeting_on,
        "next_letter_at": next_reminder(
            Policy.of(round_.policy), round_.deadline, state, meeting_on, after=now
        ),
    }
    if not change_row(session, seat, values, col(Seat.version) == given.version):
        session.refresh(seat)
        raise _overtaken(session, seat)
    _adjust(round_, before, (seat.state, seat.outcome))
    session.add(round_)


def _adjust(round_: Round, before: tuple[Any, Any], after: tuple[Any, Any]) -> None:
    """Counters follow the seat's change; approved counts with and without remarks."""
    round_.answered += (after[0] in FINAL) - (before[0] in FINAL)
    round_.approved += (after[1] in APPROVALS) - (before[1] in APPROVALS)


def _count(session: Session, round_: Round, now: datetime, answer: Answer) -> None:
    before, round_.state = round_.state, state_by_count(round_)
    session.add(round_)
    if round_.state is RoundState.COMPLETE and before is not RoundState.COMPLETE:
        record(
            session,
            chain_of(round_),
            "round.completed",
            f"round.completed:{round_.id}:{answer.receipt}",
            now,
            {"answered": round_.answered, "approved": round_.approved},
            round_=round_,
        )


def _last_number(session: Session, seat: Seat) -> int:
    standing = answer_of(session, seat)
    return standing.number if standing else 0


def _told(session: Session, seat: Seat, teller: Teller) -> list[Contact]:
    """Who gets the receipt: whoever answered, and the party's primary contact."""
    everyone = contacts_of(session, seat)
    answered_by = teller.contact.id if teller.contact else None
    return [c for c in everyone if c.id == answered_by or c.role is ContactRole.PRIMARY]

"""The deadline is extended: a new fact, new reminders, and a letter to who is missing."""

from datetime import date, datetime

from sqlmodel import Session, col, select, update

from actions.load import seats_of
from actions.record import chain_of, record
from actions.start_round import primary_contacts
from models.round import DeadlineFact, Round
from models.vocabulary import DeadlineKind, LetterKind, RoundState, SeatState
from notifications.outbox import queue_letters
from rules.closing import LIVE
from rules.danish_time import end_of
from rules.planning import LATEST_YEAR
from rules.refusal import Refusal, Why
from rules.reminders import Policy, next_reminder
from rules.text import paragraphs


def extend_round(
    session: Session, round_: Round, to: date, reason: str, now: datetime, by: str
) -> Round:
    why = paragraphs(reason, "reason", limit=2_000)
    if not why:
        raise Refusal("Skriv, hvorfor fristen forlænges.", field="reason")
    if round_.state not in {RoundState.DRAFT, *LIVE}:
        raise Refusal("Runden er slut, og fristen kan ikke forlænges.", why=Why.CONFLICT)
    if to <= round_.deadline or to.year > LATEST_YEAR or now >= end_of(to):
        raise Refusal(
            f"Den nye frist skal ligge efter {round_.deadline:%d.%m.%Y} og i fremtiden.", field="to"
        )
    before, round_.deadline = round_.deadline, to
    session.execute(
        update(DeadlineFact).where(col(DeadlineFact.round_id) == round_.id).values(in_force=False)
    )
    fact = DeadlineFact(
        round_id=round_.id or 0,
        kind=DeadlineKind.EXTENDED,
        falls_on=to,
        source="Sekretariatet",
        reason=why,
        recorded_at=now,
        in_force=True,
    )
    session.add_all([fact, round_])
    session.flush()
    record(
        session,
        chain_of(round_),
        "deadline.set",
        f"deadline.set:{fact.id}",
        now,
        {
            "kind": fact.kind,
            "falls_on": to.isoformat(),
            "source": fact.source,
            "reason": why,
            "in_force": True,
            "by": by,
        },
        round_=round_,
    )
    if round_.state is not RoundState.DRAFT:
        replan_reminders(session, round_, now)
        queue_letters(
            session,
            round_,
            LetterKind.EXTENSION,
            primary_contacts(session, round_, SeatState.WAITING, SeatState.SCHEDULED),
            occasion=to.isoformat(),
            due_at=now,
            facts={"reason": why, "former_deadline": before},
        )
    return round_


def replan_reminders(
    session: Session, round_: Round, now: datetime, *, due_stays: bool = False
) -> None:
    """Every seat's next reminder, as if nothing had been planned before `now`.

    due_stays  what has fallen due and was not sent is still to be sent
    """
    policy = Policy.of(round_.policy)
    for seat in seats_of(session, round_):
        if due_stays and seat.next_letter_at and seat.next_letter_at <= now:
            continue
        seat.next_letter_at = next_reminder(
            policy, round_.deadline, seat.state, seat.meeting_on, now, seat.paused_until
        )
        session.add(seat)
    session.flush()


def deadlines_of(session: Session, round_: Round) -> list[DeadlineFact]:
    """Every deadline there was, in the order it was recorded."""
    query = select(DeadlineFact).where(DeadlineFact.round_id == round_.id)
    return list(session.exec(query.order_by(col(DeadlineFact.id))))

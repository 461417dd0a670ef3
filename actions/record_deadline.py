"""A deadline is told for the record, or comes into force; what hangs on it moves in that case."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from actions.load import steps_of
from actions.move_step import plan_for
from actions.plan_reminders import replan_reminders
from actions.record import chain_of, record
from actions.told_contacts import told_contacts
from models.round import DeadlineFact, Round
from models.vocabulary import DeadlineKind, LetterKind, RoundState, SeatState
from notifications.outbox import queue_letters
from rules.closing import LIVE
from rules.deadlines import GivenDeadline, check, comes_into_force, in_force
from rules.refusal import Refusal, Why
from rules.schedule import with_deadline
from rules.text import line, paragraphs


def record_deadline(
    session: Session,
    round_: Round,
    kind: DeadlineKind,
    falls_on: date,
    source: str,
    reason: str,
    now: datetime,
    by: str,
    *,
    field: str = "falls_on",
) -> DeadlineFact:
    """A later one that comes into force plans reminders anew and is told to whoever is missing.

    field  what the door calls the date. Raises Refusal, CONFLICT when the round is over.
    """
    given = GivenDeadline(
        kind,
        falls_on,
        line(source, "source", limit=500),
        paragraphs(reason, "reason", limit=2_000),
    )
    if not given.source:
        raise Refusal("Skriv, hvor fristen kommer fra.", field="source")
    if round_.state not in {RoundState.DRAFT, *LIVE}:
        raise Refusal("Runden er slut, og fristen kan ikke ændres.", why=Why.CONFLICT)
    facts = deadlines_of(session, round_)
    check(given, facts, now, field)
    standing = in_force(facts)
    counts = comes_into_force(given, standing, now)
    moves = counts and given.falls_on > standing.falls_on
    if moves and not given.reason:
        raise Refusal("Skriv, hvorfor fristen forlænges.", field="reason")
    fact = _write(session, round_, given, now, by, counts=counts)
    if moves:
        _move(session, round_, given, now)
    return fact


def deadlines_of(session: Session, round_: Round) -> list[DeadlineFact]:
    """Every deadline there was, in the order it was recorded."""
    query = select(DeadlineFact).where(DeadlineFact.round_id == round_.id)
    return list(session.exec(query.order_by(col(DeadlineFact.id))))


def _write(
    session: Session, round_: Round, given: GivenDeadline, now: datetime, by: str, *, counts: bool
) -> DeadlineFact:
    fact = DeadlineFact(
        round_id=round_.id or 0,
        kind=given.kind,
        falls_on=given.falls_on,
        source=given.source,
        reason=given.reason,
        recorded_at=now,
        in_force_at=now if counts else None,
    )
    session.add(fact)
    session.flush()
    record(
        session,
        chain_of(round_),
        "deadline.set",
        f"deadline.set:{fact.id}",
        now,
        {
            "kind": given.kind,
            "falls_on": given.falls_on.isoformat(),
            "source": given.source,
            "reason": given.reason,
            "in_force": counts,
            "by": by,
        },
        round_=round_,
    )
    return fact


def _move(session: Session, round_: Round, given: GivenDeadline, now: datetime) -> None:
    """Told to whoever was told the former one and has not answered."""
    former, round_.deadline = round_.deadline, given.falls_on
    session.add(round_)
    steps = steps_of(session, round_)
    days = with_deadline(steps, former, round_.deadline)
    for step in steps:
        step.set_on = days.get(step.key, step.set_on)
    plan_for(session, steps, days)
    if round_.state is not RoundState.DRAFT:
        replan_reminders(session, round_, now)
    queue_letters(
        session,
        round_,
        LetterKind.EXTENSION,
        told_contacts(session, round_, SeatState.WAITING, SeatState.SCHEDULED),
        occasion=round_.deadline.isoformat(),
        due_at=now,
        facts={"reason": given.reason, "former_deadline": former},
    )

"""A step is postponed, or planned anew: what waits for it moves along, and the parties are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.hold_step import step_by_key
from actions.load import steps_of
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from actions.told_contacts import told_contacts
from models.round import Round, Step
from models.vocabulary import LetterKind
from notifications.outbox import queue_letters
from rules.closing import goes_on
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why
from rules.schedule import may_move, moved, told_of
from rules.text import paragraphs

MOVED = "step.moved"


@dataclass(frozen=True, slots=True)
class Move:
    """A step's day before and after; null: it had none."""

    key: str
    title: str
    was: date | None
    to: date


def move_step(
    session: Session, round_: Round, key: str, to: date, reason: str, now: datetime, by: str
) -> list[Move]:
    """The step's own move first, then what moved with it; the deadline stands.

    Whoever was told a day that no longer holds gets one letter, however many steps moved. Raises
    Refusal: CONFLICT when the step is planned for that day already, so that repeating tells no one.
    """
    why = paragraphs(reason, "reason", limit=2_000)
    if not why:
        raise Refusal("Skriv, hvorfor datoen flyttes.", field="reason")
    if not goes_on(round_):
        raise Refusal("Runden er slut.", why=Why.CONFLICT)
    steps = steps_of(session, round_)
    step = step_by_key(steps, key)
    may_move(step, steps, to, now)
    days = moved(step, steps, to)
    moves = [Move(s.key, s.title, s.planned_on, days[s.key]) for s in steps if s.key in days]
    plan_anew(step)
    step.set_on, step.source = to, f"Flyttet {danish_date(now):%d.%m.%Y}: {why.splitlines()[0]}"
    plan_for(session, steps, days)
    number = times_recorded(session, round_, MOVED) + 1
    letters = _tell(session, round_, moves, why, number, now)
    record(
        session,
        chain_of(round_),
        MOVED,
        f"{MOVED}:{key}:{number}",
        now,
        {"step": key, "moved": _told(moves), "reason": why, "letters": letters, "by": by},
        round_=round_,
    )
    return moves


def plan_for(session: Session, steps: list[Step], days: Mapping[str, date]) -> None:
    for step in steps:
        if step.key in days:
            step.planned_on = days[step.key]
            session.add(step)
    session.flush()


def plan_anew(step: Step) -> None:
    """As if it had not been held; what was recorded stays in the events."""
    step.held_on, step.halted, step.outcome, step.minutes_reference = None, False, "", ""


def _told(moves: list[Move]) -> dict[str, list[str | None]]:
    return {m.key: [m.was.isoformat() if m.was else None, m.to.isoformat()] for m in moves}


def _tell(
    session: Session, round_: Round, moves: list[Move], why: str, number: int, now: datetime
) -> int:
    """The parties that were told a day which has moved, and nothing else."""
    keys = told_of(round_, [move.key for move in moves])
    if not keys:
        return 0
    return queue_letters(
        session,
        round_,
        LetterKind.POSTPONEMENT,
        told_contacts(session, round_),
        occasion=str(number),
        due_at=now,
        facts={"reason": why, "moves": [move for move in moves if move.key in keys]},
    )

"""What is written of a step that took place, and what is put right of it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from actions.load import steps_of
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.event import Event
from models.round import Round, Step
from rules.refusal import Refusal, Why

HELD, CORRECTED = "step.held", "step.corrected"


@dataclass(frozen=True, slots=True)
class Held:
    """As in `models.round.Step`."""

    held_on: date
    outcome: str = ""
    halted: bool = False
    minutes_reference: str = ""

    def payload(self) -> dict[str, Any]:
        return {**asdict(self), "held_on": self.held_on.isoformat()}


def hold_step(
    session: Session, round_: Round, key: str, held: Held, now: datetime, by: str
) -> None:
    """A step took place: written on the timeline and recorded once; once more when it was planned
    anew after that."""
    _write(session, step_by_key(steps_of(session, round_), key), held)
    record(
        session,
        chain_of(round_),
        HELD,
        _natural_key(session, round_, key),
        now,
        {"step": key, **held.payload(), "by": by},
        round_=round_,
    )


def correct_step(
    session: Session, round_: Round, step: Step, held: Held, reason: str, now: datetime, by: str
) -> None:
    """What stood there stays in the events. Refusal when it is the same."""
    former = Held(step.held_on or held.held_on, step.outcome, step.halted, step.minutes_reference)
    if held == former:
        raise Refusal("Det står der allerede.", why=Why.CONFLICT, field="outcome")
    _write(session, step, held)
    number = times_recorded(session, round_, CORRECTED) + 1
    record(
        session,
        chain_of(round_),
        CORRECTED,
        f"{CORRECTED}:{step.key}:{number}",
        now,
        {
            "step": step.key,
            **held.payload(),
            "former": former.payload(),
            "reason": reason,
            "by": by,
        },
        round_=round_,
    )


def step_by_key(steps: list[Step], key: str) -> Step:
    step = next((step for step in steps if step.key == key), None)
    if step is None:
        raise Refusal(f"Tidsplanen har intet trin »{key[:60]}«.", why=Why.UNKNOWN)
    return step


def _write(session: Session, step: Step, held: Held) -> None:
    for name, value in asdict(held).items():
        setattr(step, name, value)
    session.add(step)


def _natural_key(session: Session, round_: Round, key: str) -> str:
    first = f"{HELD}:{key}"
    again = or_(Event.key == first, col(Event.key).startswith(f"{first}:", autoescape=True))
    query = select(func.count()).where(Event.chain == chain_of(round_), again)
    times = session.exec(query).one()
    return f"{first}:{times + 1}" if times else first

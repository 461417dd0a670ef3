"""One step of the timeline as the secretariat sees it: what hangs on it, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from actions.hold_step import CORRECTED, HELD, step_by_key
from actions.load import clock_of, steps_of
from actions.move_step import MOVED
from actions.read_forecast import too_late
from actions.read_rounds import round_shown, users_by_actor
from actions.record import chain_of
from actions.told_contacts import told_contacts
from models.event import Event
from models.round import Round, Step
from rules.closing import goes_on
from rules.schedule import stands, told_of
from rules.timeline import SIGN_OFF


@dataclass(frozen=True, slots=True)
class StepDesk:
    """`lived` is the round's clock.

    waits_for  the step before it; null: none
    waiting    those that wait for it and are still to come
    told       how many contacts would be told that it moved
    too_late   how many parties cannot decide before the deadline as things are planned
    events     what was recorded of it, the newest first
    """

    round_: Round
    lived: datetime
    step: Step
    steps: list[Step]
    waits_for: Step | None
    waiting: list[Step]
    told: int
    too_late: int
    events: Sequence[Event]
    users: dict[str, str]

    @property
    def may_record(self) -> bool:
        return goes_on(self.round_) and self.step.key != SIGN_OFF

    @property
    def may_move(self) -> bool:
        return goes_on(self.round_) and not stands(self.step, self.steps)


def read_step(session: Session, round_id: int, key: str, now: datetime) -> StepDesk:
    """Raises Refusal (UNKNOWN) when there is no such round or step."""
    round_ = round_shown(session, round_id)
    lived, steps = clock_of(round_, now), steps_of(session, round_)
    step = step_by_key(steps, key)
    told = told_of(round_, [key]) and told_contacts(session, round_)
    return StepDesk(
        round_=round_,
        lived=lived,
        step=step,
        steps=steps,
        waits_for=next((s for s in steps if s.key == step.after), None),
        waiting=[s for s in steps if s.after == key and not s.held_on],
        told=len(told),
        too_late=len(too_late(session, round_, lived)),
        events=_events(session, round_, key),
        users=users_by_actor(session),
    )


def _events(session: Session, round_: Round, key: str) -> list[Event]:
    """Also the moves that took it along."""
    query = select(Event).where(Event.chain == chain_of(round_))
    query = query.where(col(Event.kind).in_([HELD, CORRECTED, MOVED]))
    found = session.exec(query.order_by(col(Event.seq).desc()))
    return [e for e in found if e.payload["step"] == key or key in e.payload.get("moved", {})]

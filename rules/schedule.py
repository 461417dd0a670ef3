"""What a step that is moved takes with it: worked out forwards from the days that were set."""

from collections.abc import Sequence
from datetime import date, datetime

from models.round import Round, Step
from models.vocabulary import RoundState
from rules.danish_time import danish_date, working_day_from
from rules.refusal import Refusal, Why
from rules.terms import LATEST_YEAR
from rules.timeline import KKR_APPROVAL, SIGN_OFF

DEADLINE = "deadline"
ANNOUNCED = frozenset({KKR_APPROVAL, SIGN_OFF})  # the days that an announcement names


def may_move(step: Step, steps: Sequence[Step], to: date, now: datetime) -> None:
    """Raises Refusal when the step, or one that waits for it, has begun, or the day cannot be.

    One that was held and came to nothing may be planned anew, and so may one recorded by mistake.
    """
    if stands(step, steps):
        raise Refusal(
            f"»{step.title}« er holdt, og det næste trin er begyndt.", why=Why.CONFLICT, field="to"
        )
    if to < danish_date(now) or to.year > LATEST_YEAR:
        raise Refusal("Den nye dato skal være i dag eller senere.", field="to")
    if step.held_on is None and to == step.planned_on:
        raise Refusal(
            f"»{step.title}« er allerede planlagt til den {to:%d.%m.%Y}.",
            why=Why.CONFLICT,
            field="to",
        )
    before = next((s for s in steps if s.key == step.after), None)
    if before and before.planned_on and not before.held_on and to < before.planned_on:
        raise Refusal(
            f"»{step.title}« venter på »{before.title}«, som er planlagt til den"
            f" {before.planned_on:%d.%m.%Y}. Vælg en senere dag, eller flyt det først.",
            field="to",
        )


def stands(step: Step, steps: Sequence[Step]) -> bool:
    """Whether it was held and has led on: sign-off has begun, or what waited for it was held."""
    led_on = any(other.after == step.key and other.held_on for other in steps)
    return step.held_on is not None and (led_on or step.key == SIGN_OFF)


def moved(step: Step, steps: Sequence[Step], to: date) -> dict[str, date]:
    """The new days by key: the step's own, and those of all that cannot keep theirs.

    A step is planned for the day that was set for it, or later when what it waits for comes too
    late for that; so it moves back too when that one does. What is held stays, and so does what is
    bound to a deadline or the agreement's period: neither moves because a meeting does.

    steps  in the order of the timeline: what is waited for comes first
    """
    days = {step.key: to}
    for other in steps:
        waits_for = days.get(other.after)
        if waits_for is None or other.set_on is None or other.held_on or other.bound_to:
            continue
        day = max(other.set_on, _earliest(waits_for, other.lag_working_days))
        if day != other.planned_on:
            days[other.key] = day
    return days


def with_deadline(steps: Sequence[Step], former: date, deadline: date) -> dict[str, date]:
    """The new days of what is bound to the deadline, which has moved."""
    return {
        step.key: step.planned_on + (deadline - former)
        for step in steps
        if step.bound_to == DEADLINE and step.planned_on and not step.held_on
    }


def told_of(round_: Round, keys: Sequence[str]) -> list[str]:
    """The steps among `keys` whose day the parties were told: those of an announced draft.

    Later the parties follow the timeline on their own page; what they plan by is the deadline.
    """
    announced = round_.state is RoundState.DRAFT and round_.announced_at is not None
    return [key for key in keys if announced and key in ANNOUNCED]


def too_late(steps: Sequence[Step], deadline: date) -> bool:
    """Whether sign-off is planned to begin when the deadline has passed, or on its last day."""
    sign_off = next((step for step in steps if step.key == SIGN_OFF), None)
    planned = sign_off and not sign_off.held_on and sign_off.planned_on
    return bool(planned and planned >= deadline)


def _earliest(day: date, lag: int) -> date:
    return working_day_from(day, lag) if lag else day

"""The timeline as the secretariat sees it, step by step, in Danish."""

from dataclasses import dataclass
from datetime import datetime

from api.pages.dates import short_date
from models.round import Step
from rules.danish_time import danish_date
from rules.timeline import HELD_AS_PLANNED, SIGN_OFF


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the timeline as the `steps` macro shows it: done, current or ahead."""

    key: str
    title: str
    words: str
    state: str


def timeline(steps: list[Step], now: datetime) -> list[Point]:
    """The first step that is not held is the current one."""
    ahead = next((step.key for step in steps if not step.held_on), None)
    return [
        Point(step.key, step.title, _step_words(step, now), _step_state(step, ahead))
        for step in steps
    ]


def _step_state(step: Step, ahead: str | None) -> str:
    if step.held_on:
        return "done"
    return "current" if step.key == ahead else "ahead"


def _step_words(step: Step, now: datetime) -> str:
    if step.held_on:
        outcome = "" if step.outcome in {"", HELD_AS_PLANNED} else f": {step.outcome}"
        done = "Begyndt" if step.key == SIGN_OFF else "Holdt"
        halted = ", sagen går ikke videre" if step.halted else ""
        return f"{done} {short_date(step.held_on)}{outcome}{halted}"
    if step.planned_on is None:
        return "Ingen dato"
    passed = step.planned_on < danish_date(now)
    return f"{'Var planlagt' if passed else 'Planlagt'} {short_date(step.planned_on)}"

"""What pages outside the secretariat say about time: the days that are left and the timeline."""

from dataclasses import dataclass
from datetime import date

from models.round import Round, Step
from notifications.danish import long_date, plural
from rules.closing import LIVE
from rules.timeline import SIGN_OFF


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the timeline as the `steps` macro shows it: done, current or ahead."""

    title: str
    words: str
    state: str


def days_left(deadline: date, today: date) -> str:
    """`113 dage tilbage`, `Fristen udløber i dag`, `Fristen udløb for 3 dage siden`."""
    days = (deadline - today).days
    if days < 0:
        return f"Fristen udløb for {plural(-days, 'dag', 'dage')} siden"
    if days == 0:
        return "Fristen udløber i dag"
    return f"{plural(days, 'dag', 'dage')} tilbage"


def timeline(round_: Round, steps: list[Step]) -> list[StepLine]:
    """Sign-off is held when it opens, and is the current step for as long as the round is out."""
    return [StepLine(step.title, _words(step), _state(round_, step)) for step in steps]


def _words(step: Step) -> str:
    day = step.held_on or step.planned_on
    return long_date(day) if day else "Dato følger"


def _state(round_: Round, step: Step) -> str:
    if step.key == SIGN_OFF and round_.state in LIVE:
        return "current"
    return "done" if step.held_on else "ahead"

"""A step of the timeline took place; the KKR's approval is what sign-off waits for."""

from datetime import date, datetime

from sqlmodel import Session

from actions.advance_rounds import advance_round
from actions.hold_step import Held, correct_step, hold_step, step_by_key
from actions.load import steps_of
from models.round import Round, Step
from rules.closing import goes_on
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why
from rules.text import line, paragraphs
from rules.timeline import SIGN_OFF


def record_step_outcome(
    session: Session,
    round_: Round,
    key: str,
    held_on: date | None,
    outcome: str,
    minutes_reference: str,
    now: datetime,
    by: str,
    *,
    halted: bool = False,
    reason: str = "",
) -> Step:
    """Held today when no date is given; a held step is corrected when a reason is.

    halted  the matter does not go on from here: it was not recommended, or sent back

    Raises Refusal for sign-off, for a day in the future, and for a held step without a reason.
    """
    if not goes_on(round_):
        raise Refusal("Runden er slut.", why=Why.CONFLICT)
    step = step_by_key(steps_of(session, round_), key)
    if key == SIGN_OFF:
        raise Refusal("Godkendelsen startes med »Start runden«.", why=Why.CONFLICT)
    why = paragraphs(reason, "reason", limit=2_000)
    if step.held_on and not why:
        raise Refusal(
            f"»{step.title}« er allerede registreret. Skriv, hvorfor det rettes.",
            why=Why.CONFLICT,
            field="reason",
        )
    day = held_on or step.held_on or danish_date(now)
    if day > danish_date(now):
        raise Refusal("Datoen ligger i fremtiden.", field="held_on")
    reference = line(minutes_reference, "minutes_reference", limit=500)
    held = Held(day, line(outcome, "outcome"), halted, reference)
    if step.held_on:
        correct_step(session, round_, step, held, why, now, by)
    else:
        hold_step(session, round_, key, held, now, by)
    advance_round(session, round_, now)
    return step

"""A step of the timeline took place; the KKR's approval is what sign-off waits for."""

from datetime import date, datetime

from sqlmodel import Session

from actions.advance_rounds import advance_round
from actions.load import steps_of
from actions.start_round import hold_step
from models.round import Round, Step
from rules.closing import goes_on
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why
from rules.text import line
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
) -> Step:
    """Held today when no date is given. Raises Refusal for a step held before or in the future."""
    if not goes_on(round_):
        raise Refusal("Runden er slut.", why=Why.CONFLICT)
    step = next((step for step in steps_of(session, round_) if step.key == key), None)
    if step is None:
        raise Refusal(f"Tidsplanen har intet trin »{key[:60]}«.", why=Why.UNKNOWN)
    if step.held_on:
        raise Refusal(f"»{step.title}« er allerede registreret.", why=Why.CONFLICT)
    if key == SIGN_OFF:
        raise Refusal("Godkendelsen startes med »Start runden«.", why=Why.CONFLICT)
    day = held_on or danish_date(now)
    if day > danish_date(now):
        raise Refusal("Datoen ligger i fremtiden.", field="held_on")
    reference = line(minutes_reference, "minutes_reference", limit=500)
    hold_step(session, round_, key, day, line(outcome, "outcome"), now, by, reference)
    advance_round(session, round_, now)
    return step

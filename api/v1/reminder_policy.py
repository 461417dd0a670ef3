"""When and how often a round writes to its parties unasked."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field, StrictInt

from actions.change_reminder_policy import change_reminder_policy, reminder_policy_of
from actions.load import clock_of, round_by_id
from actions.read_rounds import round_shown
from api.doors import Now, Reading, Writing
from api.guards import KeyReader, KeySecretariat
from api.v1.types import Input, RoundId, Text, day
from models.round import Round
from rules.policy import Policy
from rules.reminders import reminder_days
from rules.timeline import escalations_at

router = APIRouter(tags=["reminders"])


class LadderIn(Input):
    """Working days after the deadline; null: the rung is left out."""

    agenda_secretariat: StrictInt | None = None
    director: StrictInt | None = None
    chair: StrictInt | None = None


class PolicyIn(Input):
    """Counts are working days outside the recess; times are Danish, `HH:MM`."""

    announce_working_days_before_kkr: StrictInt
    remind_working_days_before: list[StrictInt] = Field(max_length=60)
    remind_working_days_after: list[StrictInt] = Field(max_length=60)
    minutes_working_days: StrictInt
    send_at: Text
    send_until: Text
    spread_minutes: StrictInt
    recess_weeks: list[StrictInt] = Field(max_length=60)
    most_reminders: StrictInt
    working_days_between: StrictInt
    escalation: Text
    ladder: LadderIn


@router.get("/rounds/{round_id}/reminder-policy")
def get_reminder_policy(round_id: RoundId, session: Reading, _who: KeyReader) -> dict[str, Any]:
    """The policy, and the dates that follow from it and from the deadline in force."""
    return _shown(round_shown(session, round_id))


@router.put("/rounds/{round_id}/reminder-policy")
def put_reminder_policy(
    round_id: RoundId, body: PolicyIn, session: Writing, now: Now, who: KeySecretariat
) -> dict[str, Any]:
    """The whole policy; every open seat's next reminder is planned anew at once."""
    round_ = round_by_id(session, round_id)
    change_reminder_policy(session, round_, body.model_dump(), clock_of(round_, now), who.actor)
    return _shown(round_)


def _shown(round_: Round) -> dict[str, Any]:
    days = reminder_days(Policy.of(round_.policy), round_.deadline)
    return {
        "policy": reminder_policy_of(round_),
        "deadline": day(round_.deadline),
        "reminder_days": [day(falls_on) for falls_on in days],
        "ladder_days": {rung: day(moment.date()) for moment, rung in escalations_at(round_)},
    }

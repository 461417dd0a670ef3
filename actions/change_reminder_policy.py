"""When and how often a round's parties are written to unasked; the plan follows at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.plan_reminders import replan_reminders
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.reference.catalogue import default_policy
from models.round import Round
from models.vocabulary import RoundState
from rules.closing import LIVE
from rules.policy_changes import KEYS, checked_policy
from rules.refusal import Refusal, Why

CHANGED = "reminder_policy.changed"


def reminder_policy_of(round_: Round) -> dict[str, Any]:
    """What the round's own policy does not say is as by default."""
    return {key: value for key, value in (default_policy() | round_.policy).items() if key in KEYS}


def change_reminder_policy(
    session: Session, round_: Round, given: Mapping[str, Any], now: datetime, by: str
) -> bool:
    """Returns whether anything changed; saying the same again records nothing.

    What has fallen due and was not sent yet is still sent.
    """
    if round_.state not in {RoundState.DRAFT, *LIVE}:
        raise Refusal("Runden er slut.", why=Why.CONFLICT)
    wanted = checked_policy(given)
    if wanted == checked_policy(reminder_policy_of(round_)):
        return False
    round_.policy = {**round_.policy, **wanted}
    session.add(round_)
    if round_.state in LIVE:
        replan_reminders(session, round_, now, due_stays=True)
    number = times_recorded(session, round_, CHANGED) + 1
    record(
        session,
        chain_of(round_),
        CHANGED,
        f"{CHANGED}:{round_.id}:{number}",
        now,
        {"policy": wanted, "by": by},
        round_=round_,
    )
    return True

"""What a round assumes of how long a case takes, and of whose cases take the long way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.reference.catalogue import default_lead_times
from models.round import Round
from models.vocabulary import RoundState
from rules.closing import LIVE
from rules.lead_time_changes import checked_lead_times
from rules.refusal import Refusal, Why

KEY = "lead_times"


def lead_times_of(round_: Round) -> dict[str, Any]:
    """A round that was made before there were any has the default."""
    return round_.policy.get(KEY) or default_lead_times()


def change_lead_times(
    session: Session, round_: Round, given: Mapping[str, Any], now: datetime, by: str
) -> bool:
    """Returns whether anything changed; saying the same again records nothing."""
    if round_.state not in {RoundState.DRAFT, *LIVE}:
        raise Refusal("Runden er slut.", why=Why.CONFLICT)
    wanted = checked_lead_times(given)
    if wanted == checked_lead_times(lead_times_of(round_)):
        return False
    round_.policy = {**round_.policy, KEY: wanted}
    session.add(round_)
    changes = times_recorded(session, round_, "lead_times.changed")
    record(
        session,
        chain_of(round_),
        "lead_times.changed",
        f"lead_times.changed:{round_.id}:{changes + 1}",
        now,
        {"lead_times": wanted, "by": by},
        round_=round_,
    )
    return True

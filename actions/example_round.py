"""The KKR Sjælland round 2021-2022, ready to play in the sandbox of a new installation."""

from datetime import datetime

from sqlmodel import Session, select

from actions.create_round import create_round
from models.round import Round
from rules.planning import Wanted

EXAMPLE = "sjaelland-2021-2022"


def ensure_example_round(session: Session, now: datetime, by: str) -> Round | None:
    """The example as a draft; null when there are rounds already, whatever they are."""
    if session.exec(select(Round.id).limit(1)).first() is not None:
        return None
    return create_round(session, Wanted(EXAMPLE, sandbox=True), now, by)

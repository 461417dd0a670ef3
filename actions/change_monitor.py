"""Whether the round's monitor names the parties: by consent only, counts otherwise."""

from datetime import datetime

from sqlmodel import Session

from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.round import Round


def change_monitor(
    session: Session, round_: Round, *, names_parties: bool, now: datetime, by: str
) -> bool:
    """Returns whether anything changed; saying the same again records nothing."""
    if round_.names_parties == names_parties:
        return False
    round_.names_parties = names_parties
    session.add(round_)
    changes = times_recorded(session, round_, "monitor.changed")
    record(
        session,
        chain_of(round_),
        "monitor.changed",
        f"monitor.changed:{round_.id}:{changes + 1}",
        now,
        {"names_parties": names_parties, "by": by},
        round_=round_,
    )
    return True

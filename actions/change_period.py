"""An agreement gets another last day: its extension was adopted, or the adoption taken back."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from actions.load import agreement_of
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.event import Event
from models.round import Round

KIND = "agreement.period_changed"


def change_period(session: Session, round_: Round, to: date, now: datetime, by: str) -> None:
    """Recorded with the day there was, so that it can be taken back."""
    agreement = agreement_of(session, round_)
    number = times_recorded(session, round_, KIND) + 1
    record(
        session,
        chain_of(round_),
        KIND,
        f"{KIND}:{round_.id}:{number}",
        now,
        {
            "agreement": agreement.id,
            "from": agreement.period_to.isoformat(),
            "to": to.isoformat(),
            "by": by,
        },
        round_=round_,
    )
    agreement.period_to = to
    session.add(agreement)
    session.flush()


def take_back_period(session: Session, round_: Round, now: datetime, by: str) -> None:
    """The last day before this round changed it, unless another round has changed it since."""
    query = select(Event).where(Event.chain == chain_of(round_), Event.kind == KIND)
    last = session.exec(query.order_by(col(Event.seq).desc()).limit(1)).one()
    if agreement_of(session, round_).period_to.isoformat() == last.payload["to"]:
        change_period(session, round_, date.fromisoformat(last.payload["from"]), now, by)

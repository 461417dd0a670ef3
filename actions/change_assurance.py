"""How the parties of a round answer: by the link alone, or signed in for their organisation."""

from datetime import datetime

from sqlmodel import Session, col, select

from actions.load import seats_of
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.round import Round
from models.seat import Seat
from models.settings import get_settings
from models.vocabulary import Assurance
from rules.assurance import cvr_number, may_demand

CVR_RECORDED = "cvr.recorded"


def change_assurance(
    session: Session, round_: Round, wanted: Assurance, now: datetime, by: str
) -> bool:
    """Returns whether anything changed. CVR numbers known from earlier rounds are taken over."""
    may_demand(round_, wanted, configured=bool(get_settings().oidc_issuer))
    if round_.assurance is wanted:
        return False
    round_.assurance = wanted
    session.add(round_)
    changes = times_recorded(session, round_, "assurance.decided")
    record(
        session,
        chain_of(round_),
        "assurance.decided",
        f"assurance.decided:{round_.id}:{changes + 1}",
        now,
        {"assurance": wanted, "by": by},
        round_=round_,
    )
    if wanted is Assurance.OIDC:
        _take_over(session, round_, now, by)
    return True


def record_cvr(
    session: Session, round_: Round, seat: Seat, cvr: str, now: datetime, by: str
) -> Seat:
    """An empty number takes it away; the same again records nothing."""
    wanted = cvr_number(cvr)
    if wanted == seat.cvr:
        return seat
    seat.cvr = wanted
    session.add(seat)
    session.flush()
    changes = times_recorded(session, round_, CVR_RECORDED, seat.code)
    record(
        session,
        chain_of(round_),
        CVR_RECORDED,
        f"{CVR_RECORDED}:{seat.id}:{changes + 1}",
        now,
        {"cvr": wanted, "by": by},
        round_=round_,
        party_code=seat.code,
    )
    return seat


def _take_over(session: Session, round_: Round, now: datetime, by: str) -> None:
    """Of each party that has none, the number last recorded for it."""
    known = dict(
        session.exec(select(Seat.code, Seat.cvr).where(Seat.cvr != "").order_by(col(Seat.id))).all()
    )
    for seat in seats_of(session, round_):
        if not seat.cvr and seat.code in known:
            record_cvr(session, round_, seat, known[seat.code], now, by)

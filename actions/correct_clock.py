"""The clock ran far ahead and was put right: what was written down meanwhile may not wait.

Without this, whatever was planned by the wrong clock would stand still until time has caught up:
letters, leases, reminders, the timeline, and a heartbeat that is never late. Nothing is repeated:
what happened once has its event, and its natural key.
"""

from datetime import datetime

from sqlalchemy import BindParameter, bindparam, exists, or_
from sqlmodel import Session, col, select, update

from actions.plan_reminders import replan_reminders
from models.event import Event, Heartbeat
from models.letter import Letter
from models.round import Round
from models.vocabulary import RoundState
from rules.closing import LIVE
from rules.timeline import LONG_GAP

NOW: BindParameter[datetime] = bindparam("now")
WRONG: BindParameter[datetime] = bindparam("wrong")
LETTERS = (
    update(Letter)
    .where(col(Letter.sandbox).is_(False), col(Letter.attempt_at) > WRONG)
    .values(attempt_at=NOW)
)
LEASES = (
    update(Letter)
    .where(col(Letter.attempt_at).is_not(None), col(Letter.leased_until) > WRONG)
    .values(leased_until=None)
)
BEATS = update(Heartbeat).where(col(Heartbeat.at) > WRONG).values(at=NOW)
ROUNDS = (
    select(Round)
    .where(
        col(Round.sandbox).is_(False),
        col(Round.state).in_([RoundState.DRAFT, *LIVE]),
        or_(
            col(Round.advanced_to) > WRONG,
            exists().where(col(Event.round_id) == Round.id, col(Event.at) > WRONG),
        ),
    )
    .order_by(col(Round.id))
    .with_for_update()
)


def correct_clock(session: Session, now: datetime) -> int:
    """Bring back what lies more than a week ahead of `now`: no right clock can have written it.

    now  the real instant, also when a missed morning is made up for

    Returns how many rounds had lived ahead, or had something done in them while no engine looked.
    The sandbox's rounds have clocks of their own.
    """
    wrong = now + LONG_GAP
    for brought_back in (LETTERS, LEASES, BEATS):
        session.execute(brought_back, {"now": now, "wrong": wrong})
    rounds = session.exec(ROUNDS, params={"wrong": wrong}).all()
    for round_ in rounds:
        if round_.advanced_to and round_.advanced_to > wrong:
            round_.advanced_to = now
            session.add(round_)
        if round_.state is not RoundState.DRAFT:
            replan_reminders(session, round_, now, due_stays=True)
    return len(rounds)

"""The clock ran far ahead and was put right: what was written down meanwhile may not wait.

Without this, whatever was planned by the wrong clock would stand still until time has caught up:
letters, leases, reminders, the timeline, and a heartbeat that is never late. Nothing is repeated:
what happened once has its event, and its natural key.
"""

from datetime import datetime

from sqlalchemy import exists, or_
from sqlmodel import Session, col, select, update

from actions.plan_reminders import replan_reminders
from models.event import Event, Heartbeat
from models.letter import Letter
from models.round import Round
from models.vocabulary import RoundState
from rules.closing import LIVE
from rules.timeline import LONG_GAP


def correct_clock(session: Session, now: datetime) -> int:
    """Bring back what lies more than a week ahead of `now`: no right clock can have written it.

    now  the real instant, also when a missed morning is made up for

    Returns how many rounds had lived ahead, or had something done in them while no engine looked.
    The sandbox's rounds have clocks of their own.
    """
    wrong = now + LONG_GAP
    ahead = update(Letter).where(col(Letter.sandbox).is_(False), col(Letter.attempt_at) > wrong)
    session.execute(ahead.values(attempt_at=now))
    session.execute(
        update(Letter)
        .where(col(Letter.attempt_at).is_not(None), col(Letter.leased_until) > wrong)
        .values(leased_until=None)
    )
    session.execute(update(Heartbeat).where(col(Heartbeat.at) > wrong).values(at=now))
    rounds = session.exec(
        select(Round)
        .where(
            col(Round.sandbox).is_(False),
            col(Round.state).in_([RoundState.DRAFT, *LIVE]),
            or_(
                col(Round.advanced_to) > wrong,
                exists().where(col(Event.round_id) == Round.id, col(Event.at) > wrong),
            ),
        )
        .order_by(col(Round.id))
        .with_for_update()
    ).all()
    for round_ in rounds:
        if round_.advanced_to and round_.advanced_to > wrong:
            round_.advanced_to = now
            session.add(round_)
        if round_.state is not RoundState.DRAFT:
            replan_reminders(session, round_, now, due_stays=True)
    return len(rounds)

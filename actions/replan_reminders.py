"""Reminders are planned anew when what they are counted from has changed."""

from datetime import datetime

from sqlmodel import Session

from actions.load import seats_of
from models.round import Round
from rules.reminders import Policy, next_reminder


def replan_reminders(
    session: Session, round_: Round, now: datetime, *, due_stays: bool = False
) -> None:
    """Every seat's next reminder, as if nothing had been planned before `now`.

    due_stays  what has fallen due and was not sent is still to be sent
    """
    policy = Policy.of(round_.policy)
    for seat in seats_of(session, round_):
        if due_stays and seat.next_letter_at and seat.next_letter_at <= now:
            continue
        seat.next_letter_at = next_reminder(
            policy, round_.deadline, seat.state, seat.meeting_on, now, seat.paused_until
        )
        session.add(seat)
    session.flush()

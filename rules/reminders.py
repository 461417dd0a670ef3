"""When a party is announced to, reminded and escalated, in working days from the deadline."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from models.vocabulary import SeatState
from rules.danish_time import COPENHAGEN, at, danish_date
from rules.policy import STEP_MINUTES, Escalation, Policy, Rung


@dataclass(frozen=True, slots=True)
class Chase:
    """What of a seat decides when it is reminded next (`models/seat.py` explains each)."""

    id: int
    state: SeatState = SeatState.WAITING
    meeting_on: date | None = None
    paused_at: datetime | None = None
    paused_until: date | None = None
    reminded_on: date | None = None
    reminders: int = 0

    @classmethod
    def of(cls, seat: object, **changes: Any) -> "Chase":
        """The seat as it is, but for the columns that are about to change."""
        return cls(**{name: getattr(seat, name) for name in CHASE} | changes)

    def reminded(self, today: date) -> "Chase":
        return replace(self, reminded_on=today, reminders=self.reminders + 1)


CHASE = tuple(field.name for field in fields(Chase))


@lru_cache
def reminder_days(policy: Policy, deadline: date) -> tuple[date, ...]:
    """The round's reminder dates, all working days, in order."""
    offsets = [-days for days in policy.remind_before] + list(policy.remind_after)
    return tuple(sorted({policy.day_from(deadline, offset) for offset in offsets}))


def reminder_at(policy: Policy, seat_id: int, day: date) -> datetime:
    """A party's own minute of the morning: the same every time it is asked for."""
    return at(day, policy.send_at) + timedelta(minutes=seat_id % policy.slots * STEP_MINUTES)


def next_reminder(policy: Policy, deadline: date, seat: Chase, after: datetime) -> datetime | None:
    """The first reminder strictly after `after`; null when none is left or the seat has answered.

    A party that gave a meeting date is asked for the minutes on the third working day after it, and
    not before. One with whom something was agreed until a date is left alone with it; what would
    have come meanwhile comes on the first working day after. One that was reminded a moment ago is
    not reminded again at once: what was planned for those days is dropped, only the minutes are
    asked for when they are over.
    """
    if seat.state not in {SeatState.WAITING, SeatState.SCHEDULED}:
        return None
    if seat.reminders >= policy.most_reminders:
        return None
    reminded = _reminded(seat, danish_date(after))
    free = rests_until(policy, seat, danish_date(after))
    days = [day for day in reminder_days(policy, deadline) if day >= free]
    if seat.state is SeatState.SCHEDULED and seat.meeting_on is not None:
        minutes_due = policy.day_from(seat.meeting_on, policy.minutes_days)
        days = [day for day in days if day >= minutes_due]
        if reminded is None or reminded < minutes_due:
            days = sorted({max(minutes_due, free), *days})
    if seat.paused_until is not None:
        days = _after_pause(policy, seat, days, seat.paused_until, seat.paused_at or after)
    moments = (reminder_at(policy, seat.id, day) for day in days)
    return next((moment for moment in moments if moment > after), None)


def rests_until(policy: Policy, seat: Chase, today: date) -> date:
    """The first day on which another reminder may come."""
    reminded = _reminded(seat, today)
    return policy.day_from(reminded, policy.working_days_between) if reminded else date.min


def _reminded(seat: Chase, today: date) -> date | None:
    """One that lies ahead was written by a clock that ran ahead, and has not been."""
    return seat.reminded_on if seat.reminded_on and seat.reminded_on <= today else None


def _after_pause(
    policy: Policy, seat: Chase, days: list[date], until: date, since: datetime
) -> list[date]:
    """The days on which something is due when nothing may come from `since` to the end of the
    pause: what would have come meanwhile comes once after."""
    missed = any(day <= until and reminder_at(policy, seat.id, day) >= since for day in days)
    resumed = {policy.day_from(until, 1)} if missed else set()
    return sorted(resumed | {day for day in days if day > until})


def announcement_due(policy: Policy, kkr_meeting: date) -> datetime:
    """The working morning the announcement goes out, so that councils can reserve the item."""
    return at(policy.day_from(kkr_meeting, -policy.announce_before_kkr), policy.send_at)


def climbed(policy: Policy, deadline: date) -> list[tuple[datetime, Rung]]:
    """When each rung of the ladder is climbed, from below; none when nothing is escalated."""
    if policy.escalation is Escalation.OFF:
        return []
    days = ((policy.day_from(deadline, offset), rung) for rung, offset in policy.ladder)
    return [(at(day, policy.send_at), rung) for day, rung in days]


def may_write(policy: Policy, now: datetime) -> bool:
    """Whether letters that no one waits for may go out now: a working morning, not in a recess."""
    local = now.astimezone(COPENHAGEN).time()
    return policy.writes_on(danish_date(now)) and policy.send_at <= local < policy.send_until


def next_writing_time(policy: Policy, now: datetime) -> datetime:
    """The first instant from `now` on at which such letters may go out."""
    if may_write(policy, now):
        return now
    today = danish_date(now)
    before_work = policy.writes_on(today) and now < at(today, policy.send_at)
    return at(today if before_work else policy.day_from(today, 1), policy.send_at)

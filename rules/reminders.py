"""When a party is announced to, reminded and escalated, in working days from the deadline."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from models.vocabulary import SeatState
from rules.danish_time import COPENHAGEN, at, danish_date, is_working_day, working_day_from

OFFICE_CLOSES = time(17)


@dataclass(frozen=True, slots=True)
class Policy:
    """A round's reminder policy; counts are working days, `send_at` is Danish time."""

    announce_before_kkr: int
    remind_before: tuple[int, ...]
    remind_after: tuple[int, ...]
    escalate_after: tuple[int, ...]
    escalation_automatic: bool
    minutes_days: int
    send_at: time

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Policy":
        """From the round's `policy` column; KeyError or ValueError when it is not one."""
        return cls(
            announce_before_kkr=int(data["announce_working_days_before_kkr"]),
            remind_before=tuple(data["remind_working_days_before"]),
            remind_after=tuple(data["remind_working_days_after"]),
            escalate_after=tuple(data["escalate_working_days_after"]),
            escalation_automatic=bool(data["escalation_automatic"]),
            minutes_days=int(data["minutes_working_days"]),
            send_at=time.fromisoformat(data["send_at"]),
        )


def reminder_days(policy: Policy, deadline: date) -> list[date]:
    """The round's reminder dates, all working days, in order."""
    offsets = [-days for days in policy.remind_before] + list(policy.remind_after)
    return sorted({working_day_from(deadline, offset) for offset in offsets})


def next_reminder(
    policy: Policy,
    deadline: date,
    state: SeatState,
    meeting_on: date | None,
    after: datetime,
    paused_until: date | None = None,
) -> datetime | None:
    """The first reminder strictly after `after`; null when none is left or the seat has answered.

    A party that gave a meeting date is asked for the minutes on the third working day after it, and
    not before. One with whom something was agreed until a date is left alone with it; what would
    have come meanwhile comes on the first working day after.
    """
    if state not in {SeatState.WAITING, SeatState.SCHEDULED}:
        return None
    days = reminder_days(policy, deadline)
    if state is SeatState.SCHEDULED and meeting_on is not None:
        minutes_due = working_day_from(meeting_on, policy.minutes_days)
        days = sorted({minutes_due, *(day for day in days if day >= minutes_due)})
    ahead = [day for day in days if at(day, policy.send_at) > after]
    if paused_until is not None and ahead and ahead[0] <= paused_until:
        resumed = working_day_from(paused_until, 1)
        ahead = sorted({resumed, *(day for day in ahead if day > paused_until)})
    return next((due for day in ahead if (due := at(day, policy.send_at)) > after), None)


def announcement_due(policy: Policy, kkr_meeting: date) -> datetime:
    """The working morning the announcement goes out, so that councils can reserve the item."""
    return at(working_day_from(kkr_meeting, -policy.announce_before_kkr), policy.send_at)


def escalation_days(policy: Policy, deadline: date) -> list[date]:
    return sorted({working_day_from(deadline, offset) for offset in policy.escalate_after})


def may_write(policy: Policy, now: datetime) -> bool:
    """Whether letters that no one waits for may go out now: a working day, from `send_at` to 17."""
    local = now.astimezone(COPENHAGEN).time()
    return is_working_day(danish_date(now)) and policy.send_at <= local < OFFICE_CLOSES


def next_writing_time(policy: Policy, now: datetime) -> datetime:
    """The first instant from `now` on at which such letters may go out."""
    if may_write(policy, now):
        return now
    today = danish_date(now)
    before_work = is_working_day(today) and now < at(today, policy.send_at)
    return at(today if before_work else working_day_from(today, 1), policy.send_at)

"""Danish calendar dates and working days.

A date is a Danish calendar date; a deadline is the end of that day in Denmark, so it falls 23, 24
or 25 hours after the day began. Days off are Danish public holidays, and 5 June, 24 and 31 December
as in the public sector's agreements.
"""

from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from holidays import PUBLIC, country_holidays

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SATURDAY = 5
ALSO_OFF = ((6, 5), (12, 24), (12, 31))
NO_RECESS: frozenset[int] = frozenset()
DAYS_KEPT = 4_096  # a round asks for the same few dates again and again


def danish_date(instant: datetime) -> date:
    """The date on a Danish wall calendar at that instant."""
    return instant.astimezone(COPENHAGEN).date()


def start_of(day: date) -> datetime:
    """The first instant of a Danish day."""
    return datetime.combine(day, time.min, COPENHAGEN)


def end_of(day: date) -> datetime:
    """The first instant after a Danish day: a deadline has passed when `now` has reached it."""
    return start_of(day + timedelta(days=1))


def at(day: date, clock: time) -> datetime:
    """That time of day in Denmark; 08:00 exists on every day, the hour between 2 and 3 does not."""
    return datetime.combine(day, clock, COPENHAGEN)


def is_working_day(day: date, recess: frozenset[int] = NO_RECESS) -> bool:
    """`recess`: ISO weeks in which no day is one."""
    works = day.weekday() < SATURDAY and day not in _days_off(day.year)
    return works and day.isocalendar().week not in recess


@lru_cache(DAYS_KEPT)
def working_day_from(day: date, offset: int, recess: frozenset[int] = NO_RECESS) -> date:
    """The working day `offset` working days after `day` (before it when negative).

    Zero gives `day` itself if it is a working day, else the working day before.
    """
    step = timedelta(days=1 if offset > 0 else -1)
    while offset:
        day += step
        if is_working_day(day, recess):
            offset -= 1 if offset > 0 else -1
    while not is_working_day(day, recess):
        day -= timedelta(days=1)
    return day


def working_days_between(start: date, end: date, recess: frozenset[int] = NO_RECESS) -> int:
    """Working days after `start` up to and with `end`; negative when `end` comes first."""
    if end < start:
        between = (end + timedelta(days=n) for n in range((start - end).days))
        return -sum(is_working_day(day, recess) for day in between)
    between = (start + timedelta(days=n + 1) for n in range((end - start).days))
    return sum(is_working_day(day, recess) for day in between)


@cache
def _days_off(year: int) -> frozenset[date]:
    public = country_holidays("DK", years=year, categories=(PUBLIC,))
    return frozenset([*public, *(date(year, month, day) for month, day in ALSO_OFF)])

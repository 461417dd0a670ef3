"""Dates on a Danish wall calendar, the ends of days, and which days are worked."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rules.danish_time import at, danish_date, end_of, is_working_day, start_of, working_day_from

# Easter is 5 April 2026 and 28 March 2027; Great Prayer Day is no day off from 2024 on.
DAYS_OFF = {
    2026: (
        *("01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24", "05-25", "06-05"),
        *("12-24", "12-25", "12-26", "12-31"),
    ),
    2027: (
        *("01-01", "03-25", "03-26", "03-28", "03-29", "05-06", "05-16", "05-17", "06-05"),
        *("12-24", "12-25", "12-26", "12-31"),
    ),
}
FIRST_OF_MAY_AND_PRAYER_DAY = (date(2026, 5, 1), date(2027, 4, 23))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("year", DAYS_OFF)
def test_exactly_the_working_days_of_a_year_are_worked(year: int) -> None:
    off = {date.fromisoformat(f"{year}-{day}") for day in DAYS_OFF[year]}
    day = date(year, 1, 1)
    while day.year == year:
        assert is_working_day(day) == (day.weekday() < 5 and day not in off), day
        day += timedelta(days=1)


@pytest.mark.parametrize("day", FIRST_OF_MAY_AND_PRAYER_DAY)
def test_what_is_not_a_public_holiday_is_worked(day: date) -> None:
    assert is_working_day(day)


def test_great_prayer_day_was_a_day_off_until_2023() -> None:
    assert not is_working_day(date(2020, 5, 8))
    assert not is_working_day(date(2023, 5, 5))
    assert is_working_day(date(2024, 4, 26))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-10-07T21:59:59+00:00", "2026-10-07"),  # summer: 23:59:59
        ("2026-10-07T22:00:00+00:00", "2026-10-08"),
        ("2026-12-01T22:59:59+00:00", "2026-12-01"),  # winter
        ("2026-12-01T23:00:00+00:00", "2026-12-02"),
        ("2026-10-08T01:30:00+09:00", "2026-10-07"),  # asked from elsewhere
        ("2026-12-31T23:00:00+00:00", "2027-01-01"),
    ],
)
def test_the_date_is_the_one_on_a_danish_wall(now: str, day: str) -> None:
    assert danish_date(instant(now)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "end", "hours"),
    [
        ("2026-03-28", "2026-03-28T23:00:00+00:00", 24),
        ("2026-03-29", "2026-03-29T22:00:00+00:00", 23),  # summer time begins
        ("2026-03-30", "2026-03-30T22:00:00+00:00", 24),
        ("2026-10-24", "2026-10-24T22:00:00+00:00", 24),
        ("2026-10-25", "2026-10-25T23:00:00+00:00", 25),  # summer time ends
        ("2026-10-26", "2026-10-26T23:00:00+00:00", 24),
        ("2026-12-31", "2026-12-31T23:00:00+00:00", 24),
        ("2028-02-29", "2028-02-29T23:00:00+00:00", 24),
    ],
)
def test_a_day_ends_at_midnight_whatever_its_length(day: str, end: str, hours: int) -> None:
    ended = end_of(date.fromisoformat(day)).astimezone(UTC)
    assert ended == instant(end)
    assert ended - start_of(date.fromisoformat(day)).astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-25", "2026-10-26"])
def test_eight_in_the_morning_is_eight_on_the_wall(day: str) -> None:
    morning = at(date.fromisoformat(day), time(8))
    assert (danish_date(morning).isoformat(), morning.time()) == (day, time(8))
    offset = 2 if "2026-03-29" <= day < "2026-10-25" else 1
    assert morning.astimezone(UTC).hour == 8 - offset


@pytest.mark.parametrize(
    ("day", "offset", "expected"),
    [
        ("2026-12-01", 0, "2026-12-01"),  # a Tuesday
        ("2026-12-05", 0, "2026-12-04"),  # a Saturday: the working day before
        ("2026-12-06", 0, "2026-12-04"),
        ("2026-12-01", -1, "2026-11-30"),
        ("2026-12-01", -2, "2026-11-27"),
        ("2026-12-01", -20, "2026-11-03"),
        ("2026-12-01", 2, "2026-12-03"),
        ("2026-12-04", 1, "2026-12-07"),
        ("2026-12-05", 1, "2026-12-07"),  # counted from a Saturday
        ("2026-12-06", -1, "2026-12-04"),
        ("2026-12-23", 1, "2026-12-28"),  # 24 and 25 December, then a weekend
        ("2026-12-30", 1, "2027-01-04"),  # 31 December, 1 January, a weekend
        ("2026-04-01", 1, "2026-04-07"),  # Easter
        ("2026-04-07", -1, "2026-04-01"),
        ("2026-06-04", 1, "2026-06-08"),  # Constitution Day
        ("2026-05-13", 1, "2026-05-15"),  # Ascension; the Friday after is worked
        ("2026-04-05", 0, "2026-04-01"),  # Easter Sunday
        ("2026-12-26", 0, "2026-12-23"),
    ],
)
def test_working_days_are_counted_over_weekends_and_days_off(
    day: str, offset: int, expected: str
) -> None:
    assert working_day_from(date.fromisoformat(day), offset) == date.fromisoformat(expected)

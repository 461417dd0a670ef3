"""When a party is reminded: working mornings around the deadline, never before its own date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reference.catalogue import default_policy
from models.vocabulary import SeatState
from rules.danish_time import is_working_day
from rules.reminders import (
    Policy,
    announcement_due,
    escalation_days,
    may_write,
    next_reminder,
    next_writing_time,
    reminder_days,
)
from tests.builders import danish

POLICY = Policy.of(default_policy())
DEADLINE = date(2026, 12, 1)
DAYS = ["2026-11-03", "2026-11-17", "2026-11-26", "2026-12-03", "2026-12-10"]
CALENDAR = st.dates(date(2020, 1, 1), date(2030, 12, 31))
INSTANTS = st.datetimes(datetime(2019, 11, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def due(
    after: str,
    state: SeatState = SeatState.WAITING,
    meeting_on: str | None = None,
    deadline: date = DEADLINE,
) -> datetime | None:
    meeting = date.fromisoformat(meeting_on) if meeting_on else None
    return next_reminder(POLICY, deadline, state, meeting, after=danish(after))


def test_the_days_of_the_default_policy() -> None:
    assert [str(day) for day in reminder_days(POLICY, DEADLINE)] == DAYS
    assert [str(day) for day in escalation_days(POLICY, DEADLINE)] == ["2026-12-08"]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-09-14 08:00", "2026-11-03 08:00"),
        ("2026-11-03 07:59", "2026-11-03 08:00"),
        ("2026-11-03 08:00", "2026-11-17 08:00"),  # strictly after
        ("2026-11-25 12:00", "2026-11-26 08:00"),
        ("2026-12-01 23:59", "2026-12-03 08:00"),  # the deadline ends no chase
        ("2026-12-03 08:00", "2026-12-10 08:00"),
        ("2026-12-10 08:00", None),  # after the last one the secretariat decides
    ],
)
def test_the_next_reminder_of_a_party_that_has_said_nothing(
    after: str, expected: str | None
) -> None:
    assert due(after) == (danish(expected) if expected else None)


@pytest.mark.parametrize("state", [SeatState.ANSWERED, SeatState.CHECKED])
def test_whoever_has_answered_is_left_alone(state: SeatState) -> None:
    assert due("2026-09-14 08:00", state) is None


@pytest.mark.parametrize(
    ("meeting_on", "after", "expected"),
    [
        ("2026-11-09", "2026-10-20 08:00", "2026-11-12 08:00"),  # Monday: Thursday
        ("2026-11-10", "2026-11-09 08:00", "2026-11-13 08:00"),
        ("2026-11-11", "2026-11-09 08:00", "2026-11-16 08:00"),  # over a weekend
        ("2026-11-11", "2026-11-16 08:00", "2026-11-17 08:00"),  # then as everybody
        ("2026-11-24", "2026-11-09 08:00", "2026-11-27 08:00"),  # 26 November would be too early
        ("2026-12-01", "2026-11-09 08:00", "2026-12-04 08:00"),
        ("2026-12-22", "2026-11-09 08:00", "2026-12-29 08:00"),  # 24 and 25 December are off
        ("2027-02-01", "2026-11-09 08:00", "2027-02-04 08:00"),  # long after the deadline
        ("2027-02-01", "2027-02-04 08:00", None),
    ],
)
def test_a_party_with_a_meeting_date_is_asked_for_its_minutes_after_it(
    meeting_on: str, after: str, expected: str | None
) -> None:
    assert due(after, SeatState.SCHEDULED, meeting_on) == (danish(expected) if expected else None)


def test_a_scheduled_seat_without_a_date_waits_like_the_others() -> None:
    assert due("2026-09-14 08:00", SeatState.SCHEDULED) == danish("2026-11-03 08:00")


@pytest.mark.parametrize(
    ("deadline", "days"),
    [  # 3 working days before and 2 after, across what lies between
        ("2026-03-31", ["2026-03-26", "2026-04-07"]),  # summer time, Easter
        ("2026-10-26", ["2026-10-21", "2026-10-28"]),  # winter time
        ("2026-12-31", ["2026-12-28", "2027-01-05"]),  # the deadline itself is a day off
        ("2026-06-05", ["2026-06-02", "2026-06-09"]),
    ],
)
def test_reminders_around_clock_changes_and_holidays(deadline: str, days: list[str]) -> None:
    found = [str(day) for day in reminder_days(POLICY, date.fromisoformat(deadline))]
    assert [found[2], found[3]] == days
    for day in found:
        morning = due(f"{day} 07:59", deadline=date.fromisoformat(deadline))
        assert morning == danish(f"{day} 08:00")


@given(deadline=CALENDAR, after=INSTANTS, meeting=st.none() | CALENDAR)
def test_a_reminder_is_a_working_morning_ahead_and_never_too_early(
    deadline: date, after: datetime, meeting: date | None
) -> None:
    state = SeatState.SCHEDULED if meeting else SeatState.WAITING
    found = next_reminder(POLICY, deadline, state, meeting, after=after)
    if found is None:
        return
    assert found > after
    assert found.hour == 8
    assert is_working_day(found.date())
    assert meeting is None or found.date() > meeting + timedelta(days=2)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("2026-11-03 07:59", False),
        ("2026-11-03 08:00", True),
        ("2026-11-03 16:59", True),
        ("2026-11-03 17:00", False),
        ("2026-11-07 10:00", False),  # Saturday
        ("2026-12-24 10:00", False),
        ("2026-06-05 10:00", False),
        ("2026-03-30 08:00", True),  # the Monday after the clock change
    ],
)
def test_letters_that_nobody_waits_for_go_out_in_working_hours(now: str, *, allowed: bool) -> None:
    assert may_write(POLICY, danish(now)) is allowed


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-03 10:00", "2026-11-03 10:00"),  # at once
        ("2026-11-03 06:00", "2026-11-03 08:00"),
        ("2026-11-03 17:00", "2026-11-04 08:00"),
        ("2026-11-06 18:00", "2026-11-09 08:00"),  # over a weekend
        ("2026-11-07 06:00", "2026-11-09 08:00"),
        ("2026-12-23 17:30", "2026-12-28 08:00"),
        ("2026-10-24 12:00", "2026-10-26 08:00"),  # over the end of summer time
    ],
)
def test_the_next_time_letters_may_go_out(now: str, expected: str) -> None:
    assert next_writing_time(POLICY, danish(now)) == danish(expected)


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [("2026-09-07", "2026-08-17 08:00"), ("2026-01-09", "2025-12-12 08:00")],
)
def test_the_announcement_leaves_councils_three_weeks_to_reserve_the_item(
    meeting: str, expected: str
) -> None:
    assert announcement_due(POLICY, date.fromisoformat(meeting)) == danish(expected)


@pytest.mark.parametrize("missing", sorted(default_policy().keys() - {"lead_times"}))
def test_a_policy_that_lacks_a_value_is_none(missing: str) -> None:
    policy = default_policy()
    del policy[missing]
    with pytest.raises(KeyError):
        Policy.of(policy)

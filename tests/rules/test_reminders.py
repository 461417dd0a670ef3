"""When a party is reminded: working mornings around the deadline, never before its own date."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reference.catalogue import default_policy
from models.vocabulary import SeatState
from rules.danish_time import danish_date, is_working_day, working_days_between
from rules.policy import Escalation, Policy, Rung
from rules.reminders import (
    Chase,
    announcement_due,
    climbed,
    may_write,
    next_reminder,
    next_writing_time,
    reminder_at,
    reminder_days,
)
from tests.builders import danish

POLICY = Policy.of(default_policy() | {"spread_minutes": 0})
DEADLINE = date(2026, 12, 1)
DAYS = ["2026-11-03", "2026-11-17", "2026-11-26", "2026-12-03", "2026-12-10"]
CALENDAR = st.dates(date(2020, 1, 1), date(2030, 12, 31))
INSTANTS = st.datetimes(datetime(2019, 11, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WAITING = Chase(813)
ALL_OVER = st.integers(1, 10**6)


def due(after: str, seat: Chase = WAITING, deadline: date = DEADLINE) -> datetime | None:
    return next_reminder(POLICY, deadline, seat, danish(after))


def met(meeting_on: str, **facts: int | date) -> Chase:
    scheduled = Chase(813, SeatState.SCHEDULED, meeting_on=date.fromisoformat(meeting_on))
    return replace(scheduled, **facts)  # type: ignore[arg-type]


def test_the_days_of_the_default_policy() -> None:
    assert [str(day) for day in reminder_days(POLICY, DEADLINE)] == DAYS
    assert [(str(moment.date()), rung) for moment, rung in climbed(POLICY, DEADLINE)] == [
        ("2026-12-04", Rung.AGENDA_SECRETARIAT),
        ("2026-12-08", Rung.DIRECTOR),
        ("2026-12-15", Rung.CHAIR),
    ]
    assert climbed(replace(POLICY, escalation=Escalation.OFF), DEADLINE) == []


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
    assert due("2026-09-14 08:00", Chase(813, state)) is None


@pytest.mark.parametrize(
    ("meeting_on", "after", "expected"),
    [
        ("2026-11-09", "2026-10-20 08:00", "2026-11-12 08:00"),  # Monday: Thursday
        ("2026-11-10", "2026-11-09 08:00", "2026-11-13 08:00"),
        ("2026-11-11", "2026-11-09 08:00", "2026-11-16 08:00"),  # over a weekend
        ("2026-11-11", "2026-11-16 08:00", "2026-11-17 08:00"),  # then as everybody
        ("2026-11-24", "2026-11-09 08:00", "2026-11-27 08:00"),  # 26 November would be too early
        ("2026-12-01", "2026-11-09 08:00", "2026-12-04 08:00"),
        ("2026-12-17", "2026-11-09 08:00", "2027-01-12 08:00"),  # Christmas is not counted
        ("2027-02-01", "2026-11-09 08:00", "2027-02-04 08:00"),  # long after the deadline
        ("2027-02-01", "2027-02-04 08:00", None),
    ],
)
def test_a_party_with_a_meeting_date_is_asked_for_its_minutes_after_it(
    meeting_on: str, after: str, expected: str | None
) -> None:
    assert due(after, met(meeting_on)) == (danish(expected) if expected else None)


def test_a_scheduled_seat_without_a_date_waits_like_the_others() -> None:
    assert due("2026-09-14 08:00", Chase(813, SeatState.SCHEDULED)) == danish("2026-11-03 08:00")


@pytest.mark.parametrize(
    ("reminded_on", "seat", "after", "expected"),
    [  # three working days between two reminders
        ("2026-11-16", WAITING, "2026-11-16 12:00", "2026-11-26"),  # the 17th is too soon
        ("2026-11-12", WAITING, "2026-11-12 12:00", "2026-11-17"),
        ("2026-11-13", WAITING, "2026-11-13 12:00", "2026-11-26"),
        ("2026-12-08", WAITING, "2026-12-08 12:00", None),  # by hand, instead of the last
        ("2026-11-10", met("2026-11-09"), "2026-11-10 12:00", "2026-11-13"),  # the minutes wait
        ("2026-11-12", met("2026-11-09"), "2026-11-12 12:00", "2026-11-17"),  # and are asked once
        ("2027-06-01", WAITING, "2026-11-02 12:00", "2026-11-03"),  # by a clock that ran ahead
    ],
)
def test_who_was_reminded_a_moment_ago_is_not_reminded_again(
    reminded_on: str, seat: Chase, after: str, expected: str | None
) -> None:
    chase = replace(seat, reminded_on=date.fromisoformat(reminded_on), reminders=1)
    assert due(after, chase) == (danish(f"{expected} 08:00") if expected else None)


@pytest.mark.parametrize(("reminders", "goes_on"), [(9, True), (10, False), (11, False)])
def test_enough_is_enough(reminders: int, goes_on: bool) -> None:
    for seat in (WAITING, met("2026-11-09")):
        found = due("2026-09-14 08:00", replace(seat, reminders=reminders))
        assert (found is not None) is goes_on


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
    """In a round without a recess."""
    policy, last = replace(POLICY, recess_weeks=frozenset()), date.fromisoformat(deadline)
    found = [str(day) for day in reminder_days(policy, last)]
    assert [found[2], found[3]] == days
    for day in found:
        assert next_reminder(policy, last, WAITING, danish(f"{day} 07:59")) == danish(
            f"{day} 08:00"
        )


@pytest.mark.parametrize(
    ("deadline", "days"),
    [  # 20, 10 and 3 before, 2 and 7 after, the days of the recess not counted
        ("2026-10-15", "09-14 09-28 10-07 10-20 10-27"),  # in the autumn holiday
        ("2026-10-20", "09-15 09-29 10-08 10-22 10-29"),  # just after it
        ("2026-08-05", "06-02 06-17 06-26 08-07 08-14"),
        ("2026-12-31", "11-23 12-07 12-16 01-12 01-19"),  # across the year's end
        ("2027-01-12", "11-24 12-08 12-17 01-14 01-21"),
        ("2026-07-15", "05-29 06-15 06-24 08-04 08-11"),  # longer than any offset
    ],
)
def test_reminders_keep_out_of_the_recess(deadline: str, days: str) -> None:
    found = reminder_days(POLICY, date.fromisoformat(deadline))
    assert [f"{day:%m-%d}" for day in found] == days.split()


POLICIES = st.builds(
    lambda weeks, spread, start, length, before, after, between: replace(
        POLICY,
        recess_weeks=weeks,
        spread_minutes=spread,
        send_at=time(start),
        send_until=time(start + length),
        remind_before=tuple(before),
        remind_after=tuple(after),
        working_days_between=between,
    ),
    st.frozensets(st.integers(1, 53), max_size=26),
    st.integers(0, 60),
    st.integers(6, 12),
    st.integers(1, 5),
    st.lists(st.integers(0, 60), max_size=4),
    st.lists(st.integers(1, 40), max_size=4),
    st.integers(1, 15),
)


@given(policy=POLICIES, deadline=CALENDAR, after=INSTANTS, seat_id=ALL_OVER, data=st.data())
def test_a_reminder_is_a_working_morning_ahead_and_never_too_early(
    policy: Policy, deadline: date, after: datetime, seat_id: int, data: st.DataObject
) -> None:
    around = st.none() | st.dates(deadline - timedelta(days=99), deadline + timedelta(days=99))
    meeting, reminded_on = data.draw(around), data.draw(around)
    state = SeatState.SCHEDULED if meeting else SeatState.WAITING
    seat = Chase(seat_id, state, meeting, reminded_on=reminded_on, reminders=bool(reminded_on))
    found = next_reminder(policy, deadline, seat, after)
    if found is None:
        return
    assert found > after
    assert may_write(policy, found)
    day = danish_date(found)
    assert is_working_day(day)
    assert day.isocalendar().week not in policy.recess_weeks
    assert found == reminder_at(policy, seat_id, day)
    assert meeting is None or day > meeting + timedelta(days=2)
    if reminded_on and reminded_on <= danish_date(after):
        assert working_days_between(reminded_on, day) >= policy.working_days_between


@given(policy=POLICIES, deadline=CALENDAR, seat_id=ALL_OVER)
def test_a_life_of_reminders_keeps_its_distance_and_its_cap(
    policy: Policy, deadline: date, seat_id: int
) -> None:
    """Each is sent when it is due; then as many as the policy has days, or as the cap allows."""
    policy = replace(policy, most_reminders=3)
    now, seat, sent = danish(f"{deadline - timedelta(days=400)} 10:00"), Chase(seat_id), []
    while moment := next_reminder(policy, deadline, seat, now):
        now, seat = moment, seat.reminded(danish_date(moment))
        sent.append(danish_date(moment))
    assert len(sent) <= 3
    assert set(sent) <= set(reminder_days(policy, deadline))
    assert all(
        working_days_between(one, other) >= policy.working_days_between
        for one, other in pairwise(sent)
    )
    assert bool(sent) is bool(reminder_days(policy, deadline))


def test_a_mornings_reminders_are_spread_and_each_party_keeps_its_minute() -> None:
    policy = Policy.of(default_policy())
    first, second = ([reminder_at(policy, seat_id, date(2026, 11, d)) for seat_id in range(100)]
                     for d in (3, 17))  # fmt: skip
    assert [moment + timedelta(days=14) for moment in first] == second
    minutes = sorted({moment.hour * 60 + moment.minute - 480 for moment in first})
    assert minutes == list(range(0, 60, 5))
    assert max(first.count(moment) for moment in first) == 9


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("2026-11-03 07:59", False),
        ("2026-11-03 08:00", True),
        ("2026-11-03 11:59", True),
        ("2026-11-03 12:00", False),
        ("2026-11-07 10:00", False),  # Saturday
        ("2026-11-08 10:00", False),
        ("2026-06-05 10:00", False),
        ("2026-12-24 10:00", False),
        ("2026-10-14 10:00", False),  # the autumn holiday
        ("2026-10-19 10:00", True),
        ("2026-03-30 08:00", True),  # the first summer morning
        ("2026-10-26 08:00", True),
    ],
)
def test_letters_nobody_waits_for_go_out_on_working_mornings(now: str, allowed: bool) -> None:
    assert may_write(POLICY, danish(now)) is allowed


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-03 10:00", "2026-11-03 10:00"),  # at once
        ("2026-11-03 06:00", "2026-11-03 08:00"),
        ("2026-11-03 17:00", "2026-11-04 08:00"),
        ("2026-11-06 18:00", "2026-11-09 08:00"),  # over a weekend
        ("2026-11-07 06:00", "2026-11-09 08:00"),
        ("2026-12-18 12:00", "2027-01-11 08:00"),  # over Christmas and the new year
        ("2026-10-24 12:00", "2026-10-26 08:00"),  # over the end of summer time
    ],
)
def test_the_next_time_letters_may_go_out(now: str, expected: str) -> None:
    assert next_writing_time(POLICY, danish(now)) == danish(expected)


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [("2026-09-07", "2026-08-17 08:00"), ("2026-01-09", "2025-12-05 08:00")],
)
def test_the_announcement_leaves_councils_three_weeks_to_reserve_the_item(
    meeting: str, expected: str
) -> None:
    assert announcement_due(POLICY, date.fromisoformat(meeting)) == danish(expected)


@pytest.mark.parametrize("missing", sorted(default_policy().keys() - {"lead_times"}))
def test_what_a_policy_does_not_say_is_as_by_default(missing: str) -> None:
    policy = default_policy()
    del policy[missing]
    assert Policy.of(policy) == Policy.of(default_policy())


@pytest.mark.parametrize("wrong", [{"send_at": "8"}, {"escalation": "perhaps"}])
def test_what_is_no_policy_is_not_taken_for_one(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"Invalid|perhaps"):
        Policy.of(wrong)

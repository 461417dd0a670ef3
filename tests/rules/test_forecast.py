"""Whether a council can decide in time, and how that is known."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reference import parties_of
from models.reference.catalogue import default_policy
from models.seat import Seat
from models.vocabulary import Outcome, PartyKind, SeatState, Stage
from rules.forecast import Because, Forecast, Verdict, forecast, round_forecast
from rules.lead_times import LeadTimes, casework_from, way_to

TIMES = LeadTimes.of(default_policy())
H_ASKED, H_DEADLINE, H_ORDINARY = date(2020, 9, 14), date(2020, 12, 1), date(2020, 10, 15)
RANK = [Verdict.CANNOT, Verdict.UNKNOWN, Verdict.TIGHT, Verdict.SAFE]


def a_seat(code: str = "259", **changes: Any) -> Seat:
    kind = PartyKind.REGION if len(code) == 4 else PartyKind.MUNICIPALITY
    return Seat(code=code, party_kind=kind, **({"state": SeatState.WAITING} | changes))


def of(
    *days: date,
    seat: Seat | None = None,
    asked_on: date = H_ASKED,
    deadline: date = H_DEADLINE,
    today: date | None = None,
    **committees: Sequence[date],
) -> Forecast:
    known = {Stage.COUNCIL: days, **{Stage(name): days for name, days in committees.items()}}
    return forecast(
        seat or a_seat(),
        known,
        TIMES,
        asked_on=asked_on,
        deadline=deadline,
        today=today or asked_on,
    )


@pytest.mark.parametrize("party", parties_of("hovedstaden", H_DEADLINE), ids=lambda p: p.name)
def test_from_14_september_all_of_hovedstaden_fit_to_1_december_and_none_to_15_october(
    party: Any,
) -> None:
    """The sanity check of the lead times: what was asked for with COVID in 2020."""
    seat = a_seat(party.code)
    council = H_DEADLINE - timedelta(days=1)
    assert of(council, seat=seat).verdict is Verdict.TIGHT
    assert of(seat=seat).because is Because.NO_CALENDAR
    for days in ((), (H_ORDINARY,)):
        found = of(*days, seat=seat, deadline=H_ORDINARY)
        assert (found.verdict, found.because) == (Verdict.CANNOT, Because.TOO_SHORT)


@pytest.mark.parametrize(
    ("days", "verdict", "because", "expected"),
    [
        ((), Verdict.UNKNOWN, Because.NO_CALENDAR, None),
        (("11-24", "10-20"), Verdict.TIGHT, Because.ONE_MEETING, "11-24"),  # October is too early
        (("11-10", "12-01"), Verdict.SAFE, Because.MEETINGS, "11-10"),  # the deadline's own day
        (("12-02",), Verdict.CANNOT, Because.NO_MEETING, "12-02"),
        (("09-28",), Verdict.UNKNOWN, Because.CALENDAR_ENDS, None),
        (("10-20",), Verdict.UNKNOWN, Because.CALENDAR_ENDS, None),  # November's may be to come
        (("10-20", "12-15"), Verdict.CANNOT, Because.NO_MEETING, "12-15"),
        (("08-01", "11-24"), Verdict.TIGHT, Because.ONE_MEETING, "11-24"),  # the past is no help
    ],
)
def test_verdicts(
    days: tuple[str, ...], verdict: Verdict, because: Because, expected: str | None
) -> None:
    found = of(*(date.fromisoformat(f"2020-{day}") for day in days))
    assert (found.verdict, found.because) == (verdict, because)
    assert found.expected_on == (date.fromisoformat(f"2020-{expected}") if expected else None)


@pytest.mark.parametrize(
    ("meeting_on", "verdict", "because"),
    [
        ("2020-11-30", Verdict.TIGHT, Because.STATED),
        ("2020-12-08", Verdict.CANNOT, Because.STATED_LATE),
        ("2020-10-01", Verdict.TIGHT, Because.STATED),  # sooner than reckoned: they know best
        ("2020-09-01", Verdict.UNKNOWN, Because.NO_CALENDAR),  # has gone by
    ],
)
def test_what_the_party_says_goes_before_what_is_reckoned(
    meeting_on: str, verdict: Verdict, because: Because
) -> None:
    seat = a_seat(state=SeatState.SCHEDULED, meeting_on=date.fromisoformat(meeting_on))
    found = of(seat=seat)
    assert (found.verdict, found.because) == (verdict, because)


def test_a_meeting_in_time_is_told_of_though_the_party_has_named_a_later_one() -> None:
    seat = a_seat(state=SeatState.SCHEDULED, meeting_on=date(2020, 12, 8))
    found = of(date(2020, 11, 10), seat=seat)
    assert (found.verdict, found.because) == (Verdict.CANNOT, Because.STATED_LATE)
    assert found.latest
    assert found.latest.council == date(2020, 11, 10)


@pytest.mark.parametrize(
    ("meeting_on", "verdict"),
    [("2020-11-24", Verdict.SAFE), ("2020-12-01", Verdict.TIGHT)],
)
def test_meetings_before_the_one_a_party_named_are_no_help(
    meeting_on: str, verdict: Verdict
) -> None:
    seat = a_seat(state=SeatState.SCHEDULED, meeting_on=date.fromisoformat(meeting_on))
    found = of(date(2020, 11, 10), date(2020, 11, 17), date(2020, 12, 1), seat=seat)
    assert (found.verdict, found.because) == (verdict, Because.STATED)


@pytest.mark.parametrize(
    ("today", "verdict"),
    [
        ("2020-11-24", Verdict.TIGHT),
        ("2020-11-27", Verdict.TIGHT),  # the third working day: the decision may yet be told
        ("2020-11-28", Verdict.CANNOT),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_meeting_counts_until_its_decision_should_have_been_told(
    today: str, verdict: Verdict, named: bool
) -> None:
    day = date(2020, 11, 24)
    seat = a_seat(state=SeatState.SCHEDULED, meeting_on=day) if named else a_seat()
    found = of(day, date(2020, 12, 15), seat=seat, today=date.fromisoformat(today))
    assert found.verdict is verdict


def test_of_an_unknown_calendar_it_is_known_from_when_a_meeting_would_do() -> None:
    """Which is what the secretariat can ask on the telephone: do you meet between these days?"""
    monday, friday_before = date(2020, 10, 26), date(2020, 10, 23)
    for found in (of(), of(date(2020, 9, 29), date(2020, 10, 20))):
        assert (found.verdict, found.open_from) == (Verdict.UNKNOWN, monday)
    assert of(monday, date(2020, 12, 15)).verdict is Verdict.TIGHT
    assert of(friday_before, date(2020, 12, 15)).verdict is Verdict.CANNOT
    assert of(deadline=H_ORDINARY).open_from is None
    assert of(date(2020, 11, 24)).open_from is None
    assert of(today=date(2020, 12, 2)).open_from is None  # the deadline has gone by


@pytest.mark.parametrize(
    ("today", "meeting_on", "late"),
    [
        ("2020-10-28", None, False),  # the item is to be final on this day
        ("2020-10-29", None, True),
        ("2020-10-29", date(2020, 11, 24), False),  # the party has named its meeting
    ],
)
def test_who_should_have_been_ready_and_has_said_nothing(
    today: str, meeting_on: date | None, late: bool
) -> None:
    seat = a_seat(meeting_on=meeting_on)
    found = of(date(2020, 11, 24), seat=seat, today=date.fromisoformat(today))
    assert (found.verdict, found.late_item) == (Verdict.TIGHT, late)


def test_who_has_answered_is_not_forecast() -> None:
    day = date(2020, 10, 1)
    seat = a_seat(state=SeatState.CHECKED, outcome=Outcome.APPROVED, decided_on=day)
    found = of(date(2020, 11, 24), seat=seat)
    assert (found.verdict, found.expected_on, found.meetings) == (Verdict.DECIDED, day, ())


def test_the_way_to_a_council_is_counted_back() -> None:
    way = way_to(date(2020, 11, 24), TIMES.normal, TIMES, {})
    assert (way.finance_committee, way.committee) == (date(2020, 11, 17), date(2020, 11, 8))
    assert way.item_final == date(2020, 10, 28)  # 8 working days
    assert way.casework_from == date(2020, 10, 7)  # 10 working days, week 42 not counted
    assert way.answer_by == date(2020, 11, 27)


def test_committees_own_dates_are_taken_where_they_are_known() -> None:
    known = {
        Stage.FINANCE_COMMITTEE: [date(2020, 11, 19), date(2020, 10, 22)],
        Stage.COMMITTEE: [date(2020, 11, 3), date(2020, 11, 20)],
    }
    way = way_to(date(2020, 11, 24), TIMES.normal, TIMES, known)
    assert (way.finance_committee, way.committee) == (date(2020, 11, 19), date(2020, 11, 3))


@pytest.mark.parametrize(
    ("item_final", "begins"),
    [
        ("2026-08-10", "2026-06-22"),  # weeks 27 to 31 are quiet: on to week 26 and 25
        ("2026-01-15", "2025-12-18"),  # weeks 52 and 1
        ("2026-10-20", "2026-09-29"),  # week 42
        ("2026-09-15", "2026-09-01"),
    ],
)
def test_no_casework_in_quiet_weeks(item_final: str, begins: str) -> None:
    found = casework_from(date.fromisoformat(item_final), 10, TIMES.quiet_weeks)
    assert found == date.fromisoformat(begins)


def test_the_round_waits_for_the_last() -> None:
    early, late = of(date(2020, 11, 10)), of(date(2020, 12, 15), seat=a_seat("101"))
    whole = round_forecast([early, late, of()], asked_on=H_ASKED, deadline=H_DEADLINE)
    assert (whole.decided_on, whole.last) == (date(2020, 12, 15), ("101",))
    assert [whole.count(v) for v in Verdict] == [1, 1, 1, 0, 0]
    nothing = round_forecast([of()], asked_on=H_ASKED, deadline=H_DEADLINE)
    assert (nothing.decided_on, nothing.last) == (None, ())


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.lists(days, max_size=24)


@given(calendars, days, days, st.integers(0, 200), st.integers(0, 60))
def test_more_time_never_makes_it_worse(
    calendar: list[date], asked_on: date, deadline: date, later: int, sooner: int
) -> None:
    before = of(*calendar, asked_on=asked_on, deadline=deadline)
    longer = of(*calendar, asked_on=asked_on, deadline=deadline + timedelta(days=later))
    earlier = of(
        *calendar, asked_on=asked_on - timedelta(days=sooner), deadline=deadline, today=asked_on
    )
    assert RANK.index(longer.verdict) >= RANK.index(before.verdict)
    assert RANK.index(earlier.verdict) >= RANK.index(before.verdict)


@given(calendars, days, days, days)
def test_a_further_meeting_takes_none_away(
    calendar: list[date], one_more: date, asked_on: date, deadline: date
) -> None:
    before = of(*calendar, asked_on=asked_on, deadline=deadline)
    after = of(*calendar, one_more, asked_on=asked_on, deadline=deadline)
    if before.verdict in {Verdict.TIGHT, Verdict.SAFE}:
        assert RANK.index(after.verdict) >= RANK.index(before.verdict)


@given(days)
def test_the_way_is_in_order(council: date) -> None:
    for lead in (TIMES.normal, TIMES.long):
        way = way_to(council, lead, TIMES, {})
        assert way.casework_from < way.item_final < way.committee < way.finance_committee < council
        assert council < way.answer_by

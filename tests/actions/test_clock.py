"""A sandbox's clock: a move forward is lived time, whatever the size of the steps."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from actions.end_round import cancel_round, close_round
from actions.load import steps_of
from actions.move_clock import move_clock, next_occurrence
from models.database import transaction
from models.round import Round
from models.vocabulary import Outcome, RoundState
from rules.danish_time import danish_date, start_of
from rules.refusal import Refusal, Why
from tests.builders import BY, DEADLINE, KKR, PERIOD_FROM, answer, answer_all, danish, real_round
from tests.builders import sandbox_round as a_sandbox
from tests.databases import sqlite_only
from tests.dump import changed, dump, events, letters, story

BIENNIAL: dict[str, Any] = {"kkr": KKR, "period_from": PERIOD_FROM, "deadline": DEADLINE}
DAY = timedelta(days=1)


def moved(
    engine: Engine, to: list[datetime], template: str = "biennial", **wanted: Any
) -> list[Any]:
    """What happens in a new sandbox whose clock is set to these instants in turn."""
    with Session(engine) as session:
        facts = wanted | (BIENNIAL if template == "biennial" else {})
        round_ = a_sandbox(session, template, **facts)
        if round_.state is RoundState.OPEN:
            meeting = danish_date(round_.clock or to[0]) + timedelta(days=40)
            answer(session, round_, "851", outcome=Outcome.NOT_YET, meeting_on=meeting)
            answer(session, round_, "813")
        for instant in to:
            move_clock(session, round_, instant, BY)
        lived = story(session, round_)
        session.rollback()
    return lived


@hypothesis_settings(max_examples=12)
@given(
    start=st.booleans(),
    first=st.datetimes(datetime(2026, 6, 1), datetime(2026, 12, 15), timezones=st.just(UTC)),  # noqa: DTZ001
    steps=st.lists(st.integers(1, 60 * 24 * 60), min_size=2, max_size=6),
)
def test_one_step_or_many_make_the_same_history(
    engine: Engine, first: datetime, steps: list[int], *, start: bool
) -> None:
    clock = first.replace(second=0, microsecond=0)
    start = start and danish_date(clock) <= DEADLINE
    stops = [clock + timedelta(minutes=sum(steps[: n + 1])) for n in range(len(steps))]
    in_steps = moved(engine, stops, clock=clock, start=start)
    assert in_steps == moved(engine, stops[-1:], clock=clock, start=start)


@pytest.mark.parametrize("template", ["sjaelland-2021-2022", "hovedstaden-2021-2022"])
def test_a_whole_round_day_by_day_is_the_same_as_at_once(engine: Engine, template: str) -> None:
    clock = danish("2020-08-10 09:00")
    days = [clock + n * DAY for n in range(1, 150)]
    daily = moved(engine, days, template, clock=clock, start=False)
    assert daily == moved(engine, days[-1:], template, clock=clock, start=False)
    kinds = Counter(row[1] for row in daily)
    parties = 18 if template.startswith("sj") else 30
    assert kinds["announcement"] == kinds["invitation"] == parties
    assert kinds["reminder"] == 5 * parties
    assert kinds["round.opened"] == kinds["deadline.passed"] == 1


def test_from_occurrence_to_occurrence_nothing_is_skipped(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = a_sandbox(session, start=False)
        stops = []
        while (moment := next_occurrence(session, round_)) is not None:
            stops.append(moment)
            move_clock(session, round_, moment, BY)
            assert round_.clock == moment
        lived = story(session, round_)
    expected = ["2020-08-17 08:00", "2020-09-07 08:00", "2020-09-08 08:00"]
    assert stops[:3] == [danish(text) for text in expected]
    assert stops[-1] == danish("2022-01-03 08:00")  # the yearly follow-up
    assert start_of(datetime(2020, 12, 2)) in stops  # noqa: DTZ001 - a date
    other = moved(engine, stops[-1:], "sjaelland-2021-2022", start=False)
    assert lived == other


def test_reminders_fire_each_on_its_own_morning_and_letters_bear_that_instant(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        round_ = a_sandbox(session)
        move_clock(session, round_, danish("2020-12-20"), BY)
        found = sorted({letter.due_at for letter in letters(session, round_, "reminder")})
        assert found == [
            danish(f"{day} 08:00")
            for day in ("2020-11-03", "2020-11-17", "2020-11-26", "2020-12-03", "2020-12-10")
        ]
        assert {event.at for event in events(session, round_, "deadline.passed")} == {
            danish("2020-12-02")
        }


def held_on(session: Session, round_: Round) -> dict[str, str]:
    return {step.key: str(step.held_on) for step in steps_of(session, round_) if step.held_on}


def test_steps_happen_as_planned_and_those_after_sign_off_when_all_have_approved(
    engine: Engine,
) -> None:
    before = {
        "dialogue_meeting": "2019-11-29",
        "agreement_ready": "2020-06-30",
        "kkr_approval": "2020-09-07",
        "sign_off": "2020-09-08",
    }
    with transaction(engine) as session:
        round_ = a_sandbox(session, start=False)
        move_clock(session, round_, danish("2020-12-10"), BY)
        assert held_on(session, round_) == before
        answer_all(session, round_, danish("2020-12-10"))
        move_clock(session, round_, danish("2021-01-02"), BY)
        after = {"submission": "2020-12-10", "entry_into_force": "2021-01-01"}
        assert held_on(session, round_) == before | after


def test_a_move_back_is_refused_and_changes_nothing(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = a_sandbox(session)
        before = dump(session)
        with pytest.raises(Refusal) as refused:
            move_clock(session, round_, danish("2020-09-08 07:59"), BY)
        assert (refused.value.why, refused.value.field) == (Why.INVALID, "to")
        assert changed(before, dump(session)) == {}


def test_a_move_to_where_the_clock_stands_brings_nothing_new(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = a_sandbox(session)
        to = danish("2020-11-03 08:00")
        move_clock(session, round_, to, BY)
        before = dump(session)
        move_clock(session, round_, to, BY)
        move_clock(session, round_, to.astimezone(UTC), BY)
        assert changed(before, dump(session)) == {}


def test_a_real_round_has_no_clock(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        with pytest.raises(Refusal) as refused:
            move_clock(session, round_, danish("2026-11-01"), BY)
        assert refused.value.why is Why.CONFLICT


@sqlite_only
@pytest.mark.parametrize("year", ["0001-01-01", "2101-01-01", "9999-12-31"])
def test_a_clock_beyond_reason_is_refused(engine: Engine, year: str) -> None:
    with transaction(engine) as session:
        round_ = a_sandbox(session)
        with pytest.raises(Refusal) as refused:
            move_clock(session, round_, datetime.fromisoformat(f"{year}T12:00+00:00"), BY)
        assert refused.value.field == "to"


def test_every_move_is_recorded_with_who_made_it(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = a_sandbox(session)
        start = round_.clock
        assert start
        move_clock(session, round_, danish("2020-10-01 12:00"), "user:7")
        (event,) = events(session, round_, "clock.moved")
        assert event.payload["by"] == "user:7"
        assert datetime.fromisoformat(event.payload["from"]) == start
        assert datetime.fromisoformat(event.payload["to"]) == danish("2020-10-01 12:00")


def ended(session: Session, end: str) -> Round:
    """A sandbox that ended on 1 October 2020."""
    round_ = a_sandbox(session)
    clock = danish("2020-10-01 12:00")
    if end == "cancelled":
        return cancel_round(session, round_, "øvelsen er slut", clock, BY)
    answer_all(session, round_, clock)
    if end == "not adopted":
        outcome, reason = Outcome.REJECTED, "omgjort"
        answer(session, round_, "259", clock, outcome=outcome, reason=reason)
    return close_round(session, round_, clock, BY)


@pytest.mark.parametrize("end", ["cancelled", "not adopted"])
def test_nothing_happens_any_more_in_a_round_that_came_to_nothing(engine: Engine, end: str) -> None:
    with transaction(engine) as session:
        round_ = ended(session, end)
        before = story(session, round_)
        assert next_occurrence(session, round_) is None
        move_clock(session, round_, danish("2022-02-01"), BY)
        assert round_.clock == danish("2022-02-01")
        assert story(session, round_) == before


def test_an_adopted_agreement_enters_into_force_however_the_clock_is_moved(
    engine: Engine,
) -> None:
    stories = []
    for steps in (1, 50):
        with Session(engine) as session:
            round_ = ended(session, "adopted")
            for n in range(1, steps + 1):
                move_clock(session, round_, danish("2020-10-01 12:00") + n * 500 / steps * DAY, BY)
            held = {s.key: s.held_on for s in steps_of(session, round_)}
            assert str(held["submission"]) == "2020-12-01"
            assert str(held["entry_into_force"]) == "2021-01-01"
            assert str(held["follow_up"]) == "2022-01-03"
            assert letters(session, round_, "reminder", "escalation") == []
            stories.append(story(session, round_))
            session.rollback()
    assert stories[0] == stories[1]

"""One reminder per party however long nobody was there, and none before its own date."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.advance_rounds import advance_rounds
from actions.load import contacts_of, seat_by_code, seats_of
from actions.plan_reminders import replan_reminders
from actions.remind_seats import remind_seat, remind_seats
from models.database import transaction
from models.round import Round
from models.seat import Seat
from models.vocabulary import Outcome, RoundState
from rules.refusal import Refusal, Why
from tests.builders import (
    A_PARTY,
    BY,
    PARTIES,
    answer,
    answer_all,
    contacts_for,
    danish,
    real_round,
    sandbox_round,
)
from tests.databases import sqlite_only
from tests.dump import changed, dump, events, letters

FIRST = danish("2026-11-03 08:00")
DAY = timedelta(days=1)


def begin(engine: Engine, prepare: Callable[[Session, Round], object] | None = None) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        if prepare:
            prepare(session, round_)


def remind(engine: Engine, *moments: datetime) -> list[int]:
    """How many reminders fell due at each of these passes."""
    counts = []
    for now in moments:
        with transaction(engine) as session:
            counts.append(remind_seats(session, now))
    return counts


def reminded(engine: Engine) -> Counter[str]:
    """Reminder letters by party code."""
    with Session(engine) as session:
        round_ = session.exec(select(Round)).one()
        code = {seat.id: seat.code for seat in seats_of(session, round_)}
        return Counter(code[letter.seat_id] for letter in letters(session, round_, "reminder"))


def test_every_party_is_reminded_on_each_planned_morning(engine: Engine) -> None:
    begin(engine)
    passes = [danish("2026-10-01 10:00") + n * DAY - timedelta(hours=2) for n in range(80)]
    counts = dict(zip(passes, remind(engine, *passes), strict=True))
    assert {str(now.date()) for now, count in counts.items() if count} == {
        *("2026-11-03", "2026-11-17", "2026-11-26", "2026-12-03", "2026-12-10")
    }
    assert set(reminded(engine).values()) == {5}
    assert len(reminded(engine)) == PARTIES


def test_after_60_days_of_downtime_one_reminder_per_party(engine: Engine) -> None:
    begin(engine)
    back = danish("2027-01-11 09:00")  # 69 days after the first was due; all five were missed
    assert remind(engine, back, back, back + timedelta(hours=1), back + DAY) == [PARTIES, 0, 0, 0]
    assert set(reminded(engine).values()) == {1}


def test_a_short_absence_collapses_into_one_too(engine: Engine) -> None:
    begin(engine)
    back = danish("2026-11-20 08:00")  # two were missed
    assert remind(engine, back, danish("2026-11-26 08:00")) == [PARTIES, PARTIES]
    assert set(reminded(engine).values()) == {2}


@sqlite_only
@pytest.mark.parametrize(
    "asleep", ["2026-11-03 07:59", "2026-11-03 17:00", "2026-11-07 10:00", "2026-11-08 08:00"]
)
def test_nobody_is_written_to_outside_working_hours(engine: Engine, asleep: str) -> None:
    begin(engine)
    assert remind(engine, danish(asleep)) == [0]
    assert remind(engine, danish("2026-11-09 08:00")) == [PARTIES]


def test_a_clock_that_jumps_back_repeats_nothing(engine: Engine) -> None:
    begin(engine)
    assert remind(engine, FIRST) == [PARTIES]
    with Session(engine) as session:
        before = dump(session)
    assert remind(engine, FIRST - 20 * DAY, FIRST - DAY, FIRST) == [0, 0, 0]
    with transaction(engine) as session:
        advance_rounds(session, FIRST - 20 * DAY)
    with Session(engine) as session:
        assert changed(before, dump(session)).keys() <= {"round"}  # how far it has been watched
    assert set(reminded(engine).values()) == {1}


def test_what_is_planned_while_the_clock_is_behind_does_not_remind_twice(engine: Engine) -> None:
    begin(engine)
    late = FIRST + 2 * DAY  # two days after the first was due
    assert remind(engine, late) == [PARTIES]
    with transaction(engine) as session:
        round_ = session.exec(select(Round)).one()
        round_.policy = round_.policy | {"remind_working_days_before": [18]}  # on the very day
        replan_reminders(session, round_, late - DAY)  # to this clock they have not been reminded
    passes = [late + timedelta(hours=1) + n * DAY for n in range(30)]
    counts = dict(zip(passes, remind(engine, *passes), strict=True))
    assert counts[passes[0]] == 0
    assert set(counts.values()) == {0, PARTIES}, "the later ones come"


@sqlite_only
def test_a_longer_rest_holds_for_what_had_fallen_due_already(engine: Engine) -> None:
    begin(engine)
    assert remind(engine, FIRST) == [PARTIES]
    second = danish("2026-11-17 08:00")
    with transaction(engine) as session:
        round_ = session.exec(select(Round)).one()
        round_.policy = round_.policy | {"working_days_between": 15}
        replan_reminders(session, round_, second + timedelta(minutes=30), due_stays=True)
    assert remind(engine, second + timedelta(hours=1), danish("2026-11-26 08:00")) == [0, PARTIES]


def test_whoever_has_answered_is_left_alone_and_the_others_are_not(engine: Engine) -> None:
    begin(engine, lambda s, r: answer(s, r, now=danish("2026-11-02 16:00")))
    assert remind(engine, FIRST) == [PARTIES - 1]
    assert reminded(engine)[A_PARTY] == 0
    assert len(reminded(engine)) == PARTIES - 1


@pytest.mark.parametrize(
    ("meeting_on", "asked"), [("2026-11-02", "2026-11-05"), ("2026-11-26", "2026-12-01")]
)
def test_a_party_with_a_meeting_date_is_asked_on_the_third_working_day_after_it(
    engine: Engine, meeting_on: str, asked: str
) -> None:
    begin(
        engine,
        lambda s, r: answer(
            s,
            r,
            now=danish("2026-10-20 12:00"),
            outcome=Outcome.NOT_YET,
            meeting_on=date.fromisoformat(meeting_on),
        ),
    )
    due = danish(f"{asked} 08:00")
    passes = [danish("2026-10-20 08:00") + n * DAY for n in range(50)]
    remind(engine, *[now for now in passes if now < due - timedelta(hours=2)])
    assert reminded(engine)[A_PARTY] == 0
    assert min(reminded(engine)[seat.code] for seat in _others(engine)) > 0
    remind(engine, due)
    assert reminded(engine)[A_PARTY] == 1


def _others(engine: Engine) -> list[Seat]:
    with Session(engine) as session:
        round_ = session.exec(select(Round)).one()
        return [seat for seat in seats_of(session, round_) if seat.code != A_PARTY]


def test_a_meeting_that_is_given_late_moves_the_reminder_that_was_planned(engine: Engine) -> None:
    begin(engine)
    with transaction(engine) as session:
        round_ = session.exec(select(Round)).one()
        meeting, evening = date(2026, 11, 10), danish("2026-11-02 20:00")
        answer(session, round_, now=evening, outcome=Outcome.NOT_YET, meeting_on=meeting)
        assert seat_by_code(session, round_, A_PARTY).next_letter_at == danish("2026-11-13 08:00")
    assert remind(engine, FIRST) == [PARTIES - 1]


def test_a_party_without_contact_costs_nothing_but_is_seen(engine: Engine) -> None:
    with transaction(engine) as session:
        contacts = contacts_for()
        round_ = real_round(session, contacts=contacts[1:])
        assert round_.without_contact == 1
    assert remind(engine, FIRST) == [PARTIES]
    with Session(engine) as session:
        round_ = session.exec(select(Round)).one()
        recorded = {e.party_code: e.payload["letters"] for e in events(session, round_)
                    if e.kind == "reminder.fell_due"}  # fmt: skip
        assert recorded[contacts[0].party] == 0
        assert sum(recorded.values()) == PARTIES - 1


def test_only_real_open_rounds_are_reminded_by_real_time(engine: Engine) -> None:
    with transaction(engine) as session:
        sandbox_round(session)
        real_round(session, start=False)
        complete = real_round(session)
        answer_all(session, complete, danish("2026-11-02 12:00"))
        assert complete.state is RoundState.COMPLETE
    assert remind(engine, FIRST, danish("2026-12-10 08:00")) == [0, 0]


def test_the_secretariat_reminds_at_most_once_a_day(engine: Engine) -> None:
    begin(engine)
    now = danish("2026-10-20 13:00")
    with transaction(engine) as session:
        round_ = session.exec(select(Round)).one()
        seat = seat_by_code(session, round_, A_PARTY)
        assert remind_seat(session, round_, seat, now, "user:1") == 1
        with pytest.raises(Refusal) as refused:
            remind_seat(session, round_, seat, now + timedelta(hours=3), "user:1")
        assert refused.value.why is Why.CONFLICT
        assert remind_seat(session, round_, seat, now + DAY, "user:1") == 1
        (first, _) = events(session, round_, "reminder.fell_due")
        assert (first.party_code, first.payload["by"]) == (A_PARTY, "user:1")


@pytest.mark.parametrize("late", [FIRST, danish("2026-11-05 09:00")])
def test_by_hand_and_by_itself_is_still_once_a_day(engine: Engine, late: datetime) -> None:
    """Also when the reminder that fired today had been due on another day."""
    begin(engine)
    with transaction(engine) as session:
        round_ = session.exec(select(Round)).one()
        seat = seat_by_code(session, round_, "813")
        assert remind_seat(session, round_, seat, late - timedelta(minutes=30), BY) == 1
    remind(engine, late)
    with transaction(engine) as session:
        round_ = session.exec(select(Round)).one()
        seat = seat_by_code(session, round_, A_PARTY)
        with pytest.raises(Refusal, match="allerede rykket"):
            remind_seat(session, round_, seat, late + timedelta(hours=1), BY)
    assert set(reminded(engine).values()) == {1}
    remind(engine, danish("2026-11-17 08:00"))
    assert set(reminded(engine).values()) == {2}


@sqlite_only
@pytest.mark.parametrize("state", ["draft", "answered", "without contact", "out of date"])
def test_there_must_be_somebody_to_remind(engine: Engine, state: str) -> None:
    """A last day that has gone by counts, also while nothing has ended the contact's links yet."""
    with transaction(engine) as session:
        contacts = contacts_for(parties=[]) if state == "without contact" else None
        round_ = real_round(session, start=state != "draft", contacts=contacts)
        if state == "out of date":
            for contact in contacts_of(session, seat_by_code(session, round_, A_PARTY)):
                contact.valid_to = danish("2026-11-02 12:00").date()
        if state == "answered":
            answer(session, round_)
        seat = seat_by_code(session, round_, A_PARTY)
        before = dump(session)
        with pytest.raises(Refusal) as refused:
            remind_seat(session, round_, seat, danish("2026-11-03 12:00"), BY)
        assert refused.value.why is Why.CONFLICT
        assert changed(before, dump(session)) == {}

"""A change of the policy is recorded, and every open seat is planned anew at once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from actions.change_reminder_policy import change_reminder_policy, reminder_policy_of
from actions.end_round import cancel_round
from actions.load import seats_of
from actions.note_call import note_call
from actions.remind_seats import remind_round, remind_seat
from models.database import transaction
from models.round import Round
from models.vocabulary import Outcome
from rules.notes import GivenNote
from rules.refusal import Refusal, Why
from tests.builders import A_PARTY, BY, NOW, PARTIES, answer, danish, real_round
from tests.dump import changed, dump, events, letters


def change(session: Session, round_: Round, now: datetime = NOW, **values: Any) -> bool:
    return change_reminder_policy(session, round_, reminder_policy_of(round_) | values, now, BY)


def planned(session: Session, round_: Round) -> dict[str, datetime | None]:
    return {seat.code: seat.next_letter_at for seat in seats_of(session, round_)}


def test_the_plan_follows_and_the_record_says_who(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_)
        answer(session, round_, "813", outcome=Outcome.NOT_YET, meeting_on=date(2026, 11, 24))
        assert change(session, round_, remind_working_days_before=[25, 3], send_at="09:30")
        plan = planned(session, round_)
        assert plan.pop(A_PARTY) is None
        assert plan.pop("813") == danish("2026-11-27 09:30")
        assert set(plan.values()) == {danish("2026-10-27 09:30")}
        (event,) = events(session, round_, "reminder_policy.changed")
        assert event.payload["by"] == BY
        assert event.payload["policy"]["remind_working_days_before"] == [25, 3]
        before = dump(session)
        assert not change(session, round_)
        assert not change(session, round_, remind_working_days_before=[3, 25, 3])
        assert changed(before, dump(session)) == {}


def test_a_morning_is_spread_and_planning_anew_gives_the_same_minutes(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        change(session, round_, spread_minutes=30)
        first = planned(session, round_)
        assert len(set(first.values())) == 6
        change(session, round_, most_reminders=9)
        assert planned(session, round_) == first
        counts = [
            remind_round(session, round_, danish(f"2026-11-03 08:{minute:02}"))
            for minute in range(0, 40, 5)
        ]
        assert counts == [PARTIES // 6] * 6 + [0, 0]


def test_what_is_due_and_was_not_sent_is_sent_within_the_new_hours(engine: Engine) -> None:
    late = danish("2026-11-03 11:00")
    with transaction(engine) as session:
        round_ = real_round(session)
        change(session, round_, late, send_until="11:00")
        assert remind_round(session, round_, late) == 0
        assert remind_round(session, round_, danish("2026-11-04 08:00")) == PARTIES


def test_what_is_due_is_not_sent_beyond_a_new_measure(engine: Engine) -> None:
    late = danish("2026-11-03 11:00")
    with transaction(engine) as session:
        round_ = real_round(session)
        (seat,) = [seat for seat in seats_of(session, round_) if seat.code == A_PARTY]
        seat.reminders = 1  # it has had one, and the second has fallen due
        change(session, round_, late, most_reminders=1)
        assert remind_round(session, round_, late) == PARTIES - 1
        assert seat.next_letter_at is None


def test_the_caps_hold_whatever_fell_due(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        change(session, round_, most_reminders=2, working_days_between=8)
        (seat,) = [seat for seat in seats_of(session, round_) if seat.code == A_PARTY]
        remind_seat(session, round_, seat, danish("2026-11-02 12:00"), BY)
        for days in range(45):
            remind_round(session, round_, danish("2026-11-01 09:00") + timedelta(days=days))
        written = [x for x in letters(session, round_, "reminder") if x.seat_id == seat.id]
        assert [f"{letter.due_at:%m-%d}" for letter in written] == ["11-02", "11-17"]
        assert {seat.reminders for seat in seats_of(session, round_)} == {2}


def test_planned_anew_in_a_pause_the_reminder_still_comes_at_its_end(engine: Engine) -> None:
    """Noted twice, and planned anew on the very day on which it would have come."""
    with transaction(engine) as session:
        round_ = real_round(session)
        (seat,) = [seat for seat in seats_of(session, round_) if seat.code == A_PARTY]
        for day in (date(2026, 11, 2), date(2026, 11, 4)):
            note = GivenNote(day, "Bo", "Vi venter", day + timedelta(days=2))
            note_call(session, round_, seat, note, danish(f"{day} 12:00"), BY)
        change(session, round_, danish("2026-11-04 13:00"), most_reminders=9)
        assert planned(session, round_)[A_PARTY] == danish("2026-11-09 08:00")


def test_a_round_that_is_over_has_no_plan(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        cancel_round(session, round_, "Aftalen skrives om.", NOW, BY)
        with pytest.raises(Refusal) as refused:
            change(session, round_, most_reminders=9)
        assert refused.value.why is Why.CONFLICT

"""The steps of a round in time, and every instant at which something happens by itself."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.reference.catalogue import default_policy
from models.round import Round, Step
from rules.danish_time import end_of, is_working_day
from rules.policy import Rung
from rules.timeline import (
    announcement_at,
    earliest_decision,
    escalations_at,
    occurrences,
    planned_before_deadline,
    ready,
    step_at,
)
from tests.builders import danish

DEADLINE = date(2026, 12, 1)


def a_round(**changes: Any) -> Round:
    created = danish("2026-08-01 12:00")
    facts: dict[str, Any] = {"policy": default_policy(), "deadline": DEADLINE}
    return Round(**(facts | {"created_at": created, "advanced_to": created} | changes))


def a_step(key: str, planned_on: str = "", *, held_on: str = "", after: str = "") -> Step:
    facts: dict[str, Any] = {
        "key": key,
        "planned_on": date.fromisoformat(planned_on) if planned_on else None,
        "held_on": date.fromisoformat(held_on) if held_on else None,
        "after": after,
    }
    return Step(**facts)


LADDER = [danish(f"2026-12-{day} 08:00") for day in ("04", "08", "15")]
KKR = a_step("kkr_approval", "2026-09-07")
SIGN_OFF = a_step("sign_off", "2026-09-14", after="kkr_approval")


def test_a_step_takes_place_in_the_morning_of_its_day() -> None:
    assert step_at(KKR) == danish("2026-09-07 08:00")
    assert step_at(a_step("sign_off")) is None


@pytest.mark.parametrize(
    ("step", "steps", "expected"),
    [
        (KKR, [KKR], True),
        (SIGN_OFF, [KKR, SIGN_OFF], False),
        (SIGN_OFF, [a_step("kkr_approval", held_on="2026-09-08"), SIGN_OFF], True),
        (SIGN_OFF, [a_step("another", held_on="2026-09-08"), SIGN_OFF], False),
        (SIGN_OFF, [], False),
    ],
)
def test_a_step_is_ready_when_what_it_waits_for_was_held(
    step: Step, steps: list[Step], *, expected: bool
) -> None:
    assert ready(step, steps) is expected


@pytest.mark.parametrize(
    ("first", "earliest"), [("2025-11-28", "2023-11-28"), ("2028-02-29", "2026-02-28")]
)
def test_no_decision_is_older_than_the_first_step_less_two_years(first: str, earliest: str) -> None:
    assert str(earliest_decision(date.fromisoformat(first))) == earliest


def test_the_announcement_comes_before_a_kkr_meeting_that_is_to_come() -> None:
    assert announcement_at(a_round(), [KKR, SIGN_OFF]) == danish("2026-08-17 08:00")
    assert announcement_at(a_round(), [SIGN_OFF]) is None
    assert announcement_at(a_round(), [a_step("kkr_approval")]) is None
    held = a_step("kkr_approval", "2026-09-07", held_on="2026-09-07")
    assert announcement_at(a_round(), [held]) is None


def test_the_ladder_is_climbed_in_working_days_after_the_deadline() -> None:
    assert escalations_at(a_round()) == list(zip(LADDER, Rung, strict=True))


def test_occurrences_are_every_instant_in_order() -> None:
    reminder = danish("2026-11-03 08:00")
    found = occurrences(a_round(), [KKR, SIGN_OFF], [reminder, reminder])
    assert found == [
        danish("2026-08-17 08:00"),  # announcement
        danish("2026-09-07 08:00"),  # the KKR
        danish("2026-09-14 08:00"),  # sign-off
        reminder,
        end_of(DEADLINE),
        *LADDER,
    ]


def test_what_has_happened_is_no_occurrence_any_more() -> None:
    held = a_step("kkr_approval", "2026-09-07", held_on="2026-09-07")
    announced = a_round(announced_at=danish("2026-08-17 08:00"))
    assert occurrences(announced, [held], []) == [end_of(DEADLINE), *LADDER]


def test_an_announcement_that_is_late_goes_out_the_next_working_morning() -> None:
    """A round made after its announcement was due, on a Saturday: Monday, whatever the steps."""
    late = danish("2026-08-29 12:00")
    found = occurrences(a_round(created_at=late, advanced_to=late), [KKR], [])
    assert found[0] == danish("2026-08-31 08:00")


@pytest.mark.parametrize("days", [0, 3, 10, 78, 188, 368])
def test_a_counted_step_falls_on_a_working_day(days: int) -> None:
    for offset in range(14):
        deadline = DEADLINE + timedelta(days=offset)
        day = planned_before_deadline(deadline, days)
        assert is_working_day(day)
        assert day <= deadline - timedelta(days=days)
        assert deadline - timedelta(days=days) - day <= timedelta(days=6)

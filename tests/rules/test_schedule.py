"""What moves with a step that is moved, and what does not."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reference.catalogue import templates
from models.round import Step
from models.vocabulary import RoundState
from rules.danish_time import is_working_day, working_days_between
from rules.planning import Wanted, plan
from rules.refusal import Refusal, Why
from rules.schedule import may_move, moved, told_of, too_late, with_deadline
from rules.timeline import KKR_APPROVAL, SIGN_OFF
from tests.builders import danish
from tests.rules.test_timeline import a_round

NOW = danish("2020-08-10 09:00")


def steps_of(template: str = "hovedstaden-2021-2022", **wanted: Any) -> list[Step]:
    planned = plan(Wanted(template, sandbox=True, **wanted), NOW)
    return [
        Step(
            round_id=1,
            position=position,
            key=step.key,
            title=step.title,
            planned_on=step.planned_on,
            set_on=step.planned_on,
            after=step.after,
            lag_working_days=step.lag_working_days,
            bound_to=step.bound_to,
        )
        for position, step in enumerate(planned.steps)
    ]


def step(steps: list[Step], key: str) -> Step:
    return next(step for step in steps if step.key == key)


def move(steps: list[Step], key: str, to: str | date) -> dict[str, str]:
    """As the action does it."""
    day = date.fromisoformat(to) if isinstance(to, str) else to
    days = moved(step(steps, key), steps, day)
    step(steps, key).set_on = day
    for one in steps:
        one.planned_on = days.get(one.key, one.planned_on)
    return {key: str(day) for key, day in days.items()}


@pytest.mark.parametrize(
    ("key", "to", "expected"),
    [
        (  # sign-off and the dialogue meeting come five working days after the KKR
            "kkr_approval",
            "2020-09-21",
            {"dialogue_meeting": "2020-09-28", "sign_off": "2020-09-28"},
        ),
        (  # a Saturday: five working days after it is a Friday
            "kkr_approval",
            "2020-09-12",
            {"dialogue_meeting": "2020-09-18", "sign_off": "2020-09-18"},
        ),
        ("kkr_approval", "2020-09-01", {}),  # earlier: what was set for the others stays
        ("chief_executives", "2020-08-31", {}),  # there is room before the KKR
        (
            "chief_executives",
            "2020-09-04",
            {
                "kkr_approval": "2020-09-11",
                "dialogue_meeting": "2020-09-18",
                "sign_off": "2020-09-18",
            },
        ),
        ("sign_off", "2021-01-04", {}),  # neither the submission nor the period follows a meeting
        ("coordination_forum", "2020-12-24", {}),  # nothing waits for it
    ],
)
def test_what_cannot_keep_its_day_moves_along(key: str, to: str, expected: dict[str, str]) -> None:
    assert move(steps_of(), key, to) == {key: to, **expected}


def test_what_is_held_stays() -> None:
    steps = steps_of()
    step(steps, "dialogue_meeting").held_on = date(2020, 9, 1)
    assert set(move(steps, "kkr_approval", "2020-10-05")) == {"kkr_approval", "sign_off"}


@given(later=st.integers(1, 120), back=st.integers(0, 120))
def test_where_a_step_was_on_the_way_leaves_no_trace(later: int, back: int) -> None:
    """There and back again is as if it had gone there at once."""
    wandered, straight = steps_of(), steps_of()
    start = date(2020, 9, 7)
    end = start + timedelta(days=back)
    move(wandered, KKR_APPROVAL, start + timedelta(days=later))
    move(wandered, KKR_APPROVAL, end)
    move(straight, KKR_APPROVAL, end)
    assert [s.planned_on for s in wandered] == [s.planned_on for s in straight]
    sign_off = step(wandered, SIGN_OFF).planned_on
    assert sign_off
    assert is_working_day(sign_off)
    assert working_days_between(end, sign_off) >= 5


@pytest.mark.parametrize("name", sorted(templates()))
@pytest.mark.parametrize("year", range(2020, 2031, 2))
def test_a_template_keeps_its_own_distances(name: str, year: int) -> None:
    """Else the first move of anything would move what had no need to."""
    more: dict[str, Any] = {}
    if templates()[name].kkr is None:
        more = {"kkr": "syddanmark", "period_from": date(year + 1, 1, 1)}
        more["deadline"] = date(year, 12, 1) if year % 4 else date(year, 10, 15)
    steps = steps_of(name, **more)
    assert all(
        s.planned_on and not move(steps, s.key, s.planned_on).keys() - {s.key} for s in steps
    )


@pytest.mark.parametrize(
    ("key", "to", "held", "why", "field"),
    [
        ("kkr_approval", "2020-08-09", (), Why.INVALID, "to"),  # yesterday
        ("kkr_approval", "2101-01-01", (), Why.INVALID, "to"),
        ("kkr_approval", "2020-09-07", (), Why.CONFLICT, "to"),  # it is planned for that day
        ("sign_off", "2020-09-04", (), Why.INVALID, "to"),  # before the KKR
        ("sign_off", "2020-10-01", ("kkr_approval", "sign_off"), Why.CONFLICT, "to"),
        ("kkr_approval", "2020-10-01", ("kkr_approval", "sign_off"), Why.CONFLICT, "to"),
    ],
)
def test_what_cannot_be_moved(
    key: str, to: str, held: tuple[str, ...], why: Why, field: str
) -> None:
    steps = steps_of()
    for other in held:
        step(steps, other).held_on = date(2020, 8, 10)
    with pytest.raises(Refusal) as caught:
        may_move(step(steps, key), steps, date.fromisoformat(to), NOW)
    assert (caught.value.why, caught.value.field) == (why, field)


@pytest.mark.parametrize("halted", [False, True])
def test_what_was_held_and_led_to_nothing_may_be_planned_anew(*, halted: bool) -> None:
    steps = steps_of()
    kkr = step(steps, KKR_APPROVAL)
    kkr.held_on, kkr.halted = date(2020, 9, 7), halted
    may_move(kkr, steps, date(2020, 9, 7), danish("2020-09-07 20:00"))
    may_move(step(steps, SIGN_OFF), steps, date(2020, 9, 8), NOW)


def test_the_submission_follows_the_deadline_and_nothing_else() -> None:
    steps = steps_of()
    found = with_deadline(steps, date(2020, 12, 1), date(2021, 1, 15))
    assert found == {"submission": date(2021, 1, 15)}
    step(steps, "submission").held_on = date(2020, 11, 20)
    assert with_deadline(steps, date(2020, 12, 1), date(2021, 1, 15)) == {}


def test_parties_are_told_of_the_days_their_announcement_named() -> None:
    keys = ["chief_executives", KKR_APPROVAL, SIGN_OFF, "submission"]
    announced = a_round(state=RoundState.DRAFT, announced_at=NOW)
    assert told_of(announced, keys) == [KKR_APPROVAL, SIGN_OFF]
    assert told_of(announced, ["chief_executives"]) == []
    assert told_of(a_round(state=RoundState.DRAFT), keys) == []
    assert told_of(a_round(state=RoundState.OPEN, announced_at=NOW), keys) == []


@pytest.mark.parametrize(
    ("deadline", "expected"), [("2020-09-15", False), ("2020-09-14", True), ("2020-09-01", True)]
)
def test_sign_off_that_begins_with_the_deadline_is_too_late(
    deadline: str, *, expected: bool
) -> None:
    steps = steps_of()
    assert too_late(steps, date.fromisoformat(deadline)) is expected
    step(steps, SIGN_OFF).held_on = date(2020, 9, 14)
    assert too_late(steps, date.fromisoformat(deadline)) is False

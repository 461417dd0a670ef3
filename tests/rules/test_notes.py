"""A telephone note, and how long it leaves a party alone."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reference.catalogue import default_policy
from rules.notes import GivenNote, checked
from rules.policy import Policy
from rules.refusal import Refusal
from rules.reminders import Chase, next_reminder
from tests.builders import danish

TODAY = date(2026, 10, 20)
DEADLINE = date(2026, 12, 1)
POLICY = Policy.of(default_policy() | {"spread_minutes": 0})
NOTED = danish("2026-10-20 10:00")


def paused(until: date | None, since: datetime = NOTED) -> Chase:
    return Chase(813, paused_at=since, paused_until=until)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": TODAY - timedelta(days=400)}, "on"),
        ({"person": " "}, "person"),
        ({"person": "a\nb"}, "person"),
        ({"agreed": ""}, "agreed"),
        ({"agreed": "x" * 5_000}, "agreed"),
        ({"paused_until": TODAY - timedelta(days=1)}, "paused_until"),
        ({"paused_until": TODAY + timedelta(days=121)}, "paused_until"),
    ],
)
def test_what_a_note_cannot_say(changes: dict[str, object], field: str) -> None:
    good = {"on": TODAY, "person": "Åse", "agreed": "Ringer igen", "paused_until": None}
    assert checked(GivenNote(**good), TODAY).person == "Åse"  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused:
        checked(GivenNote(**(good | changes)), TODAY)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("paused_until", "expected"),
    [
        (None, "2026-11-03 08:00"),
        ("2026-10-30", "2026-11-03 08:00"),  # nothing falls into the pause
        ("2026-11-03", "2026-11-04 08:00"),  # the day itself is left alone
        ("2026-11-06", "2026-11-09 08:00"),  # a Friday: Monday
        ("2026-11-17", "2026-11-18 08:00"),  # two fell into it: one comes
    ],
)
def test_what_would_have_come_meanwhile_comes_once_after(
    paused_until: str | None, expected: str
) -> None:
    until = date.fromisoformat(paused_until) if paused_until else None
    assert next_reminder(POLICY, DEADLINE, paused(until), NOTED) == danish(expected)


@pytest.mark.parametrize("replanned", ["2026-11-03 07:00", "2026-11-03 12:00", "2026-11-06 23:00"])
def test_planned_anew_in_the_pause_it_still_comes_at_its_end(replanned: str) -> None:
    """Also on and after the day on which it would have come."""
    seat = paused(date(2026, 11, 6))
    assert next_reminder(POLICY, DEADLINE, seat, danish(replanned)) == danish("2026-11-09 08:00")
    later = date(2027, 2, 1)  # extended meanwhile: nothing fell into the pause after all
    assert next_reminder(POLICY, later, seat, danish(replanned)) == danish("2026-12-14 08:00")


@given(st.dates(date(2026, 9, 1), date(2027, 1, 31)), st.integers(0, 90))
def test_a_pause_holds_and_never_hastens(until: date, days_before: int) -> None:
    after = danish(f"{until - timedelta(days=days_before)} 10:00")
    plain = next_reminder(POLICY, DEADLINE, Chase(813), after)
    later = next_reminder(POLICY, DEADLINE, paused(until, after), after)
    assert (plain is None) == (later is None)
    if plain and later:
        assert later >= plain
        assert later.date() > until or later == plain > danish(f"{until} 23:59")

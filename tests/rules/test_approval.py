"""What a council can answer: every refusal names its field, the unusual is only flagged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Body, Outcome, PartyKind, SeatState
from rules.questions.approval import AFTER_DEADLINE, OLDER_THAN_ROUND, WEAKEST_FIRST, judge
from rules.questions.question import Asked, Judged
from rules.refusal import Refusal
from rules.seats import Told
from tests.builders import submission

ASKED = Asked(
    party_kind=PartyKind.MUNICIPALITY,
    state=SeatState.WAITING,
    numbers=frozenset({1, 2}),
    drafted=date(2024, 11, 28),
    asked_on=date(2026, 9, 14),
    deadline=date(2026, 12, 1),
    today=date(2026, 11, 10),
)
APPROVED, REMARKS, RESERVED, REJECTED, NOT_YET = (
    Outcome.APPROVED,
    Outcome.APPROVED_WITH_REMARKS,
    Outcome.APPROVED_WITH_RESERVATION,
    Outcome.REJECTED,
    Outcome.NOT_YET,
)
DECIDED = [APPROVED, REMARKS, RESERVED, REJECTED]


def judged(asked: Asked = ASKED, **changes: Any) -> Judged:
    return judge(submission(**changes), asked)


@pytest.mark.parametrize("body", [None, *Body])
def test_any_body_may_tell_how_far_it_is(body: Body | None) -> None:
    found = judged(outcome=NOT_YET, body=body, meeting_on=date(2026, 11, 24))
    assert (found.outcome, found.told, found.flags) == (NOT_YET, Told.MEETING_DATE, ())


@pytest.mark.parametrize(
    ("decided_on", "today", "flags"),
    [
        ("2026-09-14", "2026-11-10", ()),
        ("2026-09-13", "2026-11-10", (OLDER_THAN_ROUND,)),
        ("2024-11-28", "2026-11-10", (OLDER_THAN_ROUND,)),  # the first day possible
        ("2026-11-10", "2026-11-10", ()),  # decided today
        ("2026-12-01", "2026-12-01", ()),
        ("2026-12-01", "2026-12-05", ()),  # told late, decided in time
        ("2026-12-02", "2026-12-05", (AFTER_DEADLINE,)),
    ],
)
def test_the_unusual_is_accepted_and_flagged(
    decided_on: str, today: str, flags: tuple[str, ...]
) -> None:
    asked = replace(ASKED, today=date.fromisoformat(today))
    assert judged(asked, decided_on=date.fromisoformat(decided_on)).flags == flags


@pytest.mark.parametrize(
    ("points", "weakest"),
    [
        ({1: APPROVED, 2: APPROVED}, APPROVED),
        ({1: APPROVED, 2: REMARKS}, REMARKS),
        ({1: RESERVED, 2: REMARKS}, RESERVED),
        ({1: REJECTED, 2: RESERVED}, REJECTED),
        ({2: APPROVED, 1: REJECTED}, REJECTED),
    ],
)
def test_the_outcome_is_the_weakest_of_the_points(
    points: dict[int, Outcome], weakest: Outcome
) -> None:
    found = judged(outcome=APPROVED, points=points, remarks="se punkt 2")
    assert found.outcome is weakest
    assert found.submission.points == points


def test_a_point_not_dealt_with_makes_the_whole_answer_progress() -> None:
    found = judged(outcome=APPROVED, points={1: APPROVED, 2: NOT_YET}, decided_on=None)
    assert (found.outcome, found.told) == (NOT_YET, Told.PROGRESS)


def test_a_rejection_needs_no_remarks() -> None:
    assert judged(outcome=REJECTED).outcome is REJECTED


@given(st.lists(st.sampled_from(WEAKEST_FIRST), min_size=2, max_size=2))
def test_no_point_is_weaker_than_the_outcome(outcomes: list[Outcome]) -> None:
    points = dict(enumerate(outcomes, 1))
    decided = None if NOT_YET in outcomes else date(2026, 11, 2)
    found = judged(points=points, remarks="ja", decided_on=decided)
    assert WEAKEST_FIRST.index(found.outcome) == min(map(WEAKEST_FIRST.index, outcomes))


@pytest.mark.parametrize(
    ("state", "changes", "told"),
    [
        (SeatState.WAITING, {}, Told.DECISION),
        (SeatState.SCHEDULED, {}, Told.DECISION),
        (SeatState.WAITING, {"outcome": NOT_YET}, Told.PROGRESS),
        (SeatState.SCHEDULED, {"outcome": NOT_YET}, Told.PROGRESS),
        (SeatState.WAITING, {"outcome": NOT_YET, "meeting_on": date(2026, 11, 9)}, Told.PROGRESS),
        (
            SeatState.WAITING,
            {"outcome": NOT_YET, "meeting_on": date(2026, 11, 10)},
            Told.MEETING_DATE,
        ),
        (SeatState.ANSWERED, {"reason": "tastefejl"}, Told.CORRECTION),
        (SeatState.CHECKED, {"reason": "tastefejl"}, Told.CORRECTION),
        (SeatState.ANSWERED, {"outcome": NOT_YET, "reason": "udsat"}, Told.WITHDRAWAL),
        (SeatState.CHECKED, {"outcome": NOT_YET, "reason": "udsat"}, Told.WITHDRAWAL),
    ],
)
def test_what_an_answer_tells_the_seat(
    state: SeatState, changes: Mapping[str, Any], told: Told
) -> None:
    assert judged(replace(ASKED, state=state), **changes).told is told


@pytest.mark.parametrize("state", [SeatState.ANSWERED, SeatState.CHECKED])
@pytest.mark.parametrize("outcome", WEAKEST_FIRST)
def test_an_answer_that_stands_is_changed_with_a_reason_only(
    state: SeatState, outcome: Outcome
) -> None:
    with pytest.raises(Refusal) as refused:
        judged(replace(ASKED, state=state), outcome=outcome, remarks="x", reason=" ")
    assert refused.value.field == "reason"


def test_texts_are_tidied() -> None:
    found = judged(
        name=" Anna Ø ",
        remarks=" en\r\nto ",
        minutes_url=" https://kommune.dk/ref?a=1#b ",
        agenda_item=" 12 ",
    )
    tidy = found.submission
    assert (tidy.name, tidy.remarks, tidy.agenda_item) == ("Anna Ø", "en\nto", "12")
    assert tidy.minutes_url == "https://kommune.dk/ref?a=1#b"

"""When a round is complete and when it may be closed."""

from datetime import date
from typing import Any

import pytest

from models.round import Round
from models.seat import Seat
from models.vocabulary import Outcome, RoundState, SeatState
from rules.closing import LIVE, STATE_WORDS, may_close, state_by_count, unchecked
from rules.refusal import Refusal, Why
from tests.builders import danish

BEFORE, AFTER = danish("2026-12-01 23:59"), danish("2026-12-02 00:00")


def a_round(state: RoundState = RoundState.OPEN, **changes: Any) -> Round:
    facts: dict[str, Any] = {"parties": 12, "answered": 0, "deadline": date(2026, 12, 1)}
    return Round(state=state, **(facts | changes))


def a_seat(state: SeatState, outcome: Outcome | None = None, code: str = "851") -> Seat:
    facts: dict[str, Any] = {"code": code, "state": state, "outcome": outcome}
    return Seat(**facts)


OVER_OR_DRAFT = [state for state in RoundState if state not in LIVE]


@pytest.mark.parametrize(
    ("state", "answered", "after"),
    [
        (RoundState.OPEN, 0, RoundState.OPEN),
        (RoundState.OPEN, 11, RoundState.OPEN),
        (RoundState.OPEN, 12, RoundState.COMPLETE),
        (RoundState.COMPLETE, 12, RoundState.COMPLETE),
        (RoundState.COMPLETE, 11, RoundState.OPEN),  # an answer was withdrawn
        *((state, 12, state) for state in OVER_OR_DRAFT),
        *((state, 0, state) for state in OVER_OR_DRAFT),
    ],
)
def test_counting_completes_a_live_round_only(
    state: RoundState, answered: int, after: RoundState
) -> None:
    assert state_by_count(state, missing=12 - answered) is after


@pytest.mark.parametrize(
    ("state", "answered", "now", "allowed"),
    [
        (RoundState.OPEN, 11, BEFORE, False),
        (RoundState.OPEN, 11, AFTER, True),
        (RoundState.OPEN, 0, AFTER, True),
        (RoundState.COMPLETE, 12, BEFORE, True),
        (RoundState.COMPLETE, 12, AFTER, True),
        *((state, 12, now, False) for state in OVER_OR_DRAFT for now in (BEFORE, AFTER)),
    ],
)  # fmt: skip
def test_a_round_is_closed_when_nobody_is_missing_or_the_time_is_up(
    state: RoundState, answered: int, now: Any, *, allowed: bool
) -> None:
    if allowed:
        may_close(a_round(state, answered=answered), now)
        return
    with pytest.raises(Refusal) as refused:
        may_close(a_round(state, answered=answered), now)
    assert refused.value.why is Why.CONFLICT


def test_whose_answer_nobody_has_checked() -> None:
    seats = [a_seat(state, code=str(n)) for n, state in enumerate(SeatState)]
    assert unchecked(seats) == ["2"]


def test_every_state_has_its_word() -> None:
    assert set(STATE_WORDS) == set(RoundState)

"""The transition table is the whole truth: what it does not name is refused."""

from itertools import product

import pytest

from models.vocabulary import SeatState
from rules.refusal import Refusal, Why
from rules.seats import FINAL, TRANSITIONS, Did, Told, moved

WAITING, SCHEDULED, ANSWERED, CHECKED = (
    SeatState.WAITING,
    SeatState.SCHEDULED,
    SeatState.ANSWERED,
    SeatState.CHECKED,
)
MOVES: dict[SeatState, dict[Told | Did, SeatState]] = {
    WAITING: {Told.PROGRESS: WAITING, Told.MEETING_DATE: SCHEDULED, Told.DECISION: ANSWERED},
    SCHEDULED: {Told.PROGRESS: WAITING, Told.MEETING_DATE: SCHEDULED, Told.DECISION: ANSWERED},
    ANSWERED: {
        Told.CORRECTION: ANSWERED,
        Told.WITHDRAWAL: WAITING,
        Did.CHECK: CHECKED,
        Did.ASK_AGAIN: WAITING,
    },
    CHECKED: {Told.CORRECTION: ANSWERED, Told.WITHDRAWAL: WAITING, Did.ASK_AGAIN: WAITING},
}
ALL = list(product(SeatState, [*Told, *Did]))


@pytest.mark.parametrize(("state", "by"), ALL, ids=str)
def test_a_seat_moves_as_the_table_says_or_not_at_all(state: SeatState, by: Told | Did) -> None:
    expected = MOVES[state].get(by)
    if expected is not None:
        assert moved(state, by) is expected
        return
    with pytest.raises(Refusal) as refused:
        moved(state, by)
    assert refused.value.why is Why.CONFLICT


def test_the_table_names_nothing_else() -> None:
    assert len(TRANSITIONS) == sum(len(moves) for moves in MOVES.values())


def test_only_a_decision_or_its_check_ends_the_chase() -> None:
    assert frozenset({ANSWERED, CHECKED}) == FINAL

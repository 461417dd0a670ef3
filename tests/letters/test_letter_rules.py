"""Whether a waiting letter still goes out, and when a failed one is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import ContactRole, LetterKind, RoundState, SeatState
from rules.letters import CHASING, Next, next_move, told_since
from rules.retries import GIVE_UP_AFTER, LONGEST_WAIT, wait_after

CASES = [
    # kind, round, seat, what happens
    ("invitation", "open", "waiting", Next.SEND),
    ("invitation", "open", "answered", Next.SEND),  # the documents are for them, too
    ("reminder", "open", "waiting", Next.SEND),
    ("reminder", "open", "scheduled", Next.SEND),
    ("reminder", "open", "answered", Next.DROP),
    ("reminder", "complete", "checked", Next.DROP),
    ("escalation", "open", "answered", Next.DROP),
    ("receipt", "open", "answered", Next.SEND),
    ("receipt", "closed", "checked", Next.SEND),
    ("receipt", "cancelled", "answered", Next.DROP),
    ("announcement", "draft", "waiting", Next.SEND),
    ("announcement", "cancelled", "waiting", Next.DROP),
    ("invitation", "cancelled", "waiting", Next.DROP),
    ("invitation", "closed", "waiting", Next.DROP),
    ("reminder", "closed", "waiting", Next.DROP),
    ("extension", "closed", "waiting", Next.DROP),
    ("cancellation", "cancelled", "waiting", Next.SEND),
    ("round_closed", "closed", "checked", Next.SEND),
    ("round_closed", None, None, Next.SEND),
    ("round_closed", "complete", "checked", Next.DROP),  # it was opened again
    ("round_reopened", "open", "waiting", Next.SEND),
    ("round_reopened", "closed", "waiting", Next.DROP),
]


@pytest.mark.parametrize(("kind", "round_state", "seat_state", "move"), CASES)
def test_next_move(kind: str, round_state: str | None, seat_state: str | None, move: Next) -> None:
    def decide(
        role: ContactRole | None = ContactRole.PRIMARY,
        *,
        overtaken: bool = False,
        in_doubt: bool,
        repeated: bool,
    ) -> Next:
        return next_move(
            LetterKind(kind),
            RoundState(round_state) if round_state else None,
            SeatState(seat_state) if seat_state else None,
            role,
            overtaken=overtaken,
            in_doubt=in_doubt,
            repeated=repeated,
        )

    assert decide(in_doubt=False, repeated=False) is move
    assert decide(in_doubt=False, repeated=True) is move
    # what may have gone out is repeated once if it still is to go out; else nobody can tell
    assert decide(in_doubt=True, repeated=False) is (move if move is Next.SEND else Next.LEAVE)
    assert decide(in_doubt=True, repeated=True) is Next.LEAVE
    # who has told when it will decide is not chased by what was due before
    chased = Next.DROP if kind in CHASING else move
    assert decide(overtaken=True, in_doubt=False, repeated=False) is chased
    # who does not speak for the party any more is not written to
    assert decide(ContactRole.FORMER, in_doubt=False, repeated=False) is Next.DROP
    assert decide(ContactRole.FORMER, in_doubt=True, repeated=False) is Next.LEAVE


@pytest.mark.parametrize(
    ("told", "since"),
    [((), False), ((None, -1), False), ((0,), False), ((None, 1), True), ((-1, 1), True)],
)
def test_what_was_told_since(told: tuple[int | None, ...], since: bool) -> None:
    due = datetime(2020, 11, 3, 7, tzinfo=UTC)
    moments = [None if seconds is None else due + timedelta(seconds=seconds) for seconds in told]
    assert told_since(due, *moments) is since


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 2), (3, 4), (8, 128), (9, 240), (10, 240), (36, 240), (37, None), (99, None)],
)
def test_waits_double_to_four_hours_for_five_days(attempts: int, minutes: int | None) -> None:
    wait = wait_after(attempts, 0.5)
    assert wait == (None if minutes is None else timedelta(minutes=minutes))


@given(attempts=st.integers(1, 36), jitter=st.floats(0, 1))
def test_jitter_spreads_but_stays_near(attempts: int, jitter: float) -> None:
    middle, wait = wait_after(attempts, 0.5), wait_after(attempts, jitter)
    assert middle is not None
    assert wait is not None
    assert 0.75 * middle <= wait <= 1.25 * middle
    assert middle <= LONGEST_WAIT


def test_all_waits_together_are_five_days() -> None:
    waits = [wait for attempts in range(1, 60) if (wait := wait_after(attempts, 0.5))]
    assert GIVE_UP_AFTER - LONGEST_WAIT < sum(waits, timedelta()) <= GIVE_UP_AFTER

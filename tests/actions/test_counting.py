"""Counters are kept with each change, and always equal a recount, whatever the history."""

from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine
from sqlmodel import Session

from actions.advance_rounds import advance_rounds
from actions.check_answer import check_answer
from actions.end_round import cancel_round, close_round
from actions.extend_round import extend_round
from actions.load import seats_of
from actions.remind_seats import remind_seats
from actions.verify_audit import verify_audit
from models.round import Round
from models.vocabulary import Outcome, RoundResult, RoundState, SeatState
from rules.closing import LIVE
from rules.danish_time import danish_date
from rules.questions.approval import WEAKEST_FIRST
from rules.refusal import Refusal
from rules.seats import CONSENTS, FINAL
from tests.builders import BY, NOW, answer, danish, real_round

HANDFUL = 4  # of the twelve parties move; the others have answered


class Histories(RuleBasedStateMachine):
    """What parties, secretariat and time can do to a round, in any order."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.session = Session(engine)
        self.now = NOW
        self.round: Round

    @initialize()
    def begin(self) -> None:
        self.round = real_round(self.session)
        for seat in seats_of(self.session, self.round)[HANDFUL:]:
            answer(self.session, self.round, seat.code, self.now, decided_on=date(2026, 10, 1))

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    @rule(days=st.integers(0, 12), hours=st.integers(0, 12))
    def time_passes(self, days: int, hours: int) -> None:
        self.now += timedelta(days=days, hours=hours)
        advance_rounds(self.session, self.now)
        remind_seats(self.session, self.now)

    @rule(
        party=st.integers(0, HANDFUL - 1),
        outcome=st.sampled_from(WEAKEST_FIRST),
        stale=st.integers(0, 9).map(lambda n: n == 0),
        meeting=st.none() | st.integers(-5, 40),
    )
    def a_party_answers(
        self, party: int, outcome: Outcome, meeting: int | None, *, stale: bool
    ) -> None:
        seat = seats_of(self.session, self.round)[party]
        today = danish_date(self.now)
        changes: dict[str, Any] = {"outcome": outcome, "remarks": "fordi", "reason": "rettet"}
        if meeting is not None:
            changes["meeting_on"] = today + timedelta(days=meeting)
        if outcome is not Outcome.NOT_YET:
            changes["decided_on"] = today
        if stale:
            changes["version"] = seat.version - 1
        self._try(answer, seat.code, self.now, **changes)

    @rule(party=st.integers(0, HANDFUL - 1))
    def the_secretariat_checks(self, party: int) -> None:
        seat = seats_of(self.session, self.round)[party]
        self._try(check_answer, seat, self.now, BY)

    @rule(days=st.integers(-3, 60))
    def the_deadline_is_extended(self, days: int) -> None:
        to = self.round.deadline + timedelta(days=days)
        self._try(extend_round, to, "mere tid", self.now, BY)

    @precondition(lambda self: self.now > danish("2026-11-20"))
    @rule(cancel=st.booleans())
    def the_round_ends(self, *, cancel: bool) -> None:
        if cancel:
            self._try(cancel_round, "ny aftale", self.now, BY)
        else:
            self._try(close_round, self.now, BY)

    @invariant()
    def counters_equal_a_recount(self) -> None:
        seats = seats_of(self.session, self.round)
        final = [seat for seat in seats if seat.state in FINAL]
        approved = [seat for seat in final if seat.outcome in CONSENTS]
        assert (self.round.answered, self.round.approved) == (len(final), len(approved))
        assert self.round.parties == len(seats)
        assert self.round.missing == len(seats) - len(final)

    @invariant()
    def states_agree(self) -> None:
        seats = seats_of(self.session, self.round)
        if self.round.state in LIVE:
            complete = self.round.missing == 0
            assert self.round.state is (RoundState.COMPLETE if complete else RoundState.OPEN)
        for seat in seats:
            assert (seat.outcome is not None) == (seat.state in FINAL)
            assert (seat.answered_at is not None) == (seat.state in FINAL)
            assert (seat.meeting_on is not None) or seat.state is not SeatState.SCHEDULED
            assert seat.next_letter_at is None or seat.state not in FINAL
            assert seat.next_letter_at is None or self.round.state in LIVE
        if self.round.result is RoundResult.ADOPTED:
            assert self.round.approved == self.round.parties

    @invariant()
    def the_record_is_whole(self) -> None:
        assert verify_audit(self.session).problems == []

    def _try(self, action: Any, *arguments: Any, **changes: Any) -> None:
        """A refusal is an answer too: it must leave the invariants standing."""
        try:
            action(self.session, self.round, *arguments, **changes)
        except Refusal:
            return
        finally:
            self.session.flush()


def test_counters_equal_a_recount_after_any_history(engine: Engine) -> None:
    class OnThisDatabase(Histories):
        def __init__(self) -> None:
            super().__init__(engine)

    run_state_machine_as_test(
        OnThisDatabase,
        settings=hypothesis_settings(max_examples=12, stateful_step_count=15),
    )

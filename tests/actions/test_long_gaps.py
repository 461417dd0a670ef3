"""After a gap of more than a week nothing irreversible happens unasked, then or at a later pass."""

from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from actions.advance_rounds import advance_rounds, announce_round
from actions.correct_clock import correct_clock
from actions.start_round import start_round
from actions.step_outcome import record_step_outcome
from models.database import transaction
from models.round import Round
from models.vocabulary import RoundState
from tests.builders import (
    BY,
    PARTIES,
    danish,
    real_round,
)
from tests.dump import events, letters

DAY = timedelta(days=1)


def watched(session: Session, until: str, *, recommended: bool = False) -> Round:
    """A draft made on 15 July and looked at every day until that instant."""
    now = danish("2026-07-15 08:00")
    round_ = real_round(session, now, start=False)
    while now < danish(until):
        advance_rounds(session, now)
        now += DAY
    advance_rounds(session, danish(until))
    if recommended:
        record_step_outcome(session, round_, "kkr_approval", None, "", "", danish(until), BY)
    return round_


def test_after_a_jump_of_more_than_a_week_nothing_is_announced_unasked(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = watched(session, "2026-08-14 08:00")
        back = danish("2026-08-24 08:00")  # the announcement was due on the 17th
        for n in range(30):
            advance_rounds(session, back + timedelta(hours=n))
        assert round_.announced_at is None
        (gap,) = events(session, round_, "timeline.resumed")
        assert gap.at == back
        announce_round(session, round_, back + 2 * DAY, BY)
        assert len(letters(session, round_, "announcement")) == PARTIES


def test_after_a_jump_of_more_than_a_week_nothing_is_opened_unasked(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = watched(session, "2026-09-10 08:00", recommended=True)
        for hours in range(30):
            advance_rounds(session, danish("2026-09-18 08:00") + timedelta(hours=hours))
        assert round_.state is RoundState.DRAFT
        start_round(session, round_, danish("2026-09-20 08:00"), BY)
        assert len(letters(session, round_, "invitation")) == PARTIES


def test_a_week_of_absence_holds_nothing_back(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = watched(session, "2026-09-10 08:00", recommended=True)
        advance_rounds(session, danish("2026-09-17 08:00"))
        assert round_.opened_at == danish("2026-09-17 08:00")
        assert events(session, round_, "timeline.resumed") == []


def test_what_falls_due_after_the_gap_happens_by_itself(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = watched(session, "2026-07-20 08:00")
        for day in range(30):
            advance_rounds(session, danish("2026-08-03 08:00") + day * DAY)
        assert round_.announced_at == danish("2026-08-17 08:00")
        assert len(events(session, round_, "timeline.resumed")) == 1


def test_a_clock_that_ran_ahead_and_was_put_right_was_no_gap(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = watched(session, "2026-09-10 08:00", recommended=True)
        advance_rounds(session, danish("2027-09-10 08:00"))
        assert len(events(session, round_, "timeline.resumed")) == 1
        for day in range(5):
            correct_clock(session, danish("2026-09-10 09:00") + day * DAY)
            advance_rounds(session, danish("2026-09-10 09:00") + day * DAY)
        assert round_.opened_at == danish("2026-09-14 09:00")

"""What was told can be told anew: stale versions, corrections, checks, withdrawals and progress."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from actions.check_answer import check_answer
from actions.load import answer_of, seat_by_code
from actions.verify_audit import verify_audit
from models.database import transaction
from models.round import Round
from models.seat import Seat
from models.vocabulary import Body, Outcome, RoundState, SeatState
from rules.refusal import Refusal, Why
from tests.actions.refusing import refused_answer
from tests.builders import (
    A_PARTY,
    ANSWERED,
    BY,
    answer,
    answer_all,
    danish,
    real_round,
)
from tests.dump import changed, dump, events, letters

LATER = ANSWERED + timedelta(hours=2)


def seat_of(session: Session, round_: Round, code: str = A_PARTY) -> Seat:
    return seat_by_code(session, round_, code)


def test_an_answer_to_a_version_that_is_no_longer_current_hears_who_and_when(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_, name="Bo Å", outcome=Outcome.REJECTED)
        for version in (1, 0, 3, -1, 10**30):
            said = refused_answer(session, round_, version=version, now=LATER)
            assert (said.why, said.field) == (Why.CONFLICT, "version")
            assert "Bo Å (sekretær)" in said.message
            assert said.detail == {
                "version": 2,
                "answered_by": "Bo Å",
                "answered_at": said.detail["answered_at"],
                "outcome": "rejected",
            }


def test_a_stale_version_of_an_unanswered_seat_is_told_to_look_again(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        said = refused_answer(session, round_, version=2)
        assert (said.why, said.detail) == (Why.CONFLICT, {"version": 1})


def test_a_correction_supersedes_and_edits_nothing(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        first = answer(session, round_)
        assert (
            refused_answer(session, round_, outcome=Outcome.REJECTED, now=LATER).field == "reason"
        )
        second = answer(session, round_, outcome=Outcome.REJECTED, reason="forkert sag", now=LATER)
        assert (second.number, second.seat_version, second.receipt[-2:]) == (2, 2, "-2")
        assert (first.outcome, first.number) == (Outcome.APPROVED, 1)
        standing = answer_of(session, seat_of(session, round_))
        assert standing
        assert standing.receipt == second.receipt
        assert (round_.answered, round_.approved) == (1, 0)
        assert [e.payload["told"] for e in events(session, round_, "seat.answered")] == [
            "decision",
            "correction",
        ]
        assert len(letters(session, round_, "receipt")) == 2
        assert verify_audit(session).problems == []


def test_a_checked_answer_that_is_corrected_must_be_checked_again(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_)
        seat = seat_of(session, round_)
        assert check_answer(session, round_, seat, LATER, BY).state is SeatState.CHECKED
        assert seat.version == 2  # checking asks nothing new
        answer(session, round_, reason="nyt bilag", now=LATER)
        assert seat.state is SeatState.ANSWERED
        check_answer(session, round_, seat, LATER, BY)
        assert len(events(session, round_, "answer.checked")) == 2


def test_there_must_be_an_answer_to_check(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        seat = seat_of(session, round_)
        for state in ("silent", "checked"):
            if state == "checked":
                answer(session, round_)
                check_answer(session, round_, seat, LATER, BY)
            before = dump(session)
            with pytest.raises(Refusal) as caught:
                check_answer(session, round_, seat, LATER, BY)
            assert caught.value.why is Why.CONFLICT
            assert changed(before, dump(session)) == {}


def test_a_withdrawal_reopens_the_round_and_the_chase(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer_all(session, round_, ANSWERED)
        assert round_.state is RoundState.COMPLETE
        answer(session, round_, outcome=Outcome.NOT_YET, reason="sagen er udsat", now=LATER)
        assert (round_.state, round_.missing) == (RoundState.OPEN, 1)
        seat = seat_of(session, round_)
        assert (seat.state, seat.outcome, seat.decided_on) == (SeatState.WAITING, None, None)
        assert seat.next_letter_at == danish("2026-11-17 08:00")
        answer(session, round_, now=LATER + timedelta(days=3))
        assert round_.state is RoundState.COMPLETE
        assert len(events(session, round_, "round.completed")) == 2


def test_a_withdrawal_that_names_the_next_meeting_is_scheduled(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_)
        meeting = date(2026, 11, 24)
        answer(
            session, round_, outcome=Outcome.NOT_YET, meeting_on=meeting, reason="udsat", now=LATER
        )
        seat = seat_of(session, round_)
        assert (seat.state, seat.meeting_on) == (SeatState.SCHEDULED, meeting)
        assert seat.next_letter_at == danish("2026-11-27 08:00")


def test_progress_is_no_answer_and_may_be_told_again_and_again(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        for number, day in enumerate((10, 17, 24), 1):
            told = answer(
                session,
                round_,
                outcome=Outcome.NOT_YET,
                body=Body.COMMITTEE,
                meeting_on=date(2026, 11, day),
                now=ANSWERED + timedelta(hours=number),
            )
            assert told.number == number
        seat = seat_of(session, round_)
        assert (seat.state, seat.meeting_on) == (SeatState.SCHEDULED, date(2026, 11, 24))
        assert (round_.answered, seat.version) == (0, 4)
        answer(session, round_, outcome=Outcome.NOT_YET, now=LATER + timedelta(days=1))
        assert (seat.state, seat.meeting_on) == (SeatState.WAITING, None)

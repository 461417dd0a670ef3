"""Closing, reopening and cancelling: each tells the parties, once, and is recorded."""

from datetime import date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from actions.advance_rounds import advance_rounds, announce_round
from actions.change_silence import change_silence
from actions.end_round import cancel_round, close_round
from actions.extend_round import extend_round
from actions.load import seats_of
from actions.reopen_round import reopen_round
from models.database import transaction
from models.letter import Letter
from models.round import Round
from models.vocabulary import LetterState, Outcome, RoundResult, RoundState, Silence
from rules.refusal import Why
from tests.actions.refusing import refused
from tests.builders import (
    A_PARTY,
    ANSWERED,
    BY,
    NOW,
    PARTIES,
    answer,
    answer_all,
    danish,
    real_round,
)
from tests.databases import sqlite_only
from tests.dump import events, letters

AFTER = danish("2026-12-02 09:00")


def test_unanimity_adopts(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer_all(session, round_, ANSWERED)
        close_round(session, round_, ANSWERED, "user:1")
        assert (round_.state, round_.result) == (RoundState.CLOSED, RoundResult.ADOPTED)
        (event,) = events(session, round_, "round.closed")
        assert event.payload["by"] == "user:1"
        assert len(event.payload["unchecked"]) == PARTIES
        assert len(letters(session, round_, "round_closed")) == PARTIES
        assert {seat.next_letter_at for seat in seats_of(session, round_)} == {None}


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.APPROVED_WITH_RESERVATION])
def test_one_that_does_not_approve_blocks_all(engine: Engine, outcome: Outcome) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer_all(session, round_, ANSWERED)
        answer(session, round_, outcome=outcome, remarks="nej", reason="rettet")
        close_round(session, round_, ANSWERED, BY)
        assert round_.result is RoundResult.NOT_ADOPTED


def test_missing_parties_keep_their_time(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_)
        said = refused(session, close_round, round_, danish("2026-12-01 23:59"), BY)
        assert said.why is Why.CONFLICT
        close_round(session, round_, danish("2026-12-02 00:00"), BY)
        assert round_.result is RoundResult.NOT_ADOPTED


def test_after_the_deadline_a_round_stays_open_until_somebody_decides(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        advance_rounds(session, danish("2027-03-01 09:00"))
        assert round_.state is RoundState.OPEN
        (event,) = events(session, round_, "deadline.passed")
        assert event.payload == {"deadline": "2026-12-01", "missing": PARTIES}


@sqlite_only
@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_only_a_live_round_is_closed(engine: Engine, state: str) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=state != "draft")
        if state == "closed":
            close_round(session, round_, AFTER, BY)
        if state == "cancelled":
            cancel_round(session, round_, "ny aftale", AFTER, BY)
        assert refused(session, close_round, round_, AFTER, BY).why is Why.CONFLICT


# Reopening

BEFORE = danish("2026-11-10 09:00")


def test_reopened_it_works_again_and_a_second_close_freezes_anew(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer_all(session, round_, ANSWERED)
        close_round(session, round_, ANSWERED, BY, "Tak for indsatsen")
        assert round_.end_reason == "Tak for indsatsen"
        reopen_round(session, round_, "Aalborg svarede for tidligt", BEFORE, "user:1")
        assert (round_.state, round_.result, round_.ended_at) == (RoundState.COMPLETE, None, None)
        assert round_.end_reason == ""
        answer(session, round_, now=BEFORE, outcome=Outcome.REJECTED, reason="rettet")
        close_round(session, round_, BEFORE, BY)
        assert round_.result is RoundResult.NOT_ADOPTED
        results = [e.payload["result"] for e in events(session, round_, "round.closed")]
        assert results == ["adopted", "not_adopted"]
        (event,) = events(session, round_, "round.reopened")
        assert event.payload == {
            "reason": "Aalborg svarede for tidligt",
            "former_result": "adopted",
            "closed_at": ANSWERED.isoformat(),
            "letters": PARTIES,
            "by": "user:1",
        }


def test_what_was_not_yet_sent_of_the_closing_is_not_sent(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer_all(session, round_, ANSWERED)
        for number in (1, 2):
            close_round(session, round_, ANSWERED, BY)
            reopen_round(session, round_, f"grund {number}", ANSWERED, BY)
        closed, reopened = (
            letters(session, round_, f"round_{it}") for it in ("closed", "reopened")
        )
        assert [x.state for x in closed] == [LetterState.CANCELLED] * 2 * PARTIES
        assert [x.state for x in reopened] == [LetterState.QUEUED] * 2 * PARTIES


@pytest.mark.parametrize(
    ("now", "next_letter"),
    [(AFTER, "2026-12-03 08:00"), (danish("2027-03-01 09:00"), None)],
)
def test_reminders_are_planned_anew_and_none_is_made_up_for(
    engine: Engine, now: datetime, next_letter: str | None
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_)
        close_round(session, round_, AFTER, BY)
        reopen_round(session, round_, "en part mangler", now, BY)
        assert (round_.state, round_.missing) == (RoundState.OPEN, PARTIES - 1)
        planned = {seat.next_letter_at for seat in seats_of(session, round_)}
        assert planned == {None} | ({danish(next_letter)} if next_letter else set())


@sqlite_only
@pytest.mark.parametrize(("state", "reason"), [("open", "x"), ("cancelled", "x"), ("closed", " ")])
def test_what_cannot_be_reopened_stays_as_it_is(engine: Engine, state: str, reason: str) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        if state == "closed":
            close_round(session, round_, AFTER, BY)
        if state == "cancelled":
            cancel_round(session, round_, "ny aftale", AFTER, BY)
        said = refused(session, reopen_round, round_, reason, AFTER, BY)
        assert (said.why, said.field) == (
            (Why.INVALID, "reason") if state == "closed" else (Why.CONFLICT, "")
        )


# Cancelling


def test_a_cancellation_tells_why_and_stops_what_is_not_sent(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        cancel_round(session, round_, "KKR trak aftalen tilbage", ANSWERED, "user:9")
        assert (round_.state, round_.end_reason) == (
            RoundState.CANCELLED,
            "KKR trak aftalen tilbage",
        )
        states = {x.kind: x.state for x in letters(session, round_)}
        assert states == {"invitation": LetterState.CANCELLED, "cancellation": LetterState.QUEUED}
        (event,) = events(session, round_, "round.cancelled")
        assert event.payload == {"reason": "KKR trak aftalen tilbage", "by": "user:9"}


def test_a_draft_nobody_knew_of_is_cancelled_silently(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=False)
        cancel_round(session, round_, "oprettet ved en fejl", NOW, BY)
        assert session.exec(select(Letter)).all() == []


def test_a_draft_that_was_announced_is_cancelled_aloud(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=False)
        announce_round(session, round_, NOW, BY)
        cancel_round(session, round_, "KKR udsatte sagen", NOW, BY)
        assert len(letters(session, round_, "cancellation")) == PARTIES


@sqlite_only
@pytest.mark.parametrize("reason", ["", "  ", "a\x1b", "x" * 2001])
def test_a_cancellation_needs_a_reason(engine: Engine, reason: str) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        assert refused(session, cancel_round, round_, reason, NOW, BY).field == "reason"


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_a_round_that_is_over_is_neither_cancelled_nor_extended(engine: Engine, state: str) -> None:
    with transaction(engine) as session:
        round_: Round = real_round(session)
        if state == "closed":
            close_round(session, round_, AFTER, BY)
        else:
            cancel_round(session, round_, "ny aftale", AFTER, BY)
        assert refused(session, cancel_round, round_, "igen", AFTER, BY).why is Why.CONFLICT
        later = date(2027, 2, 1)
        assert refused(session, extend_round, round_, later, "x", AFTER, BY).why is Why.CONFLICT
        advance_rounds(session, danish("2027-05-01"))
        assert len(letters(session, round_, "escalation", "reminder")) == 0


# What is frozen, and what silence means


def test_every_entitled_party_and_its_answer_is_frozen_at_close(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        given = answer(session, round_, outcome=Outcome.REJECTED)
        close_round(session, round_, AFTER, BY)
        (event,) = events(session, round_, "round.closed")
        assert (event.payload["basis"], event.payload["silence"]) == ("unanimity", "task")
        frozen = {entry["code"]: entry for entry in event.payload["entitled"]}
        assert set(frozen) == {seat.code for seat in seats_of(session, round_)}
        assert frozen[A_PARTY] == {
            "code": A_PARTY,
            "party": "Aalborg Kommune",
            "council": "byrådet",
            "outcome": "rejected",
            "decided_on": "2026-11-02",
            "receipt": given.receipt,
            "assurance": "link",
            "tacit": False,
            "in_the_way": "rejected",
        }
        del frozen[A_PARTY]
        assert {entry["in_the_way"] for entry in frozen.values()} == {"silent"}


def test_what_silence_means_is_decided_once_and_recorded(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        assert round_.silence is Silence.TASK
        assert change_silence(session, round_, Silence.NOTHING, NOW, "user:3")
        assert not change_silence(session, round_, Silence.NOTHING, NOW, "user:3")
        (event,) = events(session, round_, "silence.decided")
        assert event.payload == {"silence": "nothing", "by": "user:3"}
        assert refused(session, change_silence, round_, Silence.CONSENT, NOW, BY).field == "silence"
        close_round(session, round_, AFTER, BY)
        assert refused(session, change_silence, round_, Silence.TASK, AFTER, BY).why is Why.CONFLICT

"""Starting, extending, closing and cancelling: each tells the parties, once, and is recorded."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.advance_rounds import advance_rounds, announce_round
from actions.create_round import create_round
from actions.end_round import cancel_round, close_round
from actions.extend_round import deadlines_of, extend_round
from actions.load import seat_by_code, seats_of, steps_of
from actions.start_round import start_round
from actions.step_outcome import record_step_outcome
from models.database import transaction
from models.event import Event
from models.letter import Letter
from models.round import Round
from models.vocabulary import LetterState, Outcome, RoundResult, RoundState
from rules.danish_time import danish_date
from rules.planning import Wanted
from rules.refusal import Refusal, Why
from tests.builders import (
    A_PARTY,
    ANSWERED,
    BY,
    DEADLINE,
    KKR,
    NOW,
    PARTIES,
    PERIOD_FROM,
    answer,
    answer_all,
    danish,
    real_round,
    sandbox_round,
)
from tests.databases import sqlite_only
from tests.dump import changed, dump, events, letters

AFTER = danish("2026-12-02 09:00")
HELD_BEFORE = [
    *("dialogue_meeting", "officials_committee", "chief_executives", "kkr_first_discussion"),
    *("kkr_approval", "sign_off"),
]


def refused(session: Session, action: Any, *arguments: Any) -> Refusal:
    """The refusal of an action, which must have left everything as it was."""
    before = dump(session)
    with pytest.raises(Refusal) as caught:
        action(session, *arguments)
    assert changed(before, dump(session)) == {}
    return caught.value


# Making and starting


def test_a_round_is_recorded_in_its_own_chain_and_in_the_systems(engine: Engine) -> None:
    with transaction(engine) as session:
        for round_, chain in ((real_round(session), "system"), (sandbox_round(session), "sandbox")):
            (first, *_) = events(session, round_)
            twin = session.exec(select(Event).where(Event.chain == chain)).one()
            assert (first.kind, first.seq, first.prev) == ("round.created", 1, "")
            assert (twin.payload, twin.round_id) == (first.payload, round_.id)
            assert first.sandbox == twin.sandbox == round_.sandbox
            assert len(first.payload["parties"]) == round_.parties


def test_starting_asks_every_party_at_once(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        assert (round_.state, round_.opened_at) == (RoundState.OPEN, NOW)
        assert len(letters(session, round_, "invitation")) == PARTIES
        seats = seats_of(session, round_)
        assert [seat.code for seat in seats][-1] == "1081"
        assert {seat.next_letter_at for seat in seats} == {danish("2026-11-03 08:00")}
        assert {seat.last_letter_at for seat in seats} == {NOW}
        assert [s.key for s in steps_of(session, round_) if s.held_on] == HELD_BEFORE
        held = {s.key: (str(s.held_on), s.outcome) for s in steps_of(session, round_)}
        assert held["kkr_approval"] == ("2026-09-07", "held_as_planned")
        assert held["sign_off"] == ("2026-10-01", "")


def test_a_round_starts_once(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        assert refused(session, start_round, round_, NOW, BY).why is Why.CONFLICT
        assert refused(session, announce_round, round_, NOW, BY).why is Why.CONFLICT


def test_a_round_that_was_called_off_says_so_when_it_is_started(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        cancel_round(session, round_, "fejl", NOW, BY)
        refusal = refused(session, start_round, round_, NOW, BY)
        assert (refusal.why, refusal.message) == (Why.CONFLICT, "Runden er allerede annulleret.")


def test_a_draft_whose_deadline_has_passed_must_be_extended_first(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=False)
        said = refused(session, start_round, round_, danish("2026-12-02 00:00"), BY)
        assert (said.why, said.field) == (Why.CONFLICT, "deadline")
        extend_round(session, round_, date(2027, 1, 15), "mere tid", AFTER, BY)
        assert letters(session, round_) == []  # a draft's parties have not been told anything
        start_round(session, round_, AFTER, BY)
        assert len(letters(session, round_, "invitation")) == PARTIES


def test_the_kkrs_recommendation_opens_a_round_whose_day_has_come(engine: Engine) -> None:
    with transaction(engine) as session:
        wanted = Wanted("biennial", kkr=KKR, period_from=PERIOD_FROM, deadline=DEADLINE)
        made = danish("2026-09-12 08:00")
        round_ = create_round(session, wanted, made, BY)
        advance_rounds(session, danish("2026-09-15 08:00"))
        assert round_.state is RoundState.DRAFT  # nobody has said that the KKR recommends
        now = danish("2026-09-16 12:00")
        step = record_step_outcome(
            session, round_, "kkr_approval", date(2026, 9, 7), "anbefalet", "punkt 4", now, BY
        )
        assert (str(step.held_on), step.outcome) == ("2026-09-07", "anbefalet")
        assert (round_.state, round_.opened_at) == (RoundState.OPEN, now)


@sqlite_only
@pytest.mark.parametrize(
    ("key", "held_on", "why", "field"),
    [
        ("nothing", None, Why.UNKNOWN, ""),
        ("sign_off", None, Why.CONFLICT, ""),
        ("submission", date(2026, 10, 2), Why.INVALID, "held_on"),
        ("kkr_approval", None, Why.CONFLICT, ""),  # held as planned when the round started
    ],
)
def test_a_step_is_held_once_and_not_in_the_future(
    engine: Engine, key: str, held_on: date | None, why: Why, field: str
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        said = refused(session, record_step_outcome, round_, key, held_on, "", "", NOW, BY)
        assert (said.why, said.field) == (why, field)


def test_a_round_that_is_over_has_no_more_steps(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        cancel_round(session, round_, "ny aftale", NOW, BY)
        said = refused(session, record_step_outcome, round_, "submission", None, "", "", AFTER, BY)
        assert said.why is Why.CONFLICT


def test_an_adopted_agreement_is_submitted_after_the_round_is_closed(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer_all(session, round_, ANSWERED)
        close_round(session, round_, AFTER, BY)
        step = record_step_outcome(session, round_, "submission", None, "", "", AFTER, BY)
        assert step.held_on == danish_date(AFTER)


# Extending


def test_an_extension_is_a_new_fact_new_reminders_and_a_letter_to_the_missing(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_)
        extend_round(session, round_, date(2027, 2, 1), "valg", ANSWERED, "user:2")
        assert round_.deadline == date(2027, 2, 1)
        facts = [(str(f.falls_on), f.kind, f.in_force) for f in deadlines_of(session, round_)]
        assert facts == [("2026-12-01", "internal", False), ("2027-02-01", "extended", True)]
        told = letters(session, round_, "extension")
        assert len(told) == PARTIES - 1
        assert seat_by_code(session, round_, A_PARTY).next_letter_at is None
        assert seat_by_code(session, round_, "813").next_letter_at == danish("2027-01-04 08:00")
        (event,) = events(session, round_, "deadline.set")
        assert event.payload["by"] == "user:2"
        extend_round(session, round_, date(2027, 3, 1), "endnu et valg", ANSWERED, BY)
        assert [f.in_force for f in deadlines_of(session, round_)] == [False, False, True]


@sqlite_only
@pytest.mark.parametrize(
    ("to", "reason", "field"),
    [
        (DEADLINE, "mere tid", "to"),
        (date(2026, 11, 30), "mere tid", "to"),
        (date(1, 1, 1), "mere tid", "to"),
        (date(2101, 1, 1), "mere tid", "to"),
        (date(9999, 12, 31), "mere tid", "to"),
        (date(2027, 2, 1), "", "reason"),
        (date(2027, 2, 1), " \n", "reason"),
        (date(2027, 2, 1), "a\x00b", "reason"),
        (date(2027, 2, 1), "x" * 2001, "reason"),
    ],
)
def test_an_extension_needs_a_later_day_and_a_reason(
    engine: Engine, to: date, reason: str, field: str
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        assert refused(session, extend_round, round_, to, reason, NOW, BY).field == field


def test_a_deadline_that_has_passed_can_be_extended_into_the_future_only(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        late = danish("2027-01-20 10:00")
        advance_rounds(session, late)
        assert len(events(session, round_, "deadline.passed")) == 1
        said = refused(session, extend_round, round_, date(2027, 1, 19), "x", late, BY)
        assert said.field == "to"
        extend_round(session, round_, date(2027, 1, 20), "sidste udkald", late, BY)
        advance_rounds(session, danish("2027-01-21 00:00"))
        assert len(events(session, round_, "deadline.passed")) == 2


# Closing


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

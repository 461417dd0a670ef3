"""Making and starting a round, and the steps of its timeline."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from actions.advance_rounds import advance_rounds, announce_round
from actions.create_round import create_round
from actions.end_round import cancel_round, close_round
from actions.extend_round import extend_round
from actions.load import seats_of, steps_of
from actions.start_round import start_round
from actions.step_outcome import record_step_outcome
from models.database import transaction
from models.event import Event
from models.round import Round
from models.vocabulary import RoundState
from rules.danish_time import danish_date
from rules.planning import Wanted
from rules.refusal import Why
from tests.actions.refusing import refused
from tests.builders import (
    ANSWERED,
    BY,
    DEADLINE,
    KKR,
    NOW,
    PARTIES,
    PERIOD_FROM,
    answer_all,
    danish,
    real_round,
    sandbox_round,
)
from tests.databases import sqlite_only
from tests.dump import events, letters

AFTER = danish("2026-12-02 09:00")
HELD_BEFORE = [
    *("dialogue_meeting", "officials_committee", "chief_executives", "kkr_first_discussion"),
    *("kkr_approval", "sign_off"),
]


@contextmanager
def listening(engine: Engine, statements: list[str]) -> Iterator[None]:
    """Every statement that reaches the database meanwhile."""

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    yield
    event.remove(engine, "before_cursor_execute", hear)


def test_a_round_is_recorded_in_its_own_chain_and_in_the_systems(engine: Engine) -> None:
    with transaction(engine) as session:
        for round_, chain in ((real_round(session), "system"), (sandbox_round(session), "sandbox")):
            (first, *_) = events(session, round_)
            twin = session.exec(select(Event).where(Event.chain == chain)).one()
            assert (first.kind, first.seq, first.prev) == ("round.created", 1, "")
            assert (twin.payload, twin.round_id) == (first.payload, round_.id)
            assert first.sandbox == twin.sandbox == round_.sandbox
            assert len(first.payload["parties"]) == round_.parties


def test_starting_takes_as_many_statements_whatever_the_number_of_parties(engine: Engine) -> None:
    asked: dict[str, list[str]] = {"nordjylland": [], "oestdanmark": []}
    for kkr, statements in asked.items():
        with transaction(engine) as session:
            round_ = real_round(session, kkr=kkr, start=False)
        with listening(engine, statements), transaction(engine) as session:
            start_round(session, session.get_one(Round, round_.id), NOW, BY)
    few, many = asked.values()
    assert sorted(few) == sorted(many)
    assert sum(statement.startswith("INSERT INTO letter ") for statement in many) == 1


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
        ("kkr_approval", None, Why.CONFLICT, "reason"),  # held as planned when the round started
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

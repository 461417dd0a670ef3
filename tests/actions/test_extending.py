"""A later deadline is a new fact beside the old ones; who is missing is told."""

from datetime import date

import pytest
from sqlalchemy import Engine

from actions.advance_rounds import advance_rounds
from actions.extend_round import extend_round
from actions.load import seat_by_code
from actions.record_deadline import deadlines_of
from models.database import transaction
from rules.deadlines import in_force
from tests.actions.refusing import refused
from tests.builders import (
    A_PARTY,
    ANSWERED,
    BY,
    DEADLINE,
    NOW,
    PARTIES,
    answer,
    danish,
    real_round,
)
from tests.databases import sqlite_only
from tests.dump import events, letters


def test_an_extension_is_a_new_fact_new_reminders_and_a_letter_to_the_missing(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_)
        extend_round(session, round_, date(2027, 2, 1), "valg", ANSWERED, "user:2")
        assert round_.deadline == date(2027, 2, 1)
        facts = deadlines_of(session, round_)
        assert [(str(f.falls_on), f.kind) for f in facts] == [
            ("2026-12-01", "internal"),
            ("2027-02-01", "extended"),
        ]
        assert in_force(facts) == facts[1]
        told = letters(session, round_, "extension")
        assert len(told) == PARTIES - 1
        assert seat_by_code(session, round_, A_PARTY).next_letter_at is None
        assert seat_by_code(session, round_, "813").next_letter_at == danish("2026-12-14 08:00")
        (event,) = events(session, round_, "deadline.set")
        assert event.payload["by"] == "user:2"
        extend_round(session, round_, date(2027, 3, 1), "endnu et valg", ANSWERED, BY)
        assert str(in_force(deadlines_of(session, round_)).falls_on) == "2027-03-01"


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

"""Deadlines are facts: each with its source, one in force, and what hangs on it moves with it."""

from datetime import date

import pytest
from sqlalchemy import Engine

from actions.advance_rounds import announce_round
from actions.load import seat_by_code, steps_of
from actions.record_deadline import deadlines_of, record_deadline
from models.database import transaction
from models.vocabulary import DeadlineKind, LetterKind
from rules.deadlines import in_force, internal
from rules.refusal import Why
from tests.actions.refusing import refused
from tests.builders import (
    A_PARTY,
    ANSWERED,
    BY,
    DEADLINE,
    NOW,
    PARTIES,
    answer,
    contacts_for,
    danish,
    real_round,
)
from tests.databases import sqlite_only
from tests.dump import changed, dump, events, letters

LATER = date(2027, 2, 1)
MAIL = "Mail fra Social- og Boligstyrelsen"


def test_what_is_applied_for_changes_nothing_until_it_is_granted(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_)
        before = dump(session)
        record_deadline(
            session, round_, DeadlineKind.APPLIED_FOR, LATER, "KL", "valg", ANSWERED, BY
        )
        assert set(changed(before, dump(session))) == {"deadline_fact", "event", "chain"}
        record_deadline(session, round_, DeadlineKind.GRANTED, LATER, MAIL, "valg", ANSWERED, BY)
        assert round_.deadline == LATER
        facts = deadlines_of(session, round_)
        assert [(str(f.falls_on), f.kind, bool(f.in_force_at)) for f in facts] == [
            ("2026-12-01", "internal", True),
            ("2027-02-01", "applied_for", False),
            ("2027-02-01", "granted", True),
        ]
        assert in_force(facts).source == MAIL
        assert len(letters(session, round_, LetterKind.EXTENSION)) == PARTIES - 1
        assert seat_by_code(session, round_, A_PARTY).next_letter_at is None
        assert seat_by_code(session, round_, "813").next_letter_at == danish("2026-12-14 08:00")
        submission = next(s for s in steps_of(session, round_) if s.key == "submission")
        assert submission.planned_on == submission.set_on == LATER
        told = [event.payload["in_force"] for event in events(session, round_, "deadline.set")]
        assert told == [False, True]


def test_a_grant_of_the_day_that_counts_already_tells_nobody(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        record_deadline(session, round_, DeadlineKind.GRANTED, DEADLINE, MAIL, "", NOW, BY)
        assert in_force(deadlines_of(session, round_)).kind is DeadlineKind.GRANTED
        assert letters(session, round_, LetterKind.EXTENSION) == []


def test_ones_own_earlier_deadline_stands_beside_the_parties(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        own = record_deadline(
            session, round_, DeadlineKind.INTERNAL, date(2026, 11, 15), "Sekretariatet", "", NOW, BY
        )
        assert internal(deadlines_of(session, round_)) == own
        assert round_.deadline == DEADLINE
        assert letters(session, round_, LetterKind.EXTENSION) == []


def test_a_draft_tells_the_parties_it_was_announced_to(engine: Engine) -> None:
    with transaction(engine) as session:
        now = danish("2026-08-03 10:00")
        round_ = real_round(session, now, start=False, contacts=contacts_for()[:3])
        more = MAIL, "valg", now, BY
        record_deadline(session, round_, DeadlineKind.GRANTED, date(2026, 12, 15), *more)
        assert letters(session, round_) == []
        announce_round(session, round_, now, BY)
        record_deadline(session, round_, DeadlineKind.GRANTED, LATER, *more)
        assert len(letters(session, round_, LetterKind.EXTENSION)) == 3


@sqlite_only
@pytest.mark.parametrize(
    ("kind", "falls_on", "source", "reason", "why", "field"),
    [
        (DeadlineKind.GRANTED, LATER, " ", "valg", Why.INVALID, "source"),
        (DeadlineKind.GRANTED, LATER, "a\nb", "valg", Why.INVALID, "source"),
        (DeadlineKind.GRANTED, LATER, MAIL, "", Why.INVALID, "reason"),
        (DeadlineKind.INTERNAL, DEADLINE, MAIL, "", Why.INVALID, "falls_on"),
        (
            DeadlineKind.INTERNAL,
            DEADLINE,
            "Sekretariatet ved oprettelsen af runden",
            "",
            Why.INVALID,
            "falls_on",
        ),
    ],
)
def test_a_deadline_needs_a_source_and_a_later_one_a_reason(
    engine: Engine,
    kind: DeadlineKind,
    falls_on: date,
    source: str,
    reason: str,
    why: Why,
    field: str,
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        said = refused(session, record_deadline, round_, kind, falls_on, source, reason, NOW, BY)
        assert (said.why, said.field) == (why, field)

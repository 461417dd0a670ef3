"""A step that is postponed moves what waits for it, and the parties hear of it once."""

from datetime import date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from actions.advance_rounds import advance_rounds, announce_round
from actions.contacts import record_contacts
from actions.load import steps_of
from actions.move_step import move_step
from actions.read_forecast import read_forecast
from actions.rehearse_round import Scenario, rehearse_round
from actions.step_outcome import record_step_outcome
from models.database import transaction
from models.round import Round
from models.vocabulary import LetterKind, LetterState, RoundState
from rules.contacts import GivenContact
from rules.refusal import Why
from rules.timeline import KKR_APPROVAL, SIGN_OFF
from tests.actions.refusing import refused
from tests.builders import A_PARTY, BY, DEADLINE, PARTIES, contacts_for, danish, real_round
from tests.databases import sqlite_only
from tests.dump import events, letters

AUGUST = danish("2026-08-03 10:00")  # planned: announcement 17 August, KKR 7, sign-off 14 September
LATER = date(2026, 9, 21)


def a_draft(session: Session) -> Round:
    return real_round(session, AUGUST, start=False)


def postpone(
    session: Session,
    round_: Round,
    to: date = LATER,
    now: datetime = AUGUST,
    key: str = KKR_APPROVAL,
) -> None:
    move_step(session, round_, key, to, "KKR mangler tal.", now, BY)


def days(session: Session, round_: Round) -> dict[str, str]:
    return {step.key: str(step.planned_on) for step in steps_of(session, round_)}


def test_the_announcement_and_the_invitations_follow_a_kkr_that_is_postponed(
    engine: Engine,
) -> None:
    """Nobody was told a day yet, so nobody is told that it moved."""
    with transaction(engine) as session:
        round_ = a_draft(session)
        before = days(session, round_)
        postpone(session, round_)
        moved = {"kkr_approval": "2026-09-21", "sign_off": "2026-09-24"}
        assert days(session, round_) == before | moved
        assert round_.deadline == DEADLINE
        assert read_forecast(session, round_, AUGUST).asked_on == date(2026, 9, 24)
        assert letters(session, round_) == []
        (event,) = events(session, round_, "step.moved")
        assert event.payload == {
            "step": "kkr_approval",
            "moved": {
                "kkr_approval": ["2026-09-07", "2026-09-21"],
                "sign_off": ["2026-09-14", "2026-09-24"],
            },
            "reason": "KKR mangler tal.",
            "letters": 0,
            "by": BY,
        }
        advance_rounds(session, danish("2026-08-17 08:00"))
        assert round_.announced_at is None
        for day in ("2026-08-24", "2026-08-31"):
            advance_rounds(session, danish(f"{day} 08:00"))
        assert round_.announced_at == danish("2026-08-31 08:00")
        for day in ("2026-09-07", "2026-09-14", "2026-09-21"):
            advance_rounds(session, danish(f"{day} 08:00"))
        record_step_outcome(
            session, round_, KKR_APPROVAL, None, "anbefalet", "", danish("2026-09-21 15:00"), BY
        )
        assert round_.state is RoundState.DRAFT
        advance_rounds(session, danish("2026-09-24 08:00"))
        assert round_.opened_at == danish("2026-09-24 08:00")


def test_whoever_was_told_the_day_is_told_once_that_it_moved(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, AUGUST, start=False, contacts=contacts_for()[:-1])
        announce_round(session, round_, AUGUST, BY)
        for letter in letters(session, round_):
            letter.state = LetterState.SENT
        late = GivenContact("1081", "Ny", "ny@example.org")  # is told the day as it comes
        successor = GivenContact(A_PARTY, "Ny", "ny@aalborg.example.org")
        record_contacts(session, round_, [late, successor], AUGUST, BY)
        postpone(session, round_)
        told = letters(session, round_, LetterKind.POSTPONEMENT)
        assert len({letter.to_address for letter in told}) == len(told) == PARTIES
        assert {late.email, successor.email} <= {letter.to_address for letter in told}
        said = refused(session, move_step, round_, KKR_APPROVAL, LATER, "igen", AUGUST, BY)
        assert said.why is Why.CONFLICT
        postpone(session, round_, date(2026, 9, 7))
        postpone(session, round_)  # a third move, of which they are told as of the others
        assert len(letters(session, round_, LetterKind.POSTPONEMENT)) == 3 * PARTIES


def test_parties_are_not_told_of_what_they_did_not_know(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = a_draft(session)
        announce_round(session, round_, AUGUST, BY)
        postpone(session, round_, date(2026, 8, 20), key="kkr_first_discussion")
        assert days(session, round_)[KKR_APPROVAL] == "2026-09-07"
        postpone(session, round_, date(2027, 1, 11), key="submission")
        assert letters(session, round_, LetterKind.POSTPONEMENT) == []


def test_a_kkr_that_does_not_recommend_is_planned_anew(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = a_draft(session)
        announce_round(session, round_, AUGUST, BY)
        advance_rounds(session, danish("2026-09-07 08:00"))
        at = danish("2026-09-08 12:00")
        record_step_outcome(
            session,
            round_,
            KKR_APPROVAL,
            date(2026, 9, 7),
            "sendt tilbage",
            "",
            at,
            BY,
            halted=True,
        )
        advance_rounds(session, danish("2026-09-14 08:00"))
        assert round_.state is RoundState.DRAFT
        postpone(session, round_, date(2026, 10, 5), danish("2026-09-14 09:00"))
        kkr = next(s for s in steps_of(session, round_) if s.key == KKR_APPROVAL)
        assert (kkr.held_on, kkr.outcome, kkr.halted) == (None, "", False)
        assert len(letters(session, round_, LetterKind.POSTPONEMENT)) == PARTIES
        for day in ("2026-09-21", "2026-09-28", "2026-10-05"):
            advance_rounds(session, danish(f"{day} 08:00"))
        at = danish("2026-10-05 18:00")
        record_step_outcome(session, round_, KKR_APPROVAL, None, "anbefalet", "", at, BY)
        keys = [event.key for event in events(session, round_, "step.held")]
        assert keys[-2:] == ["step.held:kkr_approval", "step.held:kkr_approval:2"]
        advance_rounds(session, danish("2026-10-08 08:00"))
        assert round_.opened_at
        said = refused(session, move_step, round_, KKR_APPROVAL, date(2026, 11, 2), "x", at, BY)
        assert said.why is Why.CONFLICT


def test_a_rehearsal_sends_by_the_days_as_they_are_now(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = a_draft(session)
        postpone(session, round_)
        first = {
            letter.kind: letter.at
            for letter in reversed(rehearse_round(session, round_, AUGUST, Scenario.SILENCE))
        }
        assert first[LetterKind.ANNOUNCEMENT] == danish("2026-08-31 08:00")
        assert first[LetterKind.INVITATION] == danish("2026-09-24 08:00")
        assert LetterKind.POSTPONEMENT not in first


@sqlite_only
@pytest.mark.parametrize(
    ("key", "to", "reason", "why", "field"),
    [
        (KKR_APPROVAL, LATER, " ", Why.INVALID, "reason"),
        (KKR_APPROVAL, LATER, "a\x00", Why.INVALID, "reason"),
        (KKR_APPROVAL, date(2026, 8, 2), "x", Why.INVALID, "to"),
        (SIGN_OFF, date(2026, 9, 4), "x", Why.INVALID, "to"),
        ("nope", LATER, "x", Why.UNKNOWN, ""),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(
    engine: Engine, key: str, to: date, reason: str, why: Why, field: str
) -> None:
    with transaction(engine) as session:
        round_ = a_draft(session)
        said = refused(session, move_step, round_, key, to, reason, AUGUST, BY)
        assert (said.why, said.field) == (why, field)


def test_what_was_recorded_is_corrected_with_a_reason_and_stays_in_the_record(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        round_ = a_draft(session)
        at = danish("2026-09-08 12:00")
        record_step_outcome(session, round_, KKR_APPROVAL, None, "anbefalt", "", at, BY)
        fixed = KKR_APPROVAL, date(2026, 9, 7), "anbefalet", "Punkt 4", at, BY
        said = refused(session, record_step_outcome, round_, *fixed)
        assert (said.why, said.field) == (Why.CONFLICT, "reason")
        step = record_step_outcome(session, round_, *fixed, reason="En tastefejl.")
        assert (str(step.held_on), step.outcome) == ("2026-09-07", "anbefalet")
        (event,) = events(session, round_, "step.corrected")
        assert event.payload["former"] == {
            "held_on": "2026-09-08",
            "outcome": "anbefalt",
            "halted": False,
            "minutes_reference": "",
        }
        assert (event.payload["reason"], event.payload["by"]) == ("En tastefejl.", BY)
        said = refused(session, record_step_outcome, round_, *fixed, reason="igen")
        assert said.why is Why.CONFLICT

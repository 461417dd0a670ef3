"""A telephone note leaves a party alone, and stays on record."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.advance_rounds import advance_round
from actions.contacts import record_contacts
from actions.load import clock_of, seat_by_code
from actions.move_clock import move_clock
from actions.note_call import note_call, notes_of
from actions.verify_audit import verify_audit
from models.database import transaction
from models.letter import Letter
from models.round import Round
from models.seat import Seat
from models.vocabulary import ContactRole, LetterKind
from rules.contacts import GivenContact
from rules.notes import GivenNote
from rules.refusal import Refusal
from tests.builders import NOW, answer, danish, sandbox_round

BY = "user:1"


def noted(session: Session, round_: Round, code: str, until: date | None) -> Seat:
    lived = clock_of(round_, NOW)
    seat = seat_by_code(session, round_, code)
    note_call(
        session, round_, seat, GivenNote(lived.date(), "Åse", "Sagen er på vej", until), lived, BY
    )
    return seat


def reminders(session: Session, seat: Seat) -> list[str]:
    query = select(Letter.due_at).where(
        Letter.seat_id == seat.id, Letter.kind == LetterKind.REMINDER
    )
    return sorted(str(moment.date()) for moment in session.exec(query))


def test_a_party_is_left_alone_and_then_asked_once(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        move_clock(session, round_, danish("2020-11-02 10:00"), BY)
        seat = noted(session, round_, "259", date(2020, 11, 18))
        move_clock(session, round_, danish("2020-11-20 10:00"), BY)
        assert reminders(session, seat) == ["2020-11-19"]
        assert reminders(session, seat_by_code(session, round_, "253")) == [
            "2020-11-03",
            "2020-11-17",
        ]
        (note,) = notes_of(session, round_, seat)
        assert (note.person, note.agreed, note.by) == ("Åse", "Sagen er på vej", BY)
        assert verify_audit(session).problems == []


def test_no_letter_to_its_management_is_drafted_meanwhile(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        directors = [
            GivenContact(code, "Direktør", f"direktor@{code}.dk", ContactRole.DIRECTOR)
            for code in ("253", "259")
        ]
        record_contacts(session, round_, directors, clock_of(round_, NOW), BY)
        move_clock(session, round_, danish("2020-12-02 10:00"), BY)
        noted(session, round_, "259", date(2020, 12, 15))

        def drafted() -> list[str]:
            query = select(Seat.code).join(Letter).where(Letter.kind == LetterKind.ESCALATION)
            return sorted(session.exec(query))

        move_clock(session, round_, danish("2020-12-10 10:00"), BY)
        assert drafted() == ["253"]
        advance_round(session, round_, danish("2020-12-16 10:00"))
        assert drafted() == ["253", "259"]


def test_an_answer_ends_the_pause_and_needs_none(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        seat = noted(session, round_, "259", date(2020, 11, 18))
        answer(session, round_, "259")
        assert seat.paused_until is None
        with pytest.raises(Refusal, match="har svaret"):
            noted(session, round_, "259", date(2020, 11, 18))
        noted(session, round_, "259", None)
        assert len(notes_of(session, round_, seat)) == 2

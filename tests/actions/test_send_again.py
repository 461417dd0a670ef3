"""A stuck letter goes again when asked, with the bytes it had; no other does."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.contacts import record_contacts
from actions.deliver_letters import deliver_letters
from actions.load import seats_of
from actions.read_desk import read_desk
from actions.send_again import send_again
from models.database import reading, transaction
from models.letter import Letter
from models.vocabulary import LetterState
from rules.contacts import GivenContact
from rules.refusal import Refusal, Why
from tests.actions.refusing import refused
from tests.builders import BY, NOW, real_round
from tests.dump import events

LATER = NOW + timedelta(days=6)


def a_letter(session: Session, state: LetterState) -> Letter:
    letter = session.exec(select(Letter)).all()[0]
    letter.state, letter.attempts, letter.attempt_at = state, 37, None
    letter.last_error = "550 no such user"
    session.add(letter)
    session.flush()
    return letter


@pytest.mark.parametrize("state", [LetterState.FAILED, LetterState.UNKNOWN])
def test_a_stuck_letter_is_tried_from_its_first_attempt_on(
    engine: Engine, state: LetterState
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        letter = a_letter(session, state)
        source = letter.source
        for times in (1, 2):
            letter.state = state
            send_again(session, round_, letter.id or 0, LATER, BY)
            assert (letter.state, letter.attempts) == (LetterState.QUEUED, 0)
            assert (letter.attempt_at, letter.source) == (LATER, source)
            assert (
                len([e for e in events(session, round_) if e.kind == "letter.sent_again"]) == times
            )


@pytest.mark.parametrize(
    "state",
    [
        LetterState.DRAFT,
        LetterState.QUEUED,
        LetterState.SENDING,
        LetterState.SENT,
        LetterState.CANCELLED,
    ],
)
def test_no_other_letter_is_sent_again(engine: Engine, state: LetterState) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        letter = a_letter(session, state)
        with pytest.raises(Refusal) as refused:
            send_again(session, round_, letter.id or 0, LATER, BY)
        assert refused.value.why is Why.CONFLICT
        with pytest.raises(Refusal) as refused:
            send_again(session, round_, 999_999, LATER, BY)
        assert refused.value.why is Why.UNKNOWN


def test_whoever_was_replaced_gets_no_letter_whose_link_would_work(engine: Engine) -> None:
    """Its link is derived from the generation of the day it is sent: a new one."""
    with transaction(engine) as session:
        round_ = real_round(session)
        letter = a_letter(session, LetterState.FAILED)
        (seat,) = [s for s in seats_of(session, round_) if s.id == letter.seat_id]
        new = GivenContact(seat.code, "Ny Ø", "ny@example.org")
        record_contacts(session, round_, [new], LATER, BY)
        refusal = refused(session, send_again, round_, letter.id, LATER, BY)
        assert (refusal.why, letter.to_address in refusal.message) == (Why.CONFLICT, True)
        assert read_desk(session, round_.id or 0, LATER).letter_to == {}
        # it was on its way when the contact was replaced, and the server said later
        letter.state, letter.attempt_at = LetterState.QUEUED, LATER
    deliver_letters(LATER)
    with reading(engine) as session:
        sent = {x.to_address: x.state for x in session.exec(select(Letter))}
        assert sent[letter.to_address] is LetterState.CANCELLED
        assert sent["ny@example.org"] is LetterState.SENT

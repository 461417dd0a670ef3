"""The machine's clock is wrong: back a day, forward a year, and put right again (invariant 7)."""

import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from actions.advance_rounds import advance_rounds
from actions.contacts import record_contacts
from actions.correct_clock import correct_clock
from actions.deliver_letters import deliver_letters
from actions.load import round_by_id, seats_of
from actions.read_health import PREFECT, beat, readiness
from actions.remind_seats import remind_seats
from models.database import reading, transaction
from models.event import Event
from models.letter import Letter, MailboxMessage
from models.round import Round
from models.vocabulary import ContactRole, LetterKind, LetterState, Outcome, RoundState
from tests.builders import A_PARTY, PARTIES, answer, contacts_for, danish, real_round
from tests.dump import changed, dump

MESSAGE_ID = re.compile(rb"(?m)^Message-ID: (\S+)")
STARTED = danish("2026-10-01 10:00")
REMINDED = danish("2026-11-03 08:00")  # the first reminder before the deadline of 1 December
NEXT = danish("2026-11-17 08:00")
THE_ONE_AFTER = danish("2026-11-26 08:00")
A_YEAR_ON = danish("2027-11-03 08:00")


def live(engine: Engine, now: datetime) -> None:
    """Everything the engine does at `now`."""
    with transaction(engine) as session:
        correct_clock(session, now)
        advance_rounds(session, now)
    with transaction(engine) as session:
        remind_seats(session, now)
    with transaction(engine) as session:
        beat(session, PREFECT, now)
    deliver_letters(now, engine=engine)


def arrived(engine: Engine) -> Counter[str]:
    """Letters in the mailbox by kind; each is there once."""
    with reading(engine) as session:
        kinds = {letter.message_id: str(letter.kind) for letter in session.exec(select(Letter))}
        raws = session.exec(select(MailboxMessage.raw)).all()
    ids = Counter(MESSAGE_ID.findall(raw)[0].decode() for raw in raws)
    assert set(ids.values()) <= {1}
    return Counter(kinds[id_] for id_ in ids)


@pytest.fixture
def round_id(engine: Engine) -> int:
    """An open round with directors, lived up to its first reminders."""
    with transaction(engine) as session:
        round_ = real_round(session, STARTED)
        directors = contacts_for(role=ContactRole.DIRECTOR)
        record_contacts(session, round_, directors, STARTED, "tester")
    for days in range(0, 34, 6):
        live(engine, min(STARTED + timedelta(days=days), REMINDED))
    live(engine, REMINDED)
    assert arrived(engine) == {"invitation": PARTIES, "reminder": PARTIES}
    return round_.id or 0


def test_back_a_day_repeats_nothing(engine: Engine, round_id: int) -> None:
    with transaction(engine) as session:
        before = dump(session)
    for hours in (24, 23, 12, 1, 0):
        live(engine, REMINDED - timedelta(hours=hours))
    with transaction(engine) as session:
        assert not changed(before, dump(session))


def test_forward_a_year_sends_one_reminder_and_asks_before_more(
    engine: Engine, round_id: int
) -> None:
    with transaction(engine) as session:
        draft = real_round(session, REMINDED, start=False)
    for hours in range(3):
        live(engine, A_YEAR_ON + timedelta(hours=hours))
    assert arrived(engine) == {"invitation": PARTIES, "reminder": 2 * PARTIES}
    with reading(engine) as session:
        assert session.get_one(Round, draft.id).state is RoundState.DRAFT
        assert session.get_one(Round, round_id).state is RoundState.OPEN
        drafts = session.exec(select(Letter).where(Letter.kind == LetterKind.ESCALATION)).all()
    assert {letter.state for letter in drafts} == {LetterState.DRAFT}


def test_put_right_again_it_goes_on_as_if_nothing_had_been(engine: Engine, round_id: int) -> None:
    with transaction(engine) as session:
        draft = real_round(session, REMINDED, start=False)
    live(engine, A_YEAR_ON)
    with transaction(engine) as session:  # answered while the clock is wrong
        answer(session, round_by_id(session, round_id), A_PARTY, A_YEAR_ON)
    right = REMINDED + timedelta(hours=2)
    live(engine, right)
    assert arrived(engine)["receipt"] == 1, "the receipt does not wait for a year"
    with reading(engine) as session:
        assert readiness(session, right).ready
        lived = {round_.advanced_to for round_ in session.exec(select(Round))}
        assert lived == {right}
        seats = seats_of(session, session.get_one(Round, round_id))
        assert {s.next_letter_at for s in seats if s.code != A_PARTY} == {NEXT}
    live(engine, NEXT)
    assert arrived(engine)["reminder"] == 2 * PARTIES, "the one of this day went out too early"
    live(engine, THE_ONE_AFTER)
    assert arrived(engine)["reminder"] == 3 * PARTIES - 1
    with reading(engine) as session:
        assert session.get_one(Round, draft.id).state is RoundState.DRAFT
        kinds = Counter(session.exec(select(Event.kind).where(Event.round_id == round_id)))
    assert kinds["deadline.passed"] == 1


def test_a_missed_morning_made_up_for_is_no_wrong_clock(engine: Engine, round_id: int) -> None:
    """`tick --now` a fortnight back, while the clock is right."""
    with transaction(engine) as session:
        before = dump(session)
    with transaction(engine) as session:
        correct_clock(session, REMINDED)
        advance_rounds(session, REMINDED - timedelta(days=14))
        remind_seats(session, REMINDED - timedelta(days=14))
    with transaction(engine) as session:
        assert not changed(before, dump(session))


def test_a_heartbeat_from_the_future_does_not_hide_a_dead_engine(
    engine: Engine, round_id: int
) -> None:
    live(engine, A_YEAR_ON)
    right = REMINDED + timedelta(hours=2)
    live(engine, right)
    with reading(engine) as session:
        reasons = readiness(session, right + timedelta(days=1)).reasons
    assert [reason.split(" ")[0] for reason in reasons] == ["tick", "prefect"]


def test_what_fell_due_while_the_clock_was_wrong_at_night_is_not_lost(
    engine: Engine, round_id: int
) -> None:
    live(engine, A_YEAR_ON - timedelta(hours=6))
    assert arrived(engine)["reminder"] == PARTIES, "nobody is written to at night"
    live(engine, NEXT + timedelta(hours=1))
    assert arrived(engine)["reminder"] == 2 * PARTIES
    live(engine, NEXT + timedelta(hours=2))
    assert arrived(engine)["reminder"] == 2 * PARTIES


def test_what_was_done_by_a_wrong_clock_while_no_engine_looked_is_not_forgotten(
    engine: Engine,
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, STARTED)
        answer(session, round_, now=A_YEAR_ON, outcome=Outcome.NOT_YET)
        (seat,) = [seat for seat in seats_of(session, round_) if seat.code == A_PARTY]
        planned, lived = seat.next_letter_at, round_.advanced_to
        assert planned is None, "by that clock all reminders have been"
        assert correct_clock(session, STARTED + timedelta(hours=1)) == 1
        assert (seat.next_letter_at, round_.advanced_to) == (REMINDED, lived)

"""Rehearsal equals reality: what is foreseen is sent, to the same people at the same time."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.advance_rounds import advance_round
from actions.answer_seat import answer_seat
from actions.load import clock_of, seat_by_code, steps_of
from actions.move_clock import move_clock, next_occurrence
from actions.record_meetings import import_meetings
from actions.rehearse_round import Scenario, rehearse_round
from actions.remind_seats import remind_round
from actions.step_outcome import record_step_outcome
from actions.write_answer import Teller
from models.database import reading, transaction
from models.letter import Letter
from models.round import Round
from models.seat import Seat
from models.vocabulary import Body, ContactRole, LetterKind, Outcome, PartyKind
from rules.calendars import GivenMeeting
from rules.danish_time import at
from rules.questions.submission import Submission
from rules.refusal import Refusal
from rules.timeline import SIGN_OFF
from tests.builders import NOW, answer, contacts_for, real_round, sandbox_round
from tests.dump import changed, dump

Sent = tuple[str, str, str, datetime]


def foreseen(session: Session, round_: Round, scenario: Scenario, now: datetime) -> Counter[Sent]:
    letters = rehearse_round(session, round_, now, scenario)
    return Counter((letter.code, letter.to, letter.kind, letter.at) for letter in letters)


def sent(session: Session, round_: Round, after: int = 0) -> Counter[Sent]:
    rows = session.exec(
        select(Seat.code, Letter.to_address, Letter.kind, Letter.due_at)
        .join(Letter, col(Letter.seat_id) == Seat.id)
        .where(Letter.round_id == round_.id, col(Letter.id) > after)
    )
    return Counter((code, to, kind, moment) for code, to, kind, moment in rows)


def last_letter(session: Session) -> int:
    return session.exec(select(Letter.id).order_by(col(Letter.id).desc())).first() or 0


def live_to_the_end(session: Session, round_: Round, chance: random.Random) -> None:
    """In steps of any size, as a secretariat plays with the clock."""
    while next_occurrence(session, round_):
        to = clock_of(round_, NOW) + timedelta(hours=chance.randrange(1, 24 * 40))
        move_clock(session, round_, to, "user:1")


@settings(max_examples=5, phases=set(Phase) - {Phase.shrink})  # the seed is all there is to it
@given(seed=st.integers(0, 2**31), start=st.booleans())
@pytest.mark.parametrize("template", ["sjaelland-2021-2022", "hovedstaden-2021-2022"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_silence_is_as_foreseen(engine: Engine, template: str, seed: int, start: bool) -> None:
    chance = random.Random(seed)
    with transaction(engine) as session:
        round_ = sandbox_round(session, template=template, start=start)
        codes = session.exec(select(Seat.code).where(Seat.round_id == round_.id)).all()
        for code in chance.sample(codes, chance.randrange(4)):
            answer_or_leave(session, round_, code, chance)
        before, lived = last_letter(session), clock_of(round_, NOW)
        expected = foreseen(session, round_, Scenario.SILENCE, lived)
        live_to_the_end(session, round_, chance)
        assert sent(session, round_, before) == expected
        assert sum(expected.values()) > 0
        session.rollback()


def answer_or_leave(session: Session, round_: Round, code: str, chance: random.Random) -> None:
    meeting = clock_of(round_, NOW).date() + timedelta(days=chance.randrange(1, 90))
    said: list[dict[str, Any]] = [{}, {"outcome": Outcome.NOT_YET, "meeting_on": meeting}]
    if round_.opened_at:
        answer(session, round_, code, **chance.choice(said))


def test_everybody_decides_as_forecast(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        before, lived = last_letter(session), clock_of(round_, NOW)
        meetings = [GivenMeeting(code, date(2020, 11, 24)) for code in ("320", "360")]
        import_meetings(session, round_, meetings, lived, "user:1")
        expected = foreseen(session, round_, Scenario.CALENDAR, lived)
        receipts = sorted(
            (moment, code) for code, _, kind, moment in expected if kind == LetterKind.RECEIPT
        )
        assert len(receipts) == 18
        for moment, code in receipts:
            move_clock(session, round_, moment, "user:1")
            seat = seat_by_code(session, round_, code)
            region = seat.party_kind is PartyKind.REGION
            body = Body.REGIONAL_COUNCIL if region else Body.COUNCIL
            given_ = Submission(
                1,
                "Bo",
                "chef",
                Outcome.APPROVED,
                {},
                moment.date() - timedelta(days=3),
                body,
            )
            answer_seat(session, round_, seat, given_, Teller(), moment)
        live_to_the_end(session, round_, random.Random(1))
        assert sent(session, round_, before) == expected


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_real_round_is_foreseen_as_its_reactions_do_it(engine: Engine) -> None:
    """The engine looks three times a day; the steps' outcomes are recorded on their days."""
    with transaction(engine) as session:
        contacts = [
            *contacts_for(role=ContactRole.PRIMARY, parties=["813", "851"]),
            *contacts_for(role=ContactRole.DIRECTOR, parties=["813"]),
        ]
        deadline = date(2027, 6, 1)
        round_ = real_round(session, contacts=contacts, deadline=deadline, start=False)
        expected = foreseen(session, round_, Scenario.SILENCE, NOW)
        assert {kind for _, _, kind, _ in expected} == {
            "announcement",
            "invitation",
            "reminder",
            "escalation",
        }
        for moment in hours(NOW, deadline + timedelta(days=40)):
            record_outcomes(session, round_, moment)
            advance_round(session, round_, moment)
            remind_round(session, round_, moment)
        assert sent(session, round_) == expected


def hours(start: datetime, end: date) -> Iterator[datetime]:
    day = start.date()
    while (day := day + timedelta(days=1)) <= end:
        yield from (at(day, time(hour)) for hour in (0, 8, 12))


def record_outcomes(session: Session, round_: Round, now: datetime) -> None:
    """As the secretariat does on the day, until the parties are asked."""
    for step in steps_of(session, round_) if round_.opened_at is None else []:
        day = step.planned_on
        if step.key != SIGN_OFF and day and not step.held_on and at(day, time(8)) <= now:
            record_step_outcome(session, round_, step.key, day, "", "", now, "user:1")


def test_nothing_is_written_and_nothing_repeated(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        answer(session, round_, "259")
        before = dump(session)
    with reading(engine) as session:
        copy = session.get_one(Round, round_.id)
        for scenario in Scenario:
            lived = clock_of(copy, NOW)
            first, again = (foreseen(session, copy, scenario, lived) for _ in range(2))
            assert first == again
            assert "invitation" not in {kind for _, _, kind, _ in first}
            assert not [1 for code, _, kind, _ in first if (code, kind) == ("259", "reminder")]
    with transaction(engine) as session:
        assert changed(before, dump(session)) == {}


def test_reasons_are_told_in_working_days(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        answer(session, round_, "269", outcome=Outcome.NOT_YET, meeting_on=date(2020, 11, 24))
        letters = rehearse_round(session, round_, clock_of(round_, NOW), Scenario.SILENCE)
    why = {code: [x.why for x in letters if x.code == code] for code in ("269", "253")}
    assert why["269"][0] == "Påmindelse nr. 1: 3 arbejdsdage efter mødet 24. november 2020"
    assert why["253"][:3] == [
        "Påmindelse nr. 1: 20 arbejdsdage før fristen",
        "Påmindelse nr. 2: 10 arbejdsdage før fristen",
        "Påmindelse nr. 3: 3 arbejdsdage før fristen",
    ]


def test_a_round_that_is_over_has_nothing_to_rehearse(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        round_.ended_at = NOW
        with pytest.raises(Refusal, match="slut"):
            rehearse_round(session, round_, NOW, Scenario.SILENCE)

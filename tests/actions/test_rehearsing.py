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
from actions.contacts import record_contacts
from actions.load import clock_of, seat_by_code, steps_of
from actions.move_clock import move_clock, next_occurrence
from actions.note_call import note_call
from actions.read_forecast import read_forecast
from actions.record_meetings import import_meetings
from actions.rehearse_round import Scenario, _tables, rehearse_round
from actions.remind_seats import remind_round
from actions.start_round import start_round
from actions.step_outcome import record_step_outcome
from models.database import reading, transaction
from models.letter import Letter
from models.reference.catalogue import default_lead_times
from models.round import Round
from models.seat import Seat
from models.tables import metadata
from models.vocabulary import ContactRole, LetterKind, Outcome
from rules.calendars import GivenMeeting
from rules.contacts import GivenContact
from rules.danish_time import at, danish_date, working_day_from
from rules.forecast import Verdict
from rules.notes import GivenNote
from rules.policy import Escalation, Rung
from rules.refusal import Refusal
from rules.timeline import SIGN_OFF
from tests.builders import NOW, answer, contacts_for, danish, real_round, sandbox_round
from tests.dump import changed, dump

Sent = tuple[str, str, str, datetime]
Told = tuple[datetime, str, date]  # when, by whom, and the day it was decided


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


def answers_to_come(session: Session, round_: Round) -> list[Told]:
    """As the forecast has it, each told on the third working day after, at ten."""
    forecast = read_forecast(session, round_, clock_of(round_, NOW))
    return sorted(
        (at(working_day_from(party.expected_on, 3), time(10)), party.code, party.expected_on)
        for party in forecast.parties
        if party.expected_on and party.verdict is not Verdict.DECIDED
    )


def live_to_the_end(
    session: Session, round_: Round, chance: random.Random, answers: list[Told] | None = None
) -> None:
    """In steps of any size, as a secretariat plays with the clock; who answers stops it."""
    answers = answers or []
    while answers or next_occurrence(session, round_):
        to = clock_of(round_, NOW) + timedelta(hours=chance.randrange(1, 24 * 40))
        told = answers.pop(0) if answers and answers[0][0] <= to else None
        move_clock(session, round_, told[0] if told else to, "user:1")
        if told and round_.opened_at:
            answer(session, round_, told[1], decided_on=told[2])


POLICIES = st.fixed_dictionaries(
    {
        "announce_working_days_before_kkr": st.integers(1, 30),
        "remind_working_days_before": st.lists(st.integers(0, 60), max_size=4),
        "remind_working_days_after": st.lists(st.integers(0, 25), max_size=3),
        "escalation": st.sampled_from(Escalation),
        "ladder": st.dictionaries(st.sampled_from(Rung), st.integers(0, 25)),
        "minutes_working_days": st.integers(0, 5),
        "send_at": st.sampled_from(["06:00", "07:30", "08:00", "10:55"]),
        "send_until": st.sampled_from(["11:00", "12:00", "17:00"]),
        "spread_minutes": st.sampled_from([0, 5, 30]),
        "recess_weeks": st.lists(st.integers(1, 53), max_size=26),
        "most_reminders": st.integers(1, 6),
        "working_days_between": st.integers(1, 15),
    }
)


@settings(max_examples=6, phases=set(Phase) - {Phase.shrink})  # the steps' seed does not shrink
@given(
    template=st.sampled_from(["sjaelland-2021-2022", "hovedstaden-2021-2022"]),
    began=st.dates(date(2019, 12, 1), date(2020, 11, 15)),
    deadline=st.dates(date(2020, 11, 16), date(2021, 3, 1)),
    policy=POLICIES,
    start=st.booleans(),
    seed=st.integers(0, 2**31),
)
@pytest.mark.parametrize("scenario", Scenario)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_foreseen_is_lived(
    engine: Engine,
    scenario: Scenario,
    template: str,
    began: date,
    deadline: date,
    policy: dict[str, Any],
    start: bool,
    seed: int,
) -> None:
    """To the letter, whatever the dates, the policy, and the steps the clock is moved in."""
    chance = random.Random(seed)
    with transaction(engine) as session:
        clock = at(began, time(chance.randrange(24), 30))
        round_ = sandbox_round(
            session, template=template, start=False, clock=clock, deadline=deadline
        )
        round_.policy = round_.policy | policy
        if start:
            start_round(session, round_, clock, "user:1")
        codes = session.exec(select(Seat.code).where(Seat.round_id == round_.id)).all()
        ladder = [
            GivenContact(code, "Bo", f"{role}.{code}@example.org", role)
            for role in (ContactRole.AGENDA_SECRETARIAT, ContactRole.DIRECTOR)
            for code in chance.sample(codes, 9)
        ]
        record_contacts(session, round_, ladder, clock, "user:1")
        for code in chance.sample(codes, chance.randrange(6)):
            tell_something(session, round_, code, chance)
        before, lived = last_letter(session), clock_of(round_, NOW)
        expected = foreseen(session, round_, scenario, lived)
        told = answers_to_come(session, round_) if scenario is Scenario.CALENDAR else []
        live_to_the_end(session, round_, chance, told)
        assert sent(session, round_, before) == expected
        session.rollback()


def tell_something(session: Session, round_: Round, code: str, chance: random.Random) -> None:
    """A party that has answered, one that named a meeting, one that is left alone, new dates."""
    now = clock_of(round_, NOW)
    day = danish_date(now) + timedelta(days=chance.randrange(1, 90))
    seat = seat_by_code(session, round_, code)
    match chance.randrange(4):
        case 0 if round_.opened_at:
            answer(session, round_, code)
        case 1 if round_.opened_at:
            answer(session, round_, code, outcome=Outcome.NOT_YET, meeting_on=day)
        case 2:
            note = GivenNote(danish_date(now), "Bo", "Vi venter", day)
            note_call(session, round_, seat, note, now, "user:1")
        case _:
            import_meetings(session, round_, [GivenMeeting(code, day)], now, "user:1")


def test_everybody_decides_as_forecast(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        lived = clock_of(round_, NOW)
        meetings = [GivenMeeting(code, date(2020, 11, 24)) for code in ("320", "360")]
        import_meetings(session, round_, meetings, lived, "user:1")
        letters = rehearse_round(session, round_, lived, Scenario.CALENDAR)
    receipts = {x.code: x.at for x in letters if x.kind is LetterKind.RECEIPT}
    assert len(receipts) == 18
    assert receipts["320"] == receipts["360"] == at(date(2020, 11, 27), time(10))
    assert not [x for x in letters if x.kind is LetterKind.ESCALATION]


def test_a_party_that_has_just_met_is_expected_to_tell(engine: Engine) -> None:
    """Its meeting is over, so it is in no forecast any more; but the minutes are under way."""
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        answer(session, round_, "320", outcome=Outcome.NOT_YET, meeting_on=date(2020, 9, 24))
        for to, told in [("2020-09-27", "2020-09-29"), ("2020-09-29 16:00", "2020-09-29 16:00")]:
            move_clock(session, round_, danish(to), "user:1")
            letters = rehearse_round(session, round_, danish(to), Scenario.CALENDAR)
            (receipt,) = [x for x in letters if (x.code, x.kind) == ("320", "receipt")]
            assert receipt.at == danish(told if " " in told else f"{told} 10:00")


def test_a_council_that_meets_on_a_saturday_tells_it_no_sooner(engine: Engine) -> None:
    """With no working day to wait the day told would be the Friday before."""
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        times = default_lead_times() | {"answer_working_days": 0}
        round_.policy = round_.policy | {"lead_times": times}
        answer(session, round_, "320", outcome=Outcome.NOT_YET, meeting_on=date(2020, 10, 24))
        letters = rehearse_round(session, round_, clock_of(round_, NOW), Scenario.CALENDAR)
    (receipt,) = [x for x in letters if (x.code, x.kind) == ("320", "receipt")]
    assert receipt.at == danish("2020-10-24 10:00")


def test_every_table_is_copied_or_of_no_matter_to_what_sends(engine: Engine) -> None:
    """A new table is looked at here once, by whoever adds it."""
    with transaction(engine) as session:
        copied = {table.name for table, _ in _tables(sandbox_round(session))}
    assert set(metadata.tables) - copied == {
        *("api_key", "app_user", "signin_link", "web_session"),  # who may come in
        "answer_file",  # the files of an answer
        *("draft", "draft_file"),  # no answers
        "delegation",  # is done by somebody, never by itself
        *(
            "clearance",
            "objection",
            "registration",
            "reply",
        ),  # what the secretariat says of an answer
        "revision",  # is published by somebody, never by itself
        *("event_cursor", "heartbeat", "mailbox_message", "pause"),  # delivery and health
        *("event_private", "meeting_date"),  # personal data; read by the forecast beforehand
        *("cap_rule", "tariff_file", "tariff_header", "tariff_line"),  # no round's
        *("tariff_operator", "tariff_service", "reported_deviation"),
        *("funding_project", "population"),
    }


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

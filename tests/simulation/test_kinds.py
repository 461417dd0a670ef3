"""Three months of a round of every kind: parties answer, correct and keep silent, the engine sleeps
for days, and at the end the record verifies. A seed is a story."""

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.advance_rounds import advance_rounds
from actions.answer_seat import answer_seat
from actions.create_round import create_round
from actions.end_round import close_round
from actions.load import agreement_of, clock_of, round_by_id, seats_of
from actions.read_adoption import adoption_of
from actions.remind_seats import remind_seats
from actions.settle_items import Verdict, settle_items
from actions.start_round import start_round
from actions.verify_audit import verify_audit
from actions.write_answer import Teller
from models.database import transaction
from models.letter import Letter
from models.round import Round
from models.seat import Seat
from models.vocabulary import Body, LetterKind, Outcome, PartyKind, RoundState
from rules.contacts import GivenContact
from rules.planning import Wanted
from rules.questions.items import ItemState, items_of, open_items
from rules.questions.question import Question
from rules.questions.registry import QUESTIONS
from rules.questions.submission import Submission
from rules.seats import CONSENTS, FINAL
from tests.above_the_cap import NORDJYLLAND, above_the_cap
from tests.builders import BY, KKR, contacts_for, danish
from tests.databases import sqlite_only

CONTACTS = {
    "tariff_explanation": [
        GivenContact(party, party, f"{number}@example.org")
        for number, party in enumerate(["Aalborg", "Fonden Havblik", "1081", "Thisted"])
    ]
}
FIRST, DEADLINE, DAYS = danish("2026-09-01 10:00"), date(2026, 11, 2), 92
OWN: dict[str, list[dict[str, Any]]] = {
    "consultation": [{"text": "Vi støtter det."}, {"no_remarks": True}],
    "meeting_dates": [{"council": ["2027-01-14"]}, {"council": "1.2.2027", "committee": ""}],
    "tariff_explanation": [
        {"act": "explain", "category": "law", "text": "En ny lov.", "lasts": "permanent"},
        {"act": "correct", "text": "En tastefejl.", "tariff_ore": 100_000},
    ],
}


def given(chance: Random, question: Question, seat: Seat, today: date) -> Submission:
    facts: dict[str, Any] = {"version": seat.version, "name": "Anna Ø", "title": "konsulent"}
    if seat.state in FINAL:
        facts["reason"] = "En tastefejl."
    if question.each:
        own = [(i.number, chance.choice(OWN[question.name])) for i in open_items(seat)]
        return Submission(**facts, own={f"{n}.{k}": v for n, told in own for k, v in told.items()})
    if question.fields:
        return Submission(**facts, own=chance.choice(OWN[question.name]))
    region = seat.party_kind is PartyKind.REGION
    return Submission(
        **facts,
        outcome=chance.choice([*[Outcome.APPROVED] * 30, Outcome.REJECTED]),
        decided_on=today,
        body=Body.REGIONAL_COUNCIL if region else Body.COUNCIL,
    )


def a_day(session: Session, round_: Round, chance: Random, now: datetime) -> None:
    question = QUESTIONS[round_.kind]
    for seat in seats_of(session, round_):
        for item in items_of(seat):
            if item.state is ItemState.TOLD and chance.random() < 0.08:
                verdict = Verdict(item.number, chance.random() < 0.6, "Hvad er det?")
                settle_items(session, round_, seat, [verdict], now, BY)
        asked = open_items(seat) or not question.each
        if asked and chance.random() < (0.004 if seat.state in FINAL else 0.06):
            answer = given(chance, question, seat, now.date())
            answer_seat(session, round_, seat, answer, Teller(on_behalf_by="Ida"), now)
    if chance.random() < 0.8:  # else nobody sees to the engine
        advance_rounds(session, now)
        remind_seats(session, now)


def check(session: Session, round_: Round, now: datetime) -> None:
    seats = seats_of(session, round_)
    final = [seat for seat in seats if seat.state in FINAL]
    consenting = sum(seat.outcome in CONSENTS for seat in seats)
    assert (round_.answered, round_.approved) == (len(final), consenting)
    standing = adoption_of(round_, seats, now)
    assert standing.consenting == consenting
    assert standing.consenting + len(standing.tacit) + len(standing.in_the_way) == len(seats)
    assert (round_.state is RoundState.COMPLETE) == (len(final) == len(seats))
    letters = session.exec(select(Letter).where(Letter.kind == LetterKind.REMINDER)).all()
    a_day_each = Counter((letter.seat_id, letter.due_at.date()) for letter in letters)
    assert max(a_day_each.values(), default=0) <= 1


@sqlite_only
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_round_of_every_kind(engine: Engine, name: str) -> None:
    chance = Random(name)
    wanted = Wanted(kind=name, kkr=KKR, period_from=date(2025, 1, 1), deadline=DEADLINE)
    contacts = CONTACTS.get(name) or contacts_for(day=date(2025, 1, 1))
    with transaction(engine) as session:
        if QUESTIONS[name].about:
            above_the_cap(session, NORDJYLLAND)
        made = create_round(session, wanted, FIRST, BY, contacts[:-1])  # one has no contact
        round_id, until = start_round(session, made, FIRST, BY).id or 0, made.extends_to
    for day in range(DAYS):
        with transaction(engine) as session:
            now = FIRST + timedelta(days=day)
            round_ = round_by_id(session, round_id)
            a_day(session, round_, chance, now)
            check(session, round_, now)
    with transaction(engine) as session:
        now = FIRST + timedelta(days=DAYS)
        round_ = round_by_id(session, round_id)
        before = agreement_of(session, round_).period_to
        standing = adoption_of(round_, seats_of(session, round_), clock_of(round_, now))
        close_round(session, round_, now, BY)
        assert round_.result is standing.result
        expected = until if until and standing.succeeds else before
        assert agreement_of(session, round_).period_to == expected
        assert verify_audit(session).problems == []

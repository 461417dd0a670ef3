"""Many at once, on both databases: one wins, the rest are told, and no chain forks."""

from collections import Counter
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.advance_rounds import advance_rounds
from actions.answer_seat import answer_seat
from actions.end_round import close_round
from actions.load import contacts_of, round_by_id, seat_by_code, seats_of
from actions.open_link import open_link
from actions.remind_seats import remind_seats
from actions.verify_audit import verify_audit
from actions.write_answer import Teller
from models.database import transaction
from models.event import Event
from models.keys import get_keys
from models.letter import Letter
from models.round import Round
from models.seat import Answer
from rules.links import token
from rules.refusal import Refusal, Why
from rules.seats import FINAL
from tests.builders import (
    A_PARTY,
    ANSWERED,
    BY,
    PARTIES,
    answer,
    danish,
    real_round,
    submission,
)
from tests.crowd import CROWD, simultaneously
from tests.dump import events, letters


def begin(engine: Engine, **facts: Any) -> int:
    with transaction(engine) as session:
        return real_round(session, **facts).id or 0


def check(engine: Engine, round_id: int) -> tuple[Round, list[Event]]:
    """The round and its events, after the record was found whole."""
    with Session(engine) as session:
        assert verify_audit(session).problems == []
        round_ = session.get_one(Round, round_id)
        final = [seat for seat in seats_of(session, round_) if seat.state in FINAL]
        assert round_.answered == len(final)
        return round_, events(session, round_)


def test_of_20_answers_to_one_seat_one_wins_and_the_rest_hear_who(engine: Engine) -> None:
    round_id = begin(engine)
    with Session(engine) as session:
        seat = seat_by_code(session, session.get_one(Round, round_id), A_PARTY)
        (contact,) = contacts_of(session, seat)
        link = token(
            get_keys()[0], seat_id=contact.seat_id, contact_id=contact.id or 0, generation=1
        )

    def act(session: Session, number: int) -> str:
        opened = open_link(session, link, lock=True)
        given = submission(version=1, name=f"Nummer {chr(65 + number)}")
        teller = Teller(contact=opened.contact)
        return answer_seat(session, opened.round_, opened.seat, given, teller, ANSWERED).name

    results = simultaneously(engine, act)
    won = [result for result in results if isinstance(result, str)]
    lost = [result for result in results if isinstance(result, Refusal)]
    assert (len(won), len(lost)) == (1, CROWD - 1), results
    for refusal in lost:
        assert refusal.why is Why.CONFLICT
        assert refusal.detail["answered_by"] == won[0]
        assert refusal.detail["version"] == 2
    round_, recorded = check(engine, round_id)
    assert (round_.answered, round_.approved) == (1, 1)
    assert [event.kind for event in recorded].count("seat.answered") == 1
    with Session(engine) as session:
        assert len(session.exec(select(Answer)).all()) == 1
        assert len(letters(session, round_, "receipt")) == 1


def test_20_answers_to_20_seats_all_count(engine: Engine) -> None:
    round_id = begin(engine, kkr="syddanmark")
    with Session(engine) as session:
        codes = [seat.code for seat in seats_of(session, session.get_one(Round, round_id))]

    def act(session: Session, number: int) -> str:
        round_ = round_by_id(session, round_id)
        return answer(session, round_, codes[number]).receipt

    receipts = simultaneously(engine, act)
    assert len({str(receipt) for receipt in receipts}) == CROWD
    assert not [result for result in receipts if isinstance(result, Exception)]
    round_, recorded = check(engine, round_id)
    assert (round_.answered, round_.approved) == (CROWD, CROWD)
    assert [event.seq for event in recorded] == list(range(1, len(recorded) + 1))


def test_reactions_that_overlap_write_each_letter_once(engine: Engine) -> None:
    round_id = begin(engine)
    now = danish("2026-12-10 08:00")

    def act(session: Session, number: int) -> int:
        return (remind_seats if number % 2 else advance_rounds)(session, now)

    results = simultaneously(engine, act, 8)
    assert sum(n for n in results[1::2] if isinstance(n, int)) == PARTIES, results
    _, recorded = check(engine, round_id)
    kinds = Counter(event.kind for event in recorded)
    assert (kinds["reminder.fell_due"], kinds["deadline.passed"]) == (PARTIES, 1)
    with Session(engine) as session:
        keys = Counter(session.exec(select(Letter.key)))
        assert set(keys.values()) == {1}
        assert len(letters(session, session.get_one(Round, round_id), "reminder")) == PARTIES


def test_the_last_answer_and_the_close_agree_on_the_result(engine: Engine) -> None:
    """Whichever comes first: the result is that of the answers that were counted."""
    after = danish("2026-12-02 09:00")
    round_id = begin(engine)
    with transaction(engine) as session:
        round_ = round_by_id(session, round_id)
        for seat in seats_of(session, round_)[1:]:
            answer(session, round_, seat.code)
        first = seats_of(session, round_)[0].code

    def act(session: Session, number: int) -> str:
        round_ = round_by_id(session, round_id)
        if number % 2:
            return answer(session, round_, first, after).receipt
        return str(close_round(session, round_, after, BY).result)

    results = simultaneously(engine, act, 2)
    round_, recorded = check(engine, round_id)
    closed = next(event for event in recorded if event.kind == "round.closed")
    in_time = isinstance(results[1], str)
    assert round_.result == closed.payload["result"] == ("adopted" if in_time else "not_adopted")
    assert closed.payload["answered"] == round_.answered == PARTIES - (not in_time)
    assert in_time or (isinstance(results[1], Refusal) and results[1].why is Why.GONE)

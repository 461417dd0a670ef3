"""Many at once, on both databases: one wins, the rest are told, and no chain forks."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.advance_rounds import advance_rounds
from actions.answer_seat import answer_seat
from actions.attach_document import attach_document
from actions.contacts import record_contacts
from actions.create_round import create_round
from actions.end_round import close_round
from actions.load import contacts_of, round_by_id, seat_by_code, seats_of
from actions.open_link import open_link
from actions.record import record
from actions.remind_seats import remind_seats
from actions.sign_in import invite_user, make_signin_token, sign_in
from actions.start_round import start_round
from actions.verify_audit import verify_audit
from actions.write_answer import Teller
from models.agreement import StoredFile
from models.database import transaction
from models.event import Event
from models.keys import get_keys
from models.letter import Letter
from models.round import Round
from models.seat import Answer
from models.vocabulary import Role, RoundState
from rules.links import token
from rules.planning import Wanted
from rules.refusal import Refusal, Why
from rules.seats import FINAL
from tests.builders import (
    A_PARTY,
    ANSWERED,
    BY,
    NOW,
    PARTIES,
    answer,
    contacts_for,
    danish,
    real_round,
    submission,
)
from tests.dump import events, letters

CROWD = 20
Result = TypeVar("Result")


def simultaneously(
    engine: Engine, act: Callable[[Session, int], Result], crowd: int = CROWD
) -> list[Result | Exception]:
    """What each of the crowd got, every one in a transaction and a thread of its own."""
    barrier = Barrier(crowd)

    def one(number: int) -> Result | Exception:
        barrier.wait()
        try:
            with transaction(engine) as session:
                return act(session, number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(crowd) as pool:
        return list(pool.map(one, range(crowd)))


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


def test_a_chain_under_20_writers_is_gapless_and_unforked(engine: Engine) -> None:
    """The chain is not there yet: the writers also compete for its beginning."""

    def act(session: Session, number: int) -> int:
        for part in range(3):
            key = f"round.cancelled:{number}:{part}"
            payload = {"reason": "x", "by": BY}
            assert record(session, "system", "round.cancelled", key, NOW, payload)
        return number

    assert simultaneously(engine, act) == list(range(CROWD))
    with Session(engine) as session:
        chain = session.exec(select(Event).order_by(Event.seq)).all()  # type: ignore[arg-type]
        assert [event.seq for event in chain] == list(range(1, 3 * CROWD + 1))
        assert [event.prev for event in chain] == ["", *(event.hash for event in chain[:-1])]
        assert verify_audit(session).problems == []


def test_20_writers_of_one_fact_record_it_once(engine: Engine) -> None:
    def act(session: Session, _number: int) -> bool:
        payload = {"reason": "x", "by": BY}
        return record(session, "system", "round.cancelled", "one", NOW, payload) is not None

    assert Counter(simultaneously(engine, act)) == Counter({False: CROWD - 1, True: 1})


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


def test_the_first_heartbeat_may_be_anybodys(engine: Engine) -> None:
    results = simultaneously(engine, lambda session, _: advance_rounds(session, NOW), 8)
    assert results == [0] * 8


def test_rounds_made_at_once_stand_in_one_system_chain(engine: Engine) -> None:
    def act(session: Session, _number: int) -> int:
        wanted = Wanted("biennial", "", "nordjylland", date(2027, 1, 1), date(2026, 12, 1))
        return create_round(session, wanted, NOW, BY).id or 0

    made = simultaneously(engine, act, 8)
    assert [type(number) for number in made] == [int] * 8
    with Session(engine) as session:
        assert verify_audit(session).problems == []


def test_the_same_document_attached_to_several_rounds_is_stored_once(engine: Engine) -> None:
    drafts = [begin(engine, start=False) for _ in range(6)]

    def act(session: Session, number: int) -> str:
        round_ = round_by_id(session, drafts[number])
        content = b"%PDF-1.7 the same"
        return attach_document(session, round_, "", "a.pdf", content, NOW, BY).file_sha256

    hashes = simultaneously(engine, act, len(drafts))
    with Session(engine) as session:
        (stored,) = session.exec(select(StoredFile)).all()
        assert hashes == [stored.sha256] * len(drafts)


def test_a_round_is_started_by_one(engine: Engine) -> None:
    round_id = begin(engine, start=False)

    def act(session: Session, _number: int) -> RoundState:
        return start_round(session, round_by_id(session, round_id), NOW, BY).state

    results = simultaneously(engine, act, 8)
    assert results.count(RoundState.OPEN) == 1
    assert all(isinstance(r, Refusal) for r in results if r is not RoundState.OPEN), results


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


def test_one_contact_given_by_several_is_kept_once(engine: Engine) -> None:
    round_id = begin(engine, contacts=[])

    def act(session: Session, _number: int) -> int:
        round_ = round_by_id(session, round_id)
        return record_contacts(session, round_, contacts_for(parties=[A_PARTY]), NOW, BY)

    results = simultaneously(engine, act, 8)
    assert results.count(1) == 1
    assert all(isinstance(result, Refusal) for result in results if result != 1), results
    with Session(engine) as session:
        assert len(letters(session, session.get_one(Round, round_id), "invitation")) == 1


def test_a_sign_in_link_opens_one_session(engine: Engine) -> None:
    with transaction(engine) as session:
        user = invite_user(session, "ida@example.org", Role.SECRETARIAT, NOW)
        link = make_signin_token(session, user, NOW)
    results = simultaneously(engine, lambda session, _: sign_in(session, link, NOW), 8)
    assert len([result for result in results if isinstance(result, str)]) == 1
    refused = [result.why for result in results if isinstance(result, Refusal)]
    assert refused == [Why.GONE] * 7

"""Many writers at once: no chain forks, and what can be there once is there once."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.advance_rounds import advance_rounds
from actions.attach_document import attach_document
from actions.contacts import record_contacts
from actions.create_round import create_round
from actions.load import round_by_id
from actions.record import record
from actions.sign_in import invite_user, make_signin_token, sign_in
from actions.start_round import start_round
from actions.verify_audit import verify_audit
from models.agreement import StoredFile
from models.database import transaction
from models.event import Event
from models.round import Round
from models.vocabulary import Role, RoundState
from rules.planning import Wanted
from rules.refusal import Refusal, Why
from tests.builders import (
    A_PARTY,
    BY,
    NOW,
    contacts_for,
    real_round,
)
from tests.crowd import CROWD, simultaneously
from tests.dump import letters


def begin(engine: Engine, **facts: Any) -> int:
    with transaction(engine) as session:
        return real_round(session, **facts).id or 0


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

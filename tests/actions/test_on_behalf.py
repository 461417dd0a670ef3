"""What the secretariat registers for a party counts by its evidence or by two, and is disputed."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.check_answer import check_answer
from actions.end_round import close_round
from actions.load import contacts_of, seat_by_code
from actions.object_to_answer import (
    object_to_answer,
    objected_codes,
    open_objection,
    settle_objection,
)
from actions.open_link import OpenedLink
from actions.read_certificate import read_certificate
from actions.register_answer import (
    Official,
    as_answer,
    confirm_registration,
    drop_registration,
    open_registration,
    register_answer,
    waiting_codes,
)
from actions.store_attachments import store_evidence
from actions.verify_audit import verify_audit
from actions.write_answer import Teller
from api.pages.forms import GivenFile
from models.database import transaction
from models.on_behalf import Objection, Registration
from models.round import Round
from models.seat import Answer, Seat
from models.vocabulary import Assurance, Outcome, SeatState
from rules.questions.submission import again, kept
from rules.refusal import Why
from tests.actions.refusing import refused
from tests.builders import (
    A_PARTY,
    ANSWERED,
    BY,
    answer,
    danish,
    real_round,
    submission,
)
from tests.dump import events, letters

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LATER = danish("2026-11-05 09:00")
ANNA, BO = Official("user:1", "anna@kkr.example"), Official("user:2", "bo@kkr.example")
PROGRAM = Official("key:1", "API-nøgle 1", person=False)
MAIL = GivenFile("Svar fra Aalborg.eml", b"From: a@b.dk\nSubject: Svar\nDate: x\n\nGodkendt\n")
NOT_YET: dict[str, Any] = {"outcome": Outcome.NOT_YET, "meeting_on": date(2026, 11, 23)}


def opened_round(session: Session) -> tuple[Round, Seat]:
    round_ = real_round(session)
    return round_, seat_by_code(session, round_, A_PARTY)


def register(
    session: Session, round_: Round, seat: Seat, by: Official = ANNA, **changes: Any
) -> Answer | Registration:
    evidence = store_evidence(session, changes.pop("evidence", None))
    given = submission(seat, **changes)
    return register_answer(session, round_, seat, given, evidence, by, ANSWERED)


def test_a_program_cannot_stand_by_what_has_no_evidence(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat = opened_round(session)
        register(session, round_, seat, PROGRAM)
        facts = (round_, seat, LATER, PROGRAM.actor)
        alone = refused(session, partial(check_answer, person=False), *facts)
        assert (alone.why, seat.state) == (Why.CONFLICT, SeatState.ANSWERED)
        register(session, round_, seat, PROGRAM, evidence=MAIL, reason="Mailen er her")
        assert check_answer(session, *facts, person=False).state is SeatState.CHECKED
        other = seat_by_code(session, round_, "813")
        register(session, round_, other, PROGRAM)
        assert check_answer(session, round_, other, LATER, BO.actor).state is SeatState.CHECKED


@pytest.mark.parametrize(
    ("by", "changes", "counts"),
    [
        (ANNA, {}, False),
        (ANNA, {"outcome": Outcome.REJECTED}, False),
        (ANNA, {"evidence": MAIL}, True),
        (ANNA, {"minutes_url": "https://aalborg.dk/referat"}, True),
        (ANNA, NOT_YET, True),  # decides nothing
        (PROGRAM, {}, True),
    ],
)
def test_what_counts_at_once(
    engine: Engine, by: Official, changes: dict[str, Any], counts: bool
) -> None:
    with transaction(engine) as session:
        round_, seat = opened_round(session)
        told = register(session, round_, seat, by, **changes)
        assert isinstance(told, Answer) is counts
        assert (seat.version, len(letters(session, round_, "receipt"))) == (
            (2, 1) if counts else (1, 0)
        )
        assert waiting_codes(session, round_) == ([] if counts else [A_PARTY])
        if isinstance(told, Answer):
            assert (told.assurance, told.on_behalf_by) == (Assurance.ON_BEHALF, by.name)
        else:
            assert (seat.state, round_.answered) == (SeatState.WAITING, 0)


def test_a_second_user_makes_it_count_and_the_first_cannot(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat = opened_round(session)
        registration = register(session, round_, seat, remarks="Økonomien følges", agenda_item="4")
        number = registration.id or 0
        same = refused(session, confirm_registration, round_, seat, number, ANNA, LATER)
        assert (same.why, "en anden" in same.message) == (Why.CONFLICT, True)
        assert round_.answered == 0
        given = confirm_registration(session, round_, seat, number, BO, LATER)
        assert (given.on_behalf_by, given.confirmed_by) == (ANNA.name, BO.name)
        assert (given.remarks, given.agenda_item, given.submitted_at) == (
            *("Økonomien følges", "4"),
            LATER,
        )
        assert (round_.answered, seat.state) == (1, SeatState.ANSWERED)
        assert len(letters(session, round_, "receipt")) == 1
        (told,) = events(session, round_, "registration.settled")
        assert (told.payload["answer"], told.payload["registered_by"], told.payload["by"]) == (
            *(1, "user:1"),
            "user:2",
        )
        twice = refused(session, confirm_registration, round_, seat, number, BO, LATER)
        assert twice.why is Why.CONFLICT
        assert verify_audit(session).problems == []


def test_what_waits_gives_way(engine: Engine) -> None:
    """To a later one, to whoever drops it, and to the party's own answer."""
    with transaction(engine) as session:
        round_, seat = opened_round(session)
        first = register(session, round_, seat)
        second = register(session, round_, seat, BO, outcome=Outcome.REJECTED)
        waits = open_registration(session, round_, seat)
        assert waits == second
        old = refused(session, confirm_registration, round_, seat, first.id or 0, BO, LATER)
        assert old.why is Why.CONFLICT
        drop_registration(session, round_, seat, second.id or 0, ANNA, LATER)
        assert open_registration(session, round_, seat) is None
        third = register(session, round_, seat)
        answer(session, round_)
        assert waiting_codes(session, round_) == []
        late = refused(session, confirm_registration, round_, seat, third.id or 0, BO, LATER)
        assert late.why is Why.CONFLICT
        assert [e.payload["answer"] for e in events(session, round_, "registration.settled")] == [
            None,
            None,
        ]


def test_a_withdrawal_without_evidence_waits_too(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat = opened_round(session)
        answer(session, round_)
        told = register(session, round_, seat, **NOT_YET, reason="Sagen er udsat")
        assert isinstance(told, Registration)
        assert seat.state is SeatState.ANSWERED


def test_what_is_impossible_is_said_at_once_and_nothing_waits(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat = opened_round(session)
        for changes, field in (
            ({"name": " "}, "name"),
            ({"decided_on": date(2026, 12, 24)}, "decided_on"),
            ({"version": 7}, "version"),
        ):
            given = submission(seat, **changes)
            facts = (round_, seat, given, None, ANNA, ANSWERED)
            assert refused(session, register_answer, *facts).field == field
        assert session.exec(select(Registration)).all() == []


def test_what_waits_is_kept_as_it_was_told(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat = opened_round(session)
        given = submission(
            seat, points={1: Outcome.APPROVED}, own={"text": "æ", "days": ["2026-11-02"]}
        )
        assert again(kept(given)) == given
        registration = register(session, round_, seat, dissent="To imod", closed_item=True)
        assert isinstance(registration, Registration)
        shown = as_answer(round_, seat, registration)
        assert (shown.outcome, shown.decided_on, shown.dissent, shown.closed_item) == (
            *(Outcome.APPROVED, date(2026, 11, 2)),
            *("To imod", True),
        )
        assert shown not in session


def objected(session: Session, **changes: Any) -> tuple[Round, Seat, OpenedLink]:
    round_, seat = opened_round(session)
    answer(session, round_, teller=Teller(on_behalf_by=ANNA.name), **changes)
    opened = OpenedLink(round_, seat, contacts_of(session, seat)[0])
    object_to_answer(session, opened, 1, "Det var udvalget.", "Eva Ø", "byrådssekretær", LATER)
    return round_, seat, opened


def test_an_objection_stops_the_close_until_it_is_settled(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat, opened = objected(session)
        for code in [s.code for s in session.exec(select(Seat)) if s.code != A_PARTY]:
            answer(session, round_, code)
        assert objected_codes(session, round_) == [A_PARTY]
        stopped = refused(session, close_round, round_, LATER, BY)
        assert (stopped.why, A_PARTY in stopped.message) == (Why.CONFLICT, True)
        again_ = (opened, 1, "Stadig", "Eva", "sekretær", LATER)
        assert "allerede" in refused(session, object_to_answer, *again_).message
        settle_objection(session, round_, seat, "Byrådet mødtes den 2.", LATER, BY)
        (letter,) = letters(session, round_, "objection_settled")
        assert letter.to_address == opened.contact.email
        assert seat.state is SeatState.ANSWERED
        twice = refused(session, settle_objection, round_, seat, "Igen", LATER, BY)
        assert twice.why is Why.CONFLICT
        check_answer(session, round_, seat, LATER, BY)
        close_round(session, round_, LATER, BY)
        before = read_certificate(session, round_)
        object_to_answer(session, opened, 1, "Nej, alligevel ikke.", "Eva", "chef", LATER)
        assert objected_codes(session, round_) == [A_PARTY]  # after the close too
        assert read_certificate(session, round_) == before
        assert verify_audit(session).problems == []


def test_an_answer_given_anew_ends_the_objection(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat, opened = objected(session)
        answer(session, round_, outcome=Outcome.REJECTED, reason="Det rigtige svar")
        assert open_objection(session, seat) is None
        own = refused(session, object_to_answer, opened, 2, "x", "Eva", "chef", LATER)
        assert own.why is Why.CONFLICT  # it is the party's own


@pytest.mark.parametrize(
    ("number", "words", "name", "title", "field"),
    [
        (2, "Forkert", "Eva", "chef", ""),
        (1, " ", "Eva", "chef", "words"),
        (1, "x" * 2_001, "Eva", "chef", "words"),
        (1, "Forkert", "", "chef", "name"),
        (1, "Forkert", "12", "chef", "name"),
        (1, "Forkert", "Eva", "\t", "title"),
        (1, "For\x00kert", "Eva", "chef", "words"),
    ],
)
def test_what_is_no_objection(
    engine: Engine, number: int, words: str, name: str, title: str, field: str
) -> None:
    with transaction(engine) as session:
        round_, seat = opened_round(session)
        answer(session, round_, teller=Teller(on_behalf_by=ANNA.name))
        opened = OpenedLink(round_, seat, contacts_of(session, seat)[0])
        facts = (opened, number, words, name, title, LATER)
        assert refused(session, object_to_answer, *facts).field == field
        assert session.exec(select(Objection)).all() == []


def test_what_is_said_of_a_closed_item_stays_out_of_exports(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat, _ = objected(session, closed_item=True)
        settle_objection(session, round_, seat, "Afklaret", LATER, BY)
        kinds = ("answer.objected", "objection.settled")
        assert all(e.payload["closed_item"] for e in events(session, round_, *kinds))

"""A reservation is cleared by secretariat and party together, and by neither alone."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.clear_reservation import confirm_met, declare_met, open_clearance
from actions.load import contacts_of, seat_by_code
from actions.open_link import OpenedLink
from actions.verify_audit import verify_audit
from models.clearance import Clearance
from models.database import transaction
from models.round import Round
from models.seat import Seat
from models.vocabulary import Outcome, SeatState
from rules.refusal import Why
from rules.reservations import cleared
from tests.actions.refusing import refused
from tests.builders import A_PARTY, ANSWERED, BY, answer, danish, real_round, sandbox_round
from tests.dump import events, letters

LATER = danish("2026-11-05 09:00")
RESERVED = Outcome.APPROVED_WITH_RESERVATION


def reserved(session: Session, **changes: Any) -> tuple[Round, Seat]:
    round_ = real_round(session)
    answer(session, round_, **{"outcome": RESERVED, "remarks": "Hvis bilaget rettes"} | changes)
    return round_, seat_by_code(session, round_, A_PARTY)


def by_link(session: Session, round_: Round, seat: Seat) -> OpenedLink:
    return OpenedLink(round_, seat, contacts_of(session, seat)[0])


def test_declared_by_one_and_confirmed_by_the_other_it_is_an_approval(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat = reserved(session)
        clearance = declare_met(session, round_, seat, "Bilaget er rettet", LATER, "user:1")
        assert (round_.approved, seat.version, seat.outcome) == (0, 2, RESERVED)
        (letter,) = letters(session, round_, "reservation_met")
        assert letter.to_address == f"primary.{A_PARTY}@example.org"
        opened = by_link(session, round_, seat)
        confirmed = confirm_met(session, opened, clearance.id or 0, 2, "Bo Ø", "sekretær", LATER)
        assert (confirmed.number, confirmed.name) == (2, "Bo Ø")
        assert confirmed.outcome is Outcome.APPROVED_WITH_REMARKS
        assert confirmed.remarks == "Hvis bilaget rettes"
        assert confirmed.reason == "Forbeholdet er imødekommet: Bilaget er rettet"
        assert (round_.approved, seat.state, seat.version) == (1, SeatState.ANSWERED, 3)
        assert open_clearance(session, seat) is None
        (event,) = events(session, round_, "reservation.cleared")
        assert (event.payload["answer"], event.payload["cleared_by"]) == (1, 2)
        assert (event.payload["declared_by"], event.payload["by"]) == (
            "user:1",
            f"contact:{opened.contact.id}",
        )
        assert verify_audit(session).problems == []


def test_of_an_answer_by_points_only_the_reserved_ones_change(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        told = {1: Outcome.APPROVED, 2: RESERVED}
        given = answer(session, round_, "320", outcome=None, points=told, remarks="Hvis")
        submission = cleared(given, "Rettet", "Bo", "sekretær", 2)
        assert submission.points == {1: Outcome.APPROVED, 2: Outcome.APPROVED_WITH_REMARKS}
        assert submission.outcome is None
        assert submission.decided_on == given.decided_on


def test_what_has_changed_since_is_not_confirmed(engine: Engine) -> None:
    with transaction(engine) as session:
        round_, seat = reserved(session)
        old = declare_met(session, round_, seat, "Vi ser på det", LATER, BY)
        new = declare_met(session, round_, seat, "Bilaget er rettet", LATER, BY)
        opened = by_link(session, round_, seat)
        for clearance, version, name, why in (
            (old.id or 0, 2, "Bo", Why.CONFLICT),
            (new.id or 0, 1, "Bo", Why.CONFLICT),
            (new.id or 0, 2, " ", Why.INVALID),
        ):
            facts = (clearance, version, name, "sekretær", LATER)
            assert refused(session, confirm_met, opened, *facts).why is why
        answer(session, round_, outcome=RESERVED, remarks="Noget andet", reason="rettet")
        facts = (new.id or 0, 3, "Bo", "sekretær", LATER)
        assert refused(session, confirm_met, opened, *facts).field == "clearance"


@pytest.mark.parametrize(
    ("outcome", "words", "why"),
    [
        (Outcome.APPROVED, "Rettet", Why.CONFLICT),
        (Outcome.REJECTED, "Rettet", Why.CONFLICT),
        (RESERVED, " ", Why.INVALID),
        (RESERVED, "x" * 1_901, Why.INVALID),
    ],
)
def test_what_cannot_be_declared_met(
    engine: Engine, outcome: Outcome, words: str, why: Why
) -> None:
    with transaction(engine) as session:
        round_, seat = reserved(session, outcome=outcome)
        assert refused(session, declare_met, round_, seat, words, ANSWERED, BY).why is why
        assert session.exec(select(Clearance)).all() == []

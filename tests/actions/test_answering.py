"""An answer, its receipt, its event and the counters stand or fall together."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from actions.end_round import cancel_round, close_round
from actions.load import contacts_of, seat_by_code
from actions.write_answer import Teller
from models.database import transaction
from models.event import EventPrivate
from models.round import Round
from models.seat import Answer, Seat
from models.vocabulary import Body, ContactRole, Outcome, SeatState
from rules.refusal import Why
from tests.actions.refusing import refused_answer
from tests.builders import (
    A_PARTY,
    ANSWERED,
    BY,
    PARTIES,
    REGION,
    answer,
    contacts_for,
    danish,
    real_round,
    sandbox_round,
)
from tests.databases import sqlite_only
from tests.dump import changed, dump, events, letters


def seat_of(session: Session, round_: Round, code: str = A_PARTY) -> Seat:
    return seat_by_code(session, round_, code)


def test_a_decision_is_kept_whole_with_receipt_event_and_counters(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        given = answer(
            session,
            round_,
            outcome=Outcome.APPROVED_WITH_REMARKS,
            remarks="Økonomien følges",
            dissent="Liste Ø stemte imod",
            agenda_item="12",
            minutes_url="https://example.org/ref",
            closed_item=True,
        )
        round_id, answer_id = round_.id, given.id
    with Session(engine) as session:
        found = session.get_one(Round, round_id)
        kept = session.get_one(Answer, answer_id)
        seat = seat_of(session, found)
        assert (kept.number, kept.seat_version, kept.outcome) == (1, 1, "approved_with_remarks")
        assert (kept.decided_on, kept.body) == (date(2026, 11, 2), Body.COUNCIL)
        assert (kept.remarks, kept.dissent) == ("Økonomien følges", "Liste Ø stemte imod")
        assert kept.submitted_at == ANSWERED
        assert kept.receipt == f"{found.id}-{A_PARTY}-1"
        assert (seat.state, seat.version, seat.answer_id) == (SeatState.ANSWERED, 2, kept.id)
        assert (seat.outcome, seat.answered_at) == (Outcome.APPROVED_WITH_REMARKS, ANSWERED)
        assert seat.next_letter_at is None
        assert (found.answered, found.approved, found.missing) == (1, 1, PARTIES - 1)
        (event,) = events(session, found, "seat.answered")
        assert (event.hash, event.at, event.party_code) == (kept.chain_head, ANSWERED, A_PARTY)
        assert event.payload["acting_body"] == "byrådet"
        assert event.payload["assurance"] == "link"
        (receipt,) = letters(session, found, "receipt")
        assert (receipt.to_address, receipt.due_at) == (
            f"primary.{A_PARTY}@example.org",
            ANSWERED,
        )


def test_what_is_personal_stays_out_of_the_chain(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        said: dict[str, Any] = {"name": "Åse Hemmelig", "title": "jurist", "remarks": "internt"}
        answer(session, round_, outcome=Outcome.REJECTED, **said)
        (event,) = events(session, round_, "seat.answered")
        payload = str(event.payload)
        assert not [word for word in said.values() if word in payload]
        private = session.get_one(EventPrivate, event.id)
        assert said.items() <= private.data.items()
        assert len(private.salt) >= 32


@pytest.mark.parametrize(
    ("outcome", "answered", "approved"),
    [
        (Outcome.APPROVED, 1, 1),
        (Outcome.APPROVED_WITH_REMARKS, 1, 1),
        (Outcome.APPROVED_WITH_RESERVATION, 1, 0),
        (Outcome.REJECTED, 1, 0),
        (Outcome.NOT_YET, 0, 0),
    ],
)
def test_what_counts(engine: Engine, outcome: Outcome, answered: int, approved: int) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        answer(session, round_, outcome=outcome, remarks="fordi")
        assert (round_.answered, round_.approved) == (answered, approved)
        final = outcome is not Outcome.NOT_YET
        assert seat_of(session, round_).outcome == (outcome if final else None)


@pytest.mark.parametrize(
    ("body", "council"), [(Body.REGIONAL_COUNCIL, "regionsrådet"), (Body.MAYOR, "regionsrådet")]
)
def test_the_region_answers_through_its_own_council(
    engine: Engine, body: Body, council: str
) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        assert refused_answer(session, round_, code=REGION, body=Body.COUNCIL).field == "body"
        answer(session, round_, REGION, body=body)
        (event,) = events(session, round_, "seat.answered")
        assert event.payload["acting_body"] == council


def test_after_the_deadline_a_late_decision_still_counts_and_is_flagged(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        late = danish("2027-01-12 10:00")
        given = answer(session, round_, now=late, decided_on=date(2027, 1, 11))
        assert given.flags == ["after_deadline"]
        assert (round_.answered, round_.approved) == (1, 1)


def test_a_decision_older_than_the_round_is_flagged(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        given = answer(session, round_, decided_on=date(2026, 9, 30))
        assert given.flags == ["older_than_round"]


def test_today_is_the_danish_day(engine: Engine) -> None:
    """At 00:30 Danish time on the 4th it is still the 3rd in UTC."""
    with transaction(engine) as session:
        round_ = real_round(session)
        midnight = danish("2026-11-04 00:30")
        assert refused_answer(
            session, round_, decided_on=date(2026, 11, 5), now=midnight
        ).field == ("decided_on")
        assert answer(session, round_, decided_on=date(2026, 11, 4), now=midnight).flags == []


def test_a_sandbox_judges_by_its_own_clock(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        tomorrow = date(2020, 9, 9)
        assert (
            refused_answer(session, round_, code="259", decided_on=tomorrow).field == "decided_on"
        )
        given = answer(session, round_, "259", decided_on=date(2020, 9, 8))
        assert given.submitted_at == danish("2020-09-08 08:00")


@sqlite_only
@pytest.mark.parametrize(
    ("end", "why"),
    [("draft", Why.CONFLICT), ("closed", Why.GONE), ("cancelled", Why.GONE)],
)
def test_only_a_live_round_takes_answers(engine: Engine, end: str, why: Why) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=end != "draft")
        if end == "closed":
            close_round(session, round_, danish("2026-12-02 09:00"), BY)
        if end == "cancelled":
            cancel_round(session, round_, "ny aftale", ANSWERED, BY)
        assert refused_answer(session, round_).why is why


def test_the_receipt_goes_to_whoever_answered_and_to_the_primary_contact(engine: Engine) -> None:
    with transaction(engine) as session:
        everybody = [*contacts_for(), *contacts_for(role=ContactRole.AGENDA_SECRETARIAT)]
        round_ = real_round(session, contacts=everybody)
        contacts = contacts_of(session, seat_of(session, round_))
        agenda = next(c for c in contacts if c.role is ContactRole.AGENDA_SECRETARIAT)
        answer(session, round_, teller=Teller(contact=agenda))
        assert {x.to_address for x in letters(session, round_, "receipt")} == {
            f"primary.{A_PARTY}@example.org",
            f"agenda_secretariat.{A_PARTY}@example.org",
        }


def test_an_answer_on_behalf_names_who_registered_it(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        given = answer(session, round_, teller=Teller(on_behalf_by="Ida i sekretariatet"))
        assert (given.on_behalf_by, given.contact_id) == ("Ida i sekretariatet", None)
        (event,) = events(session, round_, "seat.answered")
        assert event.payload["assurance"] == "on_behalf"
        private = session.get_one(EventPrivate, event.id)
        assert private.data["on_behalf_by"] == "Ida i sekretariatet"


def test_points_are_kept_and_the_weakest_stands(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        points = {1: Outcome.APPROVED, 2: Outcome.APPROVED_WITH_RESERVATION}
        given = answer(session, round_, "259", points=points, remarks="kun hvis taksten holder")
        assert given.outcome is Outcome.APPROVED_WITH_RESERVATION
    with Session(engine) as session:
        kept = session.exec(select(Answer)).one()
        assert kept.points == {"1": "approved", "2": "approved_with_reservation"}


def test_nothing_is_left_of_an_answer_whose_transaction_fails(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        before = dump(session)

    def fail(session: Session) -> None:
        answer(session, session.get_one(Round, round_.id))
        session.flush()
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError), transaction(engine) as session:
        fail(session)
    with Session(engine) as session:
        assert changed(before, dump(session)) == {}

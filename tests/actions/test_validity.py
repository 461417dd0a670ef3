"""Contacts come and go by their dates; invitations and reminders go to those valid on the day."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from actions.advance_rounds import advance_round
from actions.contacts import record_contacts
from actions.limit_contact import limit_contact
from actions.load import clock_of, contacts_of, seat_by_code
from actions.move_clock import move_clock
from actions.open_link import open_link
from actions.read_desk import read_desk
from actions.remind_seats import remind_round
from actions.start_round import start_round
from actions.verify_audit import verify_audit
from models.database import transaction
from models.round import Round
from models.seat import Contact
from models.vocabulary import ContactRole, Left
from rules.contacts import GivenContact
from rules.refusal import Why
from rules.tasks import TaskKind
from tests.actions.refusing import refused
from tests.builders import A_PARTY, BY, NOW, danish, real_round, sandbox_round
from tests.databases import sqlite_only
from tests.dump import changed, dump, events, letters
from tests.load.builders import token_of

pytestmark = sqlite_only
FRIDAY = date(2026, 11, 6)


def add(session: Session, round_: Round, name: str, now: Any = NOW, **more: Any) -> Contact:
    email = f"{name}@example.org"
    record_contacts(session, round_, [GivenContact(A_PARTY, name, email, **more)], now, BY)
    return next(c for c in contacts(session, round_) if c.email == email)


def contacts(session: Session, round_: Round) -> list[Contact]:
    return contacts_of(session, seat_by_code(session, round_, A_PARTY))


def written_to(session: Session, round_: Round, kind: str) -> list[str]:
    seat = seat_by_code(session, round_, A_PARTY)
    return [x.to_address for x in letters(session, round_, kind) if x.seat_id == seat.id]


def test_one_follows_the_other_on_its_first_day(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        first = contacts(session, round_)[0]
        bo = add(session, round_, "bo", valid_from=date(2026, 11, 7))  # a Saturday
        assert (bo.role, bo.becomes, first.role) == (
            ContactRole.COMING,
            ContactRole.PRIMARY,
            ContactRole.PRIMARY,
        )
        for early in ("2026-11-06 23:59", "2026-11-07 12:00", "2026-11-09 07:59"):
            advance_round(session, round_, danish(early))
            assert bo.role is ContactRole.COMING
        monday = danish("2026-11-09 08:05")
        advance_round(session, round_, monday)
        assert (bo.role, bo.becomes) == (ContactRole.PRIMARY, None)
        assert (first.role, first.left) == (ContactRole.FORMER, Left.REPLACED)
        assert written_to(session, round_, "invitation") == [first.email, "bo@example.org"]
        assert round_.without_contact == 0
        before = dump(session)
        advance_round(session, round_, monday)
        assert changed(before, dump(session)) == {}
        (event,) = events(session, round_, "contact.began")
        assert event.payload == {"contact": bo.id, "by": "engine"}
        assert verify_audit(session).problems == []


def test_after_its_last_day_nobody_writes_to_it_and_its_link_is_over(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        anna = add(session, round_, "anna", valid_to=date(2026, 11, 9))
        link = token_of(anna)
        assert open_link(session, link, lock=True).speaks
        late = danish("2026-11-10 08:00")
        remind_round(session, round_, late)  # before anything has noticed that the day is over
        assert written_to(session, round_, "reminder") == []
        advance_round(session, round_, late)
        assert (anna.role, anna.left, round_.without_contact) == (
            ContactRole.FORMER,
            Left.EXPIRED,
            1,
        )
        assert refused(session, open_link, link).detail["left"] is Left.EXPIRED
        desk = read_desk(session, round_.id or 0, late)
        assert TaskKind.GIVE_CONTACTS in [task.kind for task in desk.tasks]
        (event,) = events(session, round_, "contact.expired")
        assert event.payload["contact"] == anna.id


def test_a_deputy_who_takes_over_the_day_after_leaves_no_gap(engine: Engine) -> None:
    """Both given at once, as from a file; on the desk nobody is missing meanwhile."""
    with transaction(engine) as session:
        round_ = real_round(session, start=False, contacts=[])
        given = [
            GivenContact(A_PARTY, "Anna", "anna@example.org", valid_to=FRIDAY),
            GivenContact(A_PARTY, "Bo", "bo@example.org", valid_from=date(2026, 11, 7)),
        ]
        record_contacts(session, round_, given, NOW, BY)
        start_round(session, round_, NOW, BY)
        assert written_to(session, round_, "invitation") == ["anna@example.org"]
        advance_round(session, round_, danish("2026-11-07 00:05"))
        assert [c.role for c in contacts(session, round_)] == [
            ContactRole.FORMER,
            ContactRole.COMING,
        ]
        desk = read_desk(session, round_.id or 0, danish("2026-11-07 12:00"))
        assert A_PARTY not in desk.without_contact
        advance_round(session, round_, danish("2026-11-09 08:05"))
        assert written_to(session, round_, "invitation")[1:] == ["bo@example.org"]


def test_a_director_begins_without_being_asked(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        director = add(
            session, round_, "dan", role=ContactRole.DIRECTOR, valid_from=date(2026, 11, 5)
        )
        advance_round(session, round_, danish("2026-11-05 09:00"))
        assert director.role is ContactRole.DIRECTOR
        assert contacts(session, round_)[0].role is ContactRole.PRIMARY
        assert "dan@example.org" not in written_to(session, round_, "invitation")


def test_the_sandbox_lives_it_at_its_own_morning(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session)
        bo = GivenContact("320", "Bo", "bo@example.org", valid_from=date(2020, 9, 19))
        record_contacts(session, round_, [bo], clock_of(round_, NOW), BY)
        move_clock(session, round_, danish("2020-10-01 12:00"), BY)
        (letter,) = [x for x in letters(session, round_, "invitation") if x.to_name == "Bo"]
        assert letter.due_at == danish("2020-09-21 08:00")  # the Monday


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"valid_to": date(2020, 1, 1)}, Why.INVALID),
        ({"valid_from": date(2027, 1, 2), "valid_to": date(2027, 1, 1)}, Why.INVALID),
    ],
)
def test_days_that_cannot_be(engine: Engine, more: dict[str, date], why: Why) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        given = GivenContact(A_PARTY, "Bo", "bo@example.org", where="række 4", **more)  # type: ignore[arg-type]
        told = refused(session, record_contacts, round_, [given], NOW, BY)
        assert (told.field, told.why, "række 4" in told.message) == ("valid_to", why, True)


def test_a_last_day_is_set_and_taken_back(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        seat, anna = seat_by_code(session, round_, A_PARTY), contacts(session, round_)[0]
        facts = (round_, seat, anna.id or 0)
        limit_contact(session, *facts, FRIDAY, NOW, BY)
        before = dump(session)
        limit_contact(session, *facts, FRIDAY, NOW, BY)
        assert changed(before, dump(session)) == {}
        limit_contact(session, *facts, None, NOW, BY)
        assert [e.payload["valid_to"] for e in events(session, round_, "contact.limited")] == [
            "2026-11-06",
            None,
        ]
        gone = date(2020, 1, 1)
        assert refused(session, limit_contact, *facts, gone, NOW, BY).field == "valid_to"
        other = (round_, seat_by_code(session, round_, "813"), anna.id or 0)
        assert refused(session, limit_contact, *other, None, NOW, BY).why is Why.UNKNOWN
        add(session, round_, "ny")
        assert refused(session, limit_contact, *facts, FRIDAY, NOW, BY).why is Why.CONFLICT

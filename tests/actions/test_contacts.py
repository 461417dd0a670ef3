"""Contacts are checked whole before any is written, and invited when they come late."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from actions.contacts import record_contacts
from actions.end_round import cancel_round, close_round
from actions.load import contacts_of, seat_by_code
from models.database import transaction
from models.event import EventPrivate
from models.round import Round
from models.seat import Contact
from models.vocabulary import ContactRole
from rules.contacts import GIVEN_ROLES, GivenContact
from rules.refusal import Refusal, Why
from tests.builders import (
    A_PARTY,
    BY,
    NOW,
    PARTIES,
    contacts_for,
    danish,
    real_round,
    sandbox_round,
)
from tests.databases import sqlite_only
from tests.dump import changed, dump, events, letters

ANNA = GivenContact(A_PARTY, "Anna Ø", "anna@aalborg.dk")


def another(**changes: Any) -> GivenContact:
    return replace(ANNA, **changes)


@sqlite_only
@pytest.mark.parametrize(
    "party", ["851", "0851", " 851 ", "Aalborg", "aalborg", "Aalborg Kommune", "AALBORG KOMMUNE"]
)
def test_a_party_is_named_by_code_or_name(engine: Engine, party: str) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=False, contacts=[another(party=party)])
        (contact,) = contacts_of(session, seat_by_code(session, round_, A_PARTY))
        assert (contact.name, contact.email, contact.role) == (
            "Anna Ø",
            "anna@aalborg.dk",
            ContactRole.PRIMARY,
        )
        assert round_.without_contact == PARTIES - 1


@sqlite_only
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (another(party=""), "party"),
        (another(party="999"), "party"),
        (another(party="101"), "party"),  # another KKR's
        (another(party="85"), "party"),
        (another(party="00851"), "party"),
        (another(party="Ålbrog"), "party"),
        (another(party="Region Hovedstaden"), "party"),
        (another(party="\ud800"), "party"),
        (another(name=""), "name"),
        (another(name=" "), "name"),
        (another(name="Anna\r\nBcc: x@y.dk"), "name"),
        (another(name="x" * 201), "name"),
        (another(email=""), "email"),
        (another(email="anna"), "email"),
        (another(email='"c\r\nRCPT TO:<evil@x>"@d.dk'), "email"),
        (another(email="åse@aalborg.dk"), "email"),
        (another(email="anna@aalborg.dk, bo@aalborg.dk"), "email"),
        (another(role="chef"), "role"),
        (another(role="PRIMARY "), "role"),
        (another(email="bo@aalborg.dk", party="813", where="række 4"), "party"),  # two primary
        (another(role="former"), "role"),
        (another(party="813", email="PRIMARY.813@example.org", role="director"), "email"),
    ],
)
def test_one_wrong_row_and_none_is_written(engine: Engine, wrong: GivenContact, field: str) -> None:
    good = contacts_for(parties=["813", "1081"])
    with transaction(engine) as session:
        round_ = real_round(session, start=False, contacts=[])
        before = dump(session)
        with pytest.raises(Refusal) as refused:
            record_contacts(session, round_, [*good, wrong], NOW, BY)
        assert (refused.value.field, refused.value.why) == (field, Why.INVALID)
        assert wrong.where in refused.value.message
        assert changed(before, dump(session)) == {}


def test_the_same_contacts_twice_are_refused(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=False)
        with pytest.raises(Refusal):
            record_contacts(session, round_, contacts_for(), NOW, BY)
        assert len(session.exec(select(Contact)).all()) == PARTIES


def test_a_round_is_not_made_when_one_contact_is_wrong(engine: Engine) -> None:
    with pytest.raises(Refusal), transaction(engine) as session:
        real_round(session, contacts=[*contacts_for(), another(party="999")])
    with transaction(engine) as session:
        assert session.exec(select(Round)).all() == []


def test_only_primary_contacts_are_invited(engine: Engine) -> None:
    given = [c for role in GIVEN_ROLES for c in contacts_for(role=role)]
    with transaction(engine) as session:
        round_ = real_round(session, contacts=given)
        invited = letters(session, round_, "invitation")
        assert len(invited) == PARTIES
        assert all(letter.to_address.startswith("primary.") for letter in invited)
        assert round_.without_contact == 0


def test_a_new_primary_contact_takes_the_place_of_the_one_before(engine: Engine) -> None:
    """And back again: each time the links of the one that leaves end, and the other is asked."""
    (first,) = contacts_for(parties=[A_PARTY])
    second = another(email="bo@aalborg.dk", name="Bo")
    with transaction(engine) as session:
        round_ = real_round(session)
        for turn, given in enumerate([second, first, second], 1):
            assert record_contacts(session, round_, [given], NOW, BY) == 1
            seat = seat_by_code(session, round_, A_PARTY)
            speaking = [c for c in contacts_of(session, seat) if c.role is ContactRole.PRIMARY]
            assert [c.email for c in speaking] == [given.email]
            session.flush()
            session.expire_all()  # letters were cancelled behind the objects read before
            asked = letters(session, round_, "invitation")
            assert len(asked) == PARTIES + turn
            unsent = [x for x in asked if x.seat_id == seat.id and x.state != "cancelled"]
            assert [x.to_address for x in unsent] == [given.email]
        generations = {c.email: c.link_generation for c in contacts_of(session, seat)}
        assert generations == {first.email: 3, second.email: 2}
        assert round_.without_contact == 0


def test_a_party_with_no_primary_contact_counts_as_without(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, contacts=contacts_for(role=ContactRole.DIRECTOR))
        assert round_.without_contact == PARTIES
        assert letters(session, round_) == []


def test_who_they_are_is_recorded_apart_from_the_chain(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=False, contacts=[ANNA])
        (event,) = events(session, round_, "contacts.recorded")
        assert event.payload["parties"] == [A_PARTY]
        assert "anna" not in str(event.payload).lower()
        private = session.get_one(EventPrivate, event.id)
        assert private.data["contacts"][0]["email"] == "anna@aalborg.dk"


def test_nothing_given_is_nothing_recorded(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, start=False, contacts=[])
        assert record_contacts(session, round_, [], NOW, BY) == 0
        assert events(session, round_, "contacts.recorded") == []


def test_the_sandbox_has_an_example_address_for_each_party(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = sandbox_round(session, "hovedstaden-2021-2022", start=False)
        contacts = session.exec(select(Contact)).all()
        assert len(contacts) == round_.parties == 30
        assert round_.without_contact == 0
        assert all(contact.email.endswith("@example.org") for contact in contacts)
        assert len({contact.email for contact in contacts}) == 30
        assert "hoeje-taastrup@example.org" in {contact.email for contact in contacts}


@sqlite_only
@pytest.mark.parametrize("end", ["closed", "cancelled"])
def test_a_round_that_is_over_takes_no_more(engine: Engine, end: str) -> None:
    with transaction(engine) as session:
        round_ = real_round(session, contacts=[])
        if end == "closed":
            close_round(session, round_, danish("2026-12-02"), BY)
        else:
            cancel_round(session, round_, "ny aftale", NOW, BY)
        with pytest.raises(Refusal) as refused:
            record_contacts(session, round_, [ANNA], NOW, BY)
        assert refused.value.why is Why.CONFLICT

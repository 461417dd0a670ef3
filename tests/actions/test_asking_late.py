"""Who comes to speak for a party late is told what the others were."""

from sqlalchemy import Engine
from sqlmodel import Session

from actions.advance_rounds import announce_round
from actions.contacts import record_contacts
from actions.load import steps_of
from actions.turn_contacts import turn_contacts
from models.database import transaction
from models.round import Round
from models.vocabulary import ContactRole, LetterState
from rules.contacts import GivenContact
from rules.timeline import KKR_APPROVAL
from tests.builders import A_PARTY, BY, NOW, answer, contacts_for, danish, real_round
from tests.dump import events, letters


def test_a_contact_that_comes_late_is_asked_at_once(engine: Engine) -> None:
    with transaction(engine) as session:
        everybody = contacts_for()
        round_ = real_round(session, contacts=everybody[:-2])
        answer(session, round_, "1081")
        later = danish("2026-11-05 12:00")
        assert record_contacts(session, round_, everybody[-2:], later, "user:3") == 2
        assert round_.without_contact == 0
        (late,) = [x for x in letters(session, round_, "invitation") if x.due_at == later]
        (event,) = events(session, round_, "party.invited")
        assert event.party_code == everybody[-2].party
        assert late.to_address == everybody[-2].email
        assert event.payload["by"] == "user:3"


def told(session: Session, round_: Round) -> list[str]:
    """Who has the announcement, or will have it."""
    found = letters(session, round_, "announcement")
    return [x.to_address for x in found if x.state is not LetterState.CANCELLED]


def test_who_comes_after_the_announcement_is_told_of_it(engine: Engine) -> None:
    others = contacts_for(parties=["813", "825"])
    anna = GivenContact(A_PARTY, "Anna", "anna@aalborg.dk")
    bo = GivenContact(A_PARTY, "Bo", "bo@aalborg.dk")
    dan = GivenContact(A_PARTY, "Dan", "dan@aalborg.dk", ContactRole.DIRECTOR)
    coming = GivenContact(
        "773", "Eva", "eva@morsoe.dk", valid_from=danish("2026-11-05 09:00").date()
    )
    with transaction(engine) as session:
        round_ = real_round(session, start=False, contacts=others[:1])
        record_contacts(session, round_, others[1:], NOW, BY)
        assert told(session, round_) == []
        announce_round(session, round_, NOW, BY)
        assert record_contacts(session, round_, [anna, dan, coming], NOW, BY) == 3
        first = [c.email for c in others]
        assert told(session, round_) == [*first, anna.email]
        record_contacts(session, round_, [bo], NOW, BY)  # in Anna's place
        session.expire_all()
        assert told(session, round_) == [*first, bo.email]
        for _ in range(2):
            turn_contacts(session, round_, danish("2026-11-05 09:00"))
        assert told(session, round_) == [*first, bo.email, coming.email]
        assert len(events(session, round_, "party.announced")) == 3
        kkr = next(step for step in steps_of(session, round_) if step.key == KKR_APPROVAL)
        kkr.halted = True  # not recommended: nothing to reserve an item for
        record_contacts(session, round_, [anna], NOW, BY)
        session.expire_all()
        assert told(session, round_) == [*first, coming.email]

"""A contact hands the matter over, or says that it is not its own: who may answer, who is told."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from actions.contacts import record_contacts
from actions.decide_delegation import approve_delegation, refuse_delegation, waiting_delegations
from actions.decline_contact import decline_contact
from actions.delegate import delegate
from actions.end_round import close_round
from actions.load import contacts_of, seat_by_code
from actions.mail_new_links import mail_new_links
from actions.open_link import OpenedLink, open_link
from actions.party_domains import party_domains
from actions.read_desk import read_desk
from actions.remind_seats import remind_seat
from actions.verify_audit import verify_audit
from actions.write_answer import Teller
from models.database import transaction
from models.round import Round
from models.vocabulary import ContactRole, DelegationState, Left, LetterState
from rules.contacts import GivenContact
from rules.delegation import hand_over
from rules.refusal import Refusal, Why
from rules.tasks import TaskKind
from tests.actions.refusing import refused
from tests.builders import A_PARTY, BY, NOW, answer, danish, real_round
from tests.databases import sqlite_only
from tests.dump import changed, dump, events, letters
from tests.load.builders import token_of

pytestmark = sqlite_only
LATER = danish("2026-11-05 09:00")
BO = hand_over("Bo Dahl", "bo@example.org", "Du kender sagen.", "Anna Holm")
OUTSIDE = hand_over("Ida Lund", "ida@raadgiver.dk", "", "Anna Holm")


def opened(session: Session, round_: Round, number: int = 0) -> OpenedLink:
    """By the link of the party's contact, locked as for whoever acts."""
    contact = contacts_of(session, seat_by_code(session, round_, A_PARTY))[number]
    return open_link(session, token_of(contact), lock=True)


def sent_to(session: Session, round_: Round, kind: str) -> list[str]:
    waiting = [x for x in letters(session, round_, kind) if x.state is LetterState.QUEUED]
    return [letter.to_address for letter in waiting]


def tasks_of(session: Session, round_: Round) -> dict[TaskKind, tuple[str, ...]]:
    desk = read_desk(session, round_.id or 0, LATER)
    return {task.kind: task.parties for task in desk.tasks}


def test_the_colleague_answers_and_the_giver_reads(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        giver = opened(session, round_)
        done = delegate(session, giver, BO, LATER)
        assert done.state is DelegationState.DONE
        first, colleague = contacts_of(session, giver.seat)
        assert (first.role, first.left, first.left_at) == (
            ContactRole.FORMER,
            Left.DELEGATED,
            LATER,
        )
        assert (colleague.role, colleague.email, colleague.name) == (
            ContactRole.PRIMARY,
            "bo@example.org",
            "Bo Dahl",
        )
        assert round_.without_contact == 0
        (letter,) = letters(session, round_, "delegation")
        assert letter.to_address == "bo@example.org"
        assert "Anna Holm har givet sagen videre til dig" in letter.subject
        assert [
            x.state for x in letters(session, round_, "invitation") if x.contact_id == first.id
        ] == [LetterState.CANCELLED]
        assert open_link(session, token_of(first)).speaks is False
        assert refused(session, opened, round_).why is Why.GONE
        answer(session, round_, teller=Teller(contact=colleague))
        assert {x.to_address for x in letters(session, round_, "receipt")} == {"bo@example.org"}
        (event,) = events(session, round_, "seat.delegated")
        assert (event.payload["by"], event.payload["to"]) == (f"contact:{first.id}", colleague.id)
        assert event.payload["approved_by"] == ""
        assert verify_audit(session).problems == []


def test_reminders_go_to_the_colleague_alone(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        giver = opened(session, round_)
        delegate(session, giver, BO, LATER)
        remind_seat(session, round_, giver.seat, danish("2026-11-06 09:00"), BY)
        assert sent_to(session, round_, "reminder") == ["bo@example.org"]


def test_it_can_be_handed_back_and_the_old_link_answers_again(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        giver = opened(session, round_)
        delegate(session, giver, BO, LATER)
        back = hand_over("Anna Holm", giver.contact.email, "", "Bo Dahl")
        delegate(session, opened(session, round_, 1), back, LATER)
        first, colleague = contacts_of(session, giver.seat)
        assert (first.role, first.left) == (ContactRole.PRIMARY, None)
        assert (colleague.role, colleague.left) == (ContactRole.FORMER, Left.DELEGATED)
        assert opened(session, round_).speaks


def test_a_director_hands_it_to_somebody_who_is_asked_beside_the_others(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        director = GivenContact(A_PARTY, "Dan", "dan@example.org", ContactRole.DIRECTOR)
        record_contacts(session, round_, [director], NOW, BY)
        delegate(session, opened(session, round_, 1), BO, LATER)
        seat = seat_by_code(session, round_, A_PARTY)
        assert [c.role for c in contacts_of(session, seat)] == [
            ContactRole.PRIMARY,
            ContactRole.FORMER,
            ContactRole.PRIMARY,
        ]


def test_a_domain_that_another_party_has_too_waits_as_well(engine: Engine) -> None:
    ours, theirs = (GivenContact(code, "Ea", f"{code}@faelles.dk") for code in (A_PARTY, "813"))
    colleague = hand_over("Bo", "bo@faelles.dk", "", "Ea")
    with transaction(engine) as session:
        round_ = real_round(session, contacts=[ours])
        assert party_domains(session, opened(session, round_).seat).enough == ["faelles.dk"]
        record_contacts(session, round_, [theirs], NOW, BY)
        assert party_domains(session, opened(session, round_).seat).enough == []
        waits = delegate(session, opened(session, round_), colleague, LATER)
        assert waits.state is DelegationState.WAITING


def test_outside_the_domains_it_waits_for_the_secretariat(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        giver = opened(session, round_)
        waits = delegate(session, giver, OUTSIDE, LATER)
        assert waits.state is DelegationState.WAITING
        assert len(contacts_of(session, giver.seat)) == 1
        assert opened(session, round_).speaks  # until it is approved
        assert letters(session, round_, "delegation") == []
        assert tasks_of(session, round_)[TaskKind.APPROVE_DELEGATIONS] == (A_PARTY,)
        approve_delegation(session, round_, giver.seat, waits.id or 0, LATER, "user:1")
        assert sent_to(session, round_, "delegation") == ["ida@raadgiver.dk"]
        assert sent_to(session, round_, "delegation_decided") == [giver.contact.email]
        assert TaskKind.APPROVE_DELEGATIONS not in tasks_of(session, round_)
        (event,) = events(session, round_, "seat.delegated")
        assert (event.payload["approved_by"], event.payload["by"]) == (
            "user:1",
            f"contact:{giver.contact.id}",
        )
        again = hand_over("Per", "per@raadgiver.dk", "", "Ida")  # approval was of one address
        assert delegate(session, opened(session, round_, 1), again, LATER).state is (
            DelegationState.WAITING
        )


def test_refused_the_party_is_told_why_and_still_answers(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        giver = opened(session, round_)
        waits = delegate(session, giver, OUTSIDE, LATER)
        facts = (session, refuse_delegation, round_, giver.seat)
        assert refused(*facts, waits.id or 0, " ", LATER, BY).field == "reason"
        other = seat_by_code(session, round_, "813")
        wrong = refused(session, refuse_delegation, round_, other, waits.id or 0, "x", LATER, BY)
        assert wrong.why is Why.UNKNOWN
        refuse_delegation(session, round_, giver.seat, waits.id or 0, "Kun ansatte.", LATER, BY)
        assert sent_to(session, round_, "delegation_decided") == [giver.contact.email]
        assert opened(session, round_).speaks
        for verb in (approve_delegation, refuse_delegation):
            more = ("x",) if verb is refuse_delegation else ()
            late = refused(session, verb, round_, giver.seat, waits.id or 0, *more, LATER, BY)
            assert late.why is Why.CONFLICT


def test_a_new_wish_takes_the_place_of_the_one_that_waits(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        first = delegate(session, opened(session, round_), OUTSIDE, LATER)
        second = delegate(session, opened(session, round_), OUTSIDE, LATER)
        assert first.state is DelegationState.WITHDRAWN
        assert [one.id for one, _, _ in waiting_delegations(session, round_)] == [second.id]
        delegate(session, opened(session, round_), BO, LATER)
        assert waiting_delegations(session, round_) == []


def test_who_is_replaced_meanwhile_hands_nothing_over(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        giver = opened(session, round_)
        waits = delegate(session, giver, OUTSIDE, LATER)
        new = GivenContact(A_PARTY, "Ny", "ny@example.org")
        record_contacts(session, round_, [new], LATER, BY)
        assert waits.state is DelegationState.WITHDRAWN
        facts = (round_, giver.seat, waits.id or 0, LATER, BY)
        assert refused(session, approve_delegation, *facts).why is Why.CONFLICT
        whatever = token_of(giver.contact)  # even what was never given out opens nothing
        assert refused(session, open_link, whatever).detail["left"] is Left.REPLACED


def test_who_has_handed_over_may_be_made_contact_again(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        giver = opened(session, round_)
        old = token_of(giver.contact)
        delegate(session, giver, BO, LATER)
        given = GivenContact(A_PARTY, "Anna Holm", giver.contact.email)
        record_contacts(session, round_, [given], LATER, BY)
        first, colleague = contacts_of(session, giver.seat)
        assert (first.role, first.left, first.link_generation) == (ContactRole.PRIMARY, None, 2)
        assert (colleague.role, colleague.left) == (ContactRole.FORMER, Left.REPLACED)
        assert sent_to(session, round_, "invitation").count(first.email) == 1
        assert refused(session, open_link, old).detail["superseded"] is True


def test_not_mine_ends_the_link_and_leaves_a_task(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        mine = opened(session, round_)
        old = token_of(mine.contact)
        decline_contact(session, mine, "Spørg borgerservice", LATER)
        assert (mine.contact.role, mine.contact.left) == (ContactRole.FORMER, Left.NOT_MINE)
        assert round_.without_contact == 1
        assert sent_to(session, round_, "invitation").count(mine.contact.email) == 0
        assert refused(session, open_link, old).detail["left"] is Left.NOT_MINE
        assert tasks_of(session, round_)[TaskKind.FIND_CONTACTS] == (A_PARTY,)
        assert TaskKind.GIVE_CONTACTS not in tasks_of(session, round_)
        assert mail_new_links(session, old, LATER) == 0  # nobody is left, and not that person
        (event,) = events(session, round_, "contact.declined")
        assert event.payload["by"] == f"contact:{mine.contact.id}"
        new = GivenContact(A_PARTY, "Ny", "ny@example.org")
        record_contacts(session, round_, [new], LATER, BY)
        assert TaskKind.FIND_CONTACTS not in tasks_of(session, round_)
        assert mail_new_links(session, old, LATER) == 1
        assert sent_to(session, round_, "new_link") == ["ny@example.org"]
        assert verify_audit(session).problems == []


def test_after_the_end_nothing_is_handed_over(engine: Engine) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        waits = delegate(session, opened(session, round_), OUTSIDE, LATER)
        close_round(session, round_, danish("2026-12-02 09:00"), BY)
        before = dump(session)
        late, mine = danish("2026-12-02 10:00"), opened(session, round_)
        assert refused(session, delegate, mine, BO, late).why is Why.GONE
        assert refused(session, decline_contact, mine, "", late).why is Why.GONE
        approved = (round_, mine.seat, waits.id or 0, late, BY)
        assert refused(session, approve_delegation, *approved).why is Why.GONE
        assert changed(before, dump(session)) == {}


@pytest.mark.parametrize("words", ["x" * 1_001, "\x07"])
def test_words_are_checked_before_anything_ends(engine: Engine, words: str) -> None:
    with transaction(engine) as session:
        round_ = real_round(session)
        mine = opened(session, round_)
        with pytest.raises(Refusal) as told:
            decline_contact(session, mine, words, LATER)
        assert (told.value.field, mine.contact.left) == ("words", None)

"""What the secretariat does at its desk: a line per act."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from actions.advance_rounds import announce_round
from actions.answer_seat import answer_seat
from actions.change_monitor import change_monitor
from actions.check_answer import check_answer
from actions.contacts import record_contacts
from actions.create_round import create_round
from actions.end_links import end_links
from actions.end_round import cancel_round, close_round
from actions.escalate import release
from actions.extend_round import extend_round
from actions.load import clock_of, contacts_of, round_by_id, steps_of
from actions.move_clock import move_clock
from actions.record_case_number import record_case_number
from actions.remind_seats import remind_seat
from actions.send_again import STUCK, send_again
from actions.start_round import start_round
from actions.step_outcome import record_step_outcome
from actions.write_answer import Teller
from models.database import transaction
from models.letter import Letter
from models.round import Round
from models.seat import Answer, Contact
from models.vocabulary import ContactRole, LetterState, SeatState
from rules.contacts import GivenContact
from rules.danish_time import danish_date
from rules.planning import Wanted
from rules.timeline import KKR_APPROVAL, SIGN_OFF
from tests.builders import BY, danish
from tests.simulation.acts_of_parties import (
    ANY,
    DECISIONS,
    Act,
    a_seat,
    primary_of,
    words,
)
from tests.simulation.world import Nothing, World

PRACTICE: dict[str, Any] = {  # far from the real round's time
    "kkr": "nordjylland",
    "period_from": date(2027, 1, 1),
    "deadline": date(2026, 12, 1),
    "clock": danish("2026-10-01 10:00"),
}


def at_the_desk(work: Callable[[World, Session, Round], str]) -> Callable[[World], str]:
    """A unit of work on the round, as every button is."""
    return lambda world: world.unit(lambda session, round_: work(world, session, round_))


def at_the_timeline(work: Callable[[World, Session, Round], str]) -> Callable[[World], str]:
    """A unit of work that lives the round's timeline up to now, as the engine does."""

    def do(world: World) -> str:
        told = world.unit(lambda session, round_: work(world, session, round_))
        world.lives()
        return told

    return do


def answers_on_behalf(world: World) -> str:
    def work(session: Session, round_: Round) -> Answer:
        seat = a_seat(world, session, round_, ANY)
        given = words(world, seat, world.chance.choice(DECISIONS))
        teller = Teller(on_behalf_by="Bo i sekretariatet")
        return answer_seat(session, round_, seat, given, teller, world.clock)

    answer = world.unit(work)
    world.ledger.acknowledge(answer)
    return f"{answer.outcome}, receipt {answer.receipt}"


def checks(world: World, session: Session, round_: Round) -> str:
    seat = a_seat(world, session, round_, (SeatState.ANSWERED,))
    check_answer(session, round_, seat, world.clock, BY)
    return seat.code


def extends(world: World, session: Session, round_: Round) -> str:
    later = max(round_.deadline, danish_date(world.now)) + timedelta(
        days=world.chance.randint(1, 40)
    )
    if world.chance.random() < 0.2:
        later = round_.deadline - timedelta(days=1)
    extend_round(session, round_, later, "Valget trak ud.", world.clock, BY)
    return f"to {later}"


def replaces_contact(world: World, session: Session, round_: Round) -> str:
    """A new address, one that bounces, or one that spoke for the party before."""
    seat = a_seat(world, session, round_, ANY)
    former = [c.email for c in contacts_of(session, seat) if c.role is ContactRole.FORMER]
    email = f"ny{world.chance.randrange(1_000)}.{seat.code}@example.org"
    email = world.chance.choice([*former, email])
    if world.chance.random() < 0.2:
        world.post.refused.add(email)
    record_contacts(session, round_, [GivenContact(seat.code, "Ny Ø", email)], world.clock, BY)
    return f"{seat.code} is now {email}"


def adds_director(world: World, session: Session, round_: Round) -> str:
    seat = a_seat(world, session, round_, ANY)
    email = f"direktion{world.chance.randrange(1_000)}.{seat.code}@example.org"
    given = GivenContact(seat.code, "Direktør Å", email, ContactRole.DIRECTOR)
    record_contacts(session, round_, [given], world.clock, BY)
    return f"{seat.code}: {email}"


def ends_links(world: World, session: Session, round_: Round) -> str:
    seat = a_seat(world, session, round_, ANY)
    contact: Contact = primary_of(session, seat)
    end_links(session, round_, seat, contact.id or 0, world.clock, BY)
    return f"of {contact.email}"


def reminds(world: World, session: Session, round_: Round) -> str:
    seat = a_seat(world, session, round_, ANY)
    remind_seat(session, round_, seat, world.clock, BY)
    return seat.code


def sends_again(world: World) -> str:
    def work(session: Session, round_: Round) -> int:
        letter = a_letter(world, session, round_, *STUCK)
        send_again(session, round_, letter.id or 0, world.clock, BY)
        if world.chance.random() < 0.5:
            world.post.refused.discard(letter.to_address)  # the address works again
        return letter.id or 0

    letter_id = world.unit(work)
    world.ledger.asked_again[letter_id] += 1
    return f"letter {letter_id}"


def releases(world: World, session: Session, round_: Round) -> str:
    letter = a_letter(world, session, round_, LetterState.DRAFT)
    release(session, round_, letter.id or 0, world.clock, BY)
    return f"letter {letter.id} to {letter.to_address}"


def a_letter(world: World, session: Session, round_: Round, *states: LetterState) -> Letter:
    query = select(Letter).where(Letter.round_id == round_.id, col(Letter.state).in_(states))
    found = session.exec(query.order_by(col(Letter.id))).all()
    if not found:
        raise Nothing
    return world.chance.choice(found)


def records_case_number(world: World, session: Session, round_: Round) -> str:
    seat = a_seat(world, session, round_, ANY)
    number = f"27.00.00-P20-{world.chance.randint(1, 3)}-20"
    record_case_number(session, round_, seat, number, world.clock, BY)
    return f"{seat.code} {number}"


def changes_monitor(world: World, session: Session, round_: Round) -> str:
    wanted = not round_.names_parties
    change_monitor(session, round_, names_parties=wanted, now=world.clock, by=BY)
    return "names parties" if round_.names_parties else "counts only"


def records_step(world: World, session: Session, round_: Round) -> str:
    """Any step but the one that is fate, whether its day has come or not."""
    keys = [step.key for step in steps_of(session, round_) if step.key != KKR_APPROVAL]
    key = world.chance.choice(keys)
    record_step_outcome(session, round_, key, None, "Godkendt", "", world.clock, BY)
    return key


def records_kkr(world: World, session: Session, round_: Round) -> str:
    record_step_outcome(session, round_, KKR_APPROVAL, None, "Anbefalet", "", world.clock, BY)
    return "recommended"


def announces(world: World, session: Session, round_: Round) -> str:
    return f"{announce_round(session, round_, world.clock, BY)} letters"


def starts(world: World, session: Session, round_: Round) -> str:
    start_round(session, round_, world.clock, BY)
    return f"{SIGN_OFF} at once"


def closes(world: World, session: Session, round_: Round) -> str:
    return f"{close_round(session, round_, world.clock, BY).result}"


def cancels(world: World, session: Session, round_: Round) -> str:
    cancel_round(session, round_, "Aftalen skrives om.", world.clock, BY)
    return "the round"


def practises(world: World) -> str:
    """A practice round beside the real one: made, and then its clock is moved."""
    with transaction(world.engine) as session:
        if world.sandbox_id is None:
            wanted = Wanted("biennial", sandbox=True, **PRACTICE)
            round_ = create_round(session, wanted, world.clock, BY)
            start_round(session, round_, clock_of(round_, world.clock), BY)
        else:
            round_ = round_by_id(session, world.sandbox_id)
            lived = clock_of(round_, world.clock)
            move_clock(session, round_, lived + timedelta(days=world.chance.randint(1, 60)), BY)
        world.may_die()
    world.sandbox_id = round_.id
    return f"round {round_.id} to {round_.clock:%Y-%m-%d}"


SECRETARIAT = (
    Act("answers on behalf", 3, answers_on_behalf),
    Act("checks", 6, at_the_desk(checks)),
    Act("extends the deadline", 1, at_the_desk(extends)),
    Act("replaces a contact", 2, at_the_desk(replaces_contact)),
    Act("adds a director", 1, at_the_desk(adds_director)),
    Act("ends links", 1, at_the_desk(ends_links)),
    Act("reminds one", 2, at_the_desk(reminds)),
    Act("sends again", 2, sends_again),
    Act("releases a draft", 2, at_the_desk(releases)),
    Act("records a case number", 1, at_the_desk(records_case_number)),
    Act("changes the monitor", 0.5, at_the_desk(changes_monitor)),
    Act("records a step", 1, at_the_timeline(records_step)),
    Act("practises", 0.4, practises),
)

"""What the secretariat does about a party: a line per act."""

from datetime import timedelta

from sqlmodel import Session, col, select

from actions.answer_remarks import answer_remarks
from actions.check_answer import check_answer
from actions.clear_reservation import declare_met
from actions.contacts import record_contacts
from actions.decide_delegation import (
    approve_delegation,
    refuse_delegation,
    waiting_delegations,
)
from actions.end_links import end_links
from actions.escalate import release
from actions.limit_contact import limit_contact
from actions.load import contacts_of, seat_by_code, seats_of
from actions.note_call import note_call
from actions.object_to_answer import objected_codes, settle_objection
from actions.read_remarks import remarks_of
from actions.record_case_number import record_case_number
from actions.record_meetings import import_meetings
from actions.register_answer import (
    Official,
    confirm_registration,
    drop_registration,
    open_registration,
    register_answer,
)
from actions.remind_seats import remind_seat
from actions.send_again import STUCK, send_again
from models.letter import Letter
from models.on_behalf import Registration
from models.round import Round
from models.seat import Answer, Contact, Seat
from models.vocabulary import ContactRole, LetterState, Outcome, SeatState
from rules.calendars import GivenMeeting
from rules.contacts import GivenContact
from rules.danish_time import danish_date
from rules.notes import GivenNote
from rules.refusal import Refusal, Why
from tests.builders import BY
from tests.simulation.acts import (
    ANY,
    DECISIONS,
    Act,
    a_seat,
    at_the_desk,
    primary_of,
    words,
)
from tests.simulation.world import Accepted, Nothing, World

IDA, BO = Official("user:1", "Ida i sekretariatet"), Official("user:2", "Bo i sekretariatet")


def answers_on_behalf(world: World) -> str:
    """With the published minutes or without anything; then it waits, and only a second may."""

    def work(session: Session, round_: Round) -> Answer | Registration:
        seat = a_seat(world, session, round_, ANY)
        minutes = world.chance.choice(("", "https://kommune.example/referat"))
        given = words(world, seat, world.chance.choice(DECISIONS), minutes_url=minutes)
        return register_answer(session, round_, seat, given, None, IDA, world.clock)

    told = world.unit(work)
    if isinstance(told, Registration):
        world.ledger.hear(told.submission["name"])
        return f"{told.outcome} waits for a second"
    world.ledger.acknowledge(told)
    return f"{told.outcome}, receipt {told.receipt}"


def confirms_registered(world: World) -> str:
    def work(session: Session, round_: Round) -> Answer:
        seat, waits = _waiting(world, session, round_)
        try:
            confirm_registration(session, round_, seat, waits.id or 0, IDA, world.clock)
        except Refusal as refusal:
            if refusal.why is not Why.CONFLICT:
                raise
        else:
            raise Accepted("who registered an answer without evidence confirmed it too")
        return confirm_registration(session, round_, seat, waits.id or 0, BO, world.clock)

    answer = world.unit(work)
    world.ledger.acknowledge(answer)
    return f"{answer.outcome}, receipt {answer.receipt}"


def drops_registered(world: World, session: Session, round_: Round) -> str:
    seat, waits = _waiting(world, session, round_)
    drop_registration(session, round_, seat, waits.id or 0, BO, world.clock)
    return seat.code


def _waiting(world: World, session: Session, round_: Round) -> tuple[Seat, Registration]:
    pairs = [(seat, open_registration(session, round_, seat)) for seat in seats_of(session, round_)]
    found = [(seat, waits) for seat, waits in pairs if waits]
    if not found:
        raise Nothing
    return world.chance.choice(found)


def settles_objection(world: World, session: Session, round_: Round) -> str:
    held = objected_codes(session, round_)
    if not held:
        raise Nothing
    seat = seat_by_code(session, round_, world.chance.choice(held))
    settle_objection(session, round_, seat, "Vi har talt sammen.", world.clock, BY)
    return seat.code


def checks(world: World, session: Session, round_: Round) -> str:
    seat = a_seat(world, session, round_, (SeatState.ANSWERED,))
    check_answer(session, round_, seat, world.clock, BY)
    return seat.code


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


def adds_deputy(world: World, session: Session, round_: Round) -> str:
    """Who takes over on a day to come, now and then for a while only."""
    seat, today = a_seat(world, session, round_, ANY), danish_date(world.clock)
    first = today + timedelta(days=world.chance.randint(1, 15))
    last = first + timedelta(days=world.chance.randrange(40))
    given = GivenContact(
        party=seat.code,
        name="Afløser Ø",
        email=f"afloeser{world.chance.randrange(1_000)}.{seat.code}@example.org",
        valid_from=first,
        valid_to=last if world.chance.random() < 0.3 else None,
    )
    record_contacts(session, round_, [given], world.clock, BY)
    return f"{seat.code}: {given.email} from {first} to {given.valid_to}"


def sets_last_day(world: World, session: Session, round_: Round) -> str:
    seat, today = a_seat(world, session, round_, ANY), danish_date(world.clock)
    contact = primary_of(session, seat)
    last = today + timedelta(days=world.chance.randrange(20))
    limit_contact(session, round_, seat, contact.id or 0, last, world.clock, BY)
    return f"{contact.email} to {last}"


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


def answers_remarks(world: World, session: Session, round_: Round) -> str:
    """The whole list, or now and then with a reply left out."""
    open_ = [remark for remark in remarks_of(session, round_) if remark.open]
    said = "Tak, det tager vi med." if world.chance.random() < 0.9 else ""
    replies = {remark.answer.id or 0: said for remark in open_}
    letters = answer_remarks(session, round_, replies, world.clock, BY)
    return f"{len(replies)} in {letters} letters"


def declares_met(world: World, session: Session, round_: Round) -> str:
    held = [s for s in seats_of(session, round_) if s.outcome is Outcome.APPROVED_WITH_RESERVATION]
    if not held:
        raise Nothing
    seat = world.chance.choice(held)
    declare_met(session, round_, seat, "Bilaget er rettet.", world.clock, BY)
    return seat.code


def decides_delegation(world: World, session: Session, round_: Round) -> str:
    waiting = waiting_delegations(session, round_)
    if not waiting:
        raise Nothing
    delegation, seat, _ = world.chance.choice(waiting)
    facts = (session, round_, seat, delegation.id or 0)
    if world.chance.random() < 0.5:
        approve_delegation(*facts, world.clock, BY)
    else:
        refuse_delegation(*facts, "Kun ansatte kan svare.", world.clock, BY)
    return f"{delegation.email}: {delegation.state}"


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


def records_calendar(world: World, session: Session, round_: Round) -> str:
    """The council's meetings of the next half year, some of them on other days than before."""
    seat, today = a_seat(world, session, round_, ANY), danish_date(world.clock)
    days = [today + timedelta(days=30 * month + world.chance.randrange(9)) for month in range(6)]
    given = [GivenMeeting(seat.code, day) for day in days]
    return f"{seat.code}: {import_meetings(session, round_, given, world.clock, BY)} dates changed"


def notes_a_call(world: World, session: Session, round_: Round) -> str:
    """Now and then with a date until which the party is left alone."""
    seat, today = a_seat(world, session, round_, ANY), danish_date(world.clock)
    until = (
        today + timedelta(days=world.chance.randrange(21)) if world.chance.random() < 0.7 else None
    )
    note_call(
        session, round_, seat, GivenNote(today, "Åse Ø", "Det kommer", until), world.clock, BY
    )
    return f"{seat.code}, paused until {until}"


ON_SEATS = (
    Act("answers on behalf", 3, answers_on_behalf),
    Act("confirms what was registered", 3, confirms_registered),
    Act("drops what was registered", 0.5, at_the_desk(drops_registered)),
    Act("settles an objection", 2, at_the_desk(settles_objection)),
    Act("checks", 6, at_the_desk(checks)),
    Act("replaces a contact", 2, at_the_desk(replaces_contact)),
    Act("adds a director", 1, at_the_desk(adds_director)),
    Act("decides a hand-over", 2, at_the_desk(decides_delegation)),
    Act("adds a deputy", 1, at_the_desk(adds_deputy)),
    Act("sets a last day", 0.5, at_the_desk(sets_last_day)),
    Act("ends links", 1, at_the_desk(ends_links)),
    Act("reminds one", 2, at_the_desk(reminds)),
    Act("sends again", 2, sends_again),
    Act("answers the remarks", 0.5, at_the_desk(answers_remarks)),
    Act("declares a reservation met", 2, at_the_desk(declares_met)),
    Act("releases a draft", 2, at_the_desk(releases)),
    Act("notes a call", 3, at_the_desk(notes_a_call)),
    Act("records a calendar", 1, at_the_desk(records_calendar)),
    Act("records a case number", 1, at_the_desk(records_case_number)),
)

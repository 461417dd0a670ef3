"""Contacts come and go by their dates: on its first day one is asked, after its last it is not."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, or_, select

from actions.ask_late import ask_late
from actions.contacts import take_places
from actions.end_links import end_links
from actions.record import ENGINE, chain_of, record
from actions.retire_contact import retire_contact
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, Left
from rules.danish_time import danish_date
from rules.policy import Policy
from rules.reminders import may_write

BEGINS = and_(Contact.role == ContactRole.COMING, col(Contact.valid_from) <= bindparam("today"))
ENDS = and_(Contact.role != ContactRole.FORMER, col(Contact.valid_to) < bindparam("today"))
TURNING = (
    select(Seat, Contact)
    .join(Contact, col(Contact.seat_id) == Seat.id)
    .where(Seat.round_id == bindparam("of"), or_(BEGINS, ENDS))
    .order_by(col(Contact.id))
)


def turn_contacts(session: Session, round_: Round, now: datetime) -> int:
    """Returns how many came or went; `now` is the round's own clock. Repeating it changes nothing.

    One begins when letters may be written, for it gets one; one ends with its last day.
    """
    today = danish_date(now)
    turning = session.exec(TURNING, params={"of": round_.id, "today": today}).all()
    writes, turned = may_write(Policy.of(round_.policy), now), 0
    for seat, contact in turning:
        if contact.valid_to is not None and contact.valid_to < today:
            _end(session, round_, seat, contact, now)
        elif writes:
            _begin(session, round_, seat, contact, now)
        else:
            continue
        turned += 1
    return turned


def _begin(session: Session, round_: Round, seat: Seat, contact: Contact, now: datetime) -> None:
    contact.role, contact.becomes = contact.becomes or ContactRole.PRIMARY, None
    session.add(contact)
    session.flush()
    _record(session, round_, seat, contact, "contact.began", now)
    take_places(session, round_, [contact], now, ENGINE)
    ask_late(session, round_, [(seat, contact)], now, ENGINE)


def _end(session: Session, round_: Round, seat: Seat, contact: Contact, now: datetime) -> None:
    end_links(session, round_, seat, contact.id or 0, now, ENGINE)
    retire_contact(session, round_, contact, Left.EXPIRED, now)
    _record(session, round_, seat, contact, "contact.expired", now)


def _record(
    session: Session,
    round_: Round,
    seat: Seat,
    contact: Contact,
    kind: str,
    now: datetime,
) -> None:
    record(
        session,
        chain_of(round_),
        kind,
        f"{kind}:{contact.id}:{contact.link_generation}",
        now,
        {"contact": contact.id, "by": ENGINE},
        round_=round_,
        party_code=seat.code,
    )

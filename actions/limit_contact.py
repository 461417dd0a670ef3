"""The secretariat says which day is a contact's last, or that it has none."""

from datetime import date, datetime

from sqlmodel import Session

from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole
from rules.contacts import check_validity
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why


def limit_contact(
    session: Session,
    round_: Round,
    seat: Seat,
    contact_id: int,
    valid_to: date | None,
    now: datetime,
    by: str,
) -> Contact:
    """From the day after it is not written to, and its links end.

    Raises Refusal: UNKNOWN when it is not this seat's, CONFLICT when it has left already, else
    naming `valid_to`.
    """
    contact = session.get(Contact, contact_id, with_for_update=True)
    if contact is None or contact.seat_id != seat.id:
        raise Refusal(f"{seat.party} har ikke en sådan kontakt.", why=Why.UNKNOWN)
    if contact.role is ContactRole.FORMER:
        raise Refusal(f"{contact.name} er ikke længere kontakt for parten.", why=Why.CONFLICT)
    check_validity(contact.valid_from, valid_to, danish_date(now), contact.name)
    if contact.valid_to == valid_to:
        return contact
    contact.valid_to = valid_to
    session.add(contact)
    times = times_recorded(session, round_, "contact.limited", seat.code)
    record(
        session,
        chain_of(round_),
        "contact.limited",
        f"contact.limited:{seat.id}:{times + 1}",
        now,
        {
            "contact": contact.id,
            "valid_to": valid_to.isoformat() if valid_to else None,
            "by": by,
        },
        round_=round_,
        party_code=seat.code,
    )
    return contact

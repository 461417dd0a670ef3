"""The links a contact was given end: what is in old mails no longer opens the seat."""

from datetime import datetime

from sqlmodel import Session

from actions.load import contacts_of
from actions.record import chain_of, record
from models.round import Round
from models.seat import Contact, Seat
from rules.refusal import Refusal, Why


def end_links(
    session: Session, round_: Round, seat: Seat, contact_id: int, now: datetime, by: str
) -> Contact:
    """Raises Refusal (UNKNOWN) when the contact is not this seat's."""
    contact = session.get(Contact, contact_id, with_for_update=True)
    if contact is None or contact.seat_id != seat.id:
        raise Refusal(f"{seat.party} har ikke en sådan kontakt.", why=Why.UNKNOWN)
    contact.link_generation += 1
    session.add(contact)
    record(
        session,
        chain_of(round_),
        "links.ended",
        f"links.ended:{contact.id}:{contact.link_generation}",
        now,
        {"contact": contact.id, "generation": contact.link_generation, "by": by},
        round_=round_,
        party_code=seat.code,
    )
    return contact


def end_all_links(session: Session, round_: Round, seat: Seat, now: datetime, by: str) -> int:
    """Every link the party was given, to whomever; returns how many contacts had one."""
    contacts = contacts_of(session, seat)
    for contact in contacts:
        end_links(session, round_, seat, contact.id or 0, now, by)
    return len(contacts)

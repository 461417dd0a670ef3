"""A contact no longer speaks for its party: it is kept for what it told, and not written to."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from actions.erase_draft import erase_draft
from models.delegation import Delegation
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, DelegationState, Left
from notifications.outbox_moves import purge_letters


def retire_contact(
    session: Session, round_: Round, contact: Contact, left: Left, now: datetime
) -> None:
    """Its draft, its wish to hand over and what waits to be sent to it go. Whether its links end
    too is for the caller."""
    contact.role, contact.left, contact.left_at = ContactRole.FORMER, left, now
    contact.becomes = None
    session.add(contact)
    session.flush()
    erase_draft(session, contact)
    withdraw_delegation(session, contact, now)
    purge_letters(session, round_.id or 0, contact_id=contact.id)
    count_without_contact(session, round_)


def count_without_contact(session: Session, round_: Round) -> None:
    primary = select(Contact.seat_id).where(Contact.role == ContactRole.PRIMARY)
    round_.without_contact = session.exec(
        select(func.count())
        .select_from(Seat)
        .where(Seat.round_id == round_.id, col(Seat.id).not_in(primary))
    ).one()
    session.add(round_)


def withdraw_delegation(session: Session, giver: Contact, now: datetime) -> int | None:
    """What waits of this contact does so no longer; its id, null when nothing waited."""
    waiting = session.exec(
        select(Delegation).where(
            Delegation.contact_id == giver.id, Delegation.state == DelegationState.WAITING
        )
    ).first()
    if waiting is None:
        return None
    waiting.state, waiting.decided_at = DelegationState.WITHDRAWN, now
    session.add(waiting)
    return waiting.id

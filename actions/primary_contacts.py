"""Who is written to when a party is asked something."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, or_, select

from models.seat import Contact
from models.vocabulary import ContactRole


def primary_contacts(
    session: Session, seats: Iterable[int], today: date
) -> dict[int | None, list[Contact]]:
    """Of each seat by its id, without those whose last day has gone by and which nothing has ended
    yet: the engine may have stood still since."""
    rows = session.exec(
        select(Contact)
        .where(
            col(Contact.seat_id).in_(seats),
            Contact.role == ContactRole.PRIMARY,
            or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= today),
        )
        .order_by(col(Contact.id))
    )
    found: dict[int | None, list[Contact]] = {}
    for contact in rows:
        found.setdefault(contact.seat_id, []).append(contact)
    return found

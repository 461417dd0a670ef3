"""In which mail domains a party's colleagues are, as far as its contacts prove it."""

from sqlmodel import Session, col, select

from models.delegation import Delegation
from models.seat import Contact, Seat
from rules.delegation import EXAMPLE, Domains, domains_of


def party_domains(session: Session, seat: Seat) -> Domains:
    """Who came by a hand-over proves nothing for its own party, but is one of another's."""
    handed = select(Delegation.colleague_id).where(
        Delegation.seat_id == seat.id, col(Delegation.colleague_id).is_not(None)
    )
    ours = select(Contact).where(Contact.seat_id == seat.id, col(Contact.id).not_in(handed))
    theirs = select(Contact).join(Seat).where(Seat.round_id == seat.round_id, Seat.id != seat.id)
    own = domains_of(session.exec(ours))
    return Domains(own, domains_of(session.exec(theirs)) - {EXAMPLE})

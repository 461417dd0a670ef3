"""Who speaks for each party: checked whole before anything is written."""

from collections.abc import Sequence
from datetime import datetime
from string import ascii_lowercase, digits
from typing import Any

from sqlmodel import Session, col, select

from actions.ask_late import ask_late
from actions.asked_operators import of_those_asked
from actions.end_links import end_links
from actions.read_rounds import times_recorded
from actions.record import chain_of, record
from actions.retire_contact import count_without_contact, retire_contact
from models.reference import parties
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, Left, RoundState
from rules.contacts import GivenContact, checked
from rules.danish_time import danish_date
from rules.refusal import Refusal, Why

LETTERS = frozenset(f"{ascii_lowercase}{digits}-")


def record_contacts(
    session: Session, round_: Round, given: Sequence[GivenContact], now: datetime, by: str
) -> int:
    """Add the contacts; a round that has been sent out tells new primary ones at once. Returns how
    many are new.

    A new primary contact takes the place of the one before, whose links end. Raises Refusal that
    names the first wrong row; then none is added.
    """
    if round_.state in {RoundState.CLOSED, RoundState.CANCELLED}:
        raise Refusal("Runden er afsluttet og tager ikke flere kontakter.", why=Why.CONFLICT)
    seats = {
        seat.code: seat for seat in session.exec(select(Seat).where(Seat.round_id == round_.id))
    }
    known = session.exec(select(Contact).join(Seat).where(Seat.round_id == round_.id)).all()
    former = {_key(c): c for c in known if c.role is ContactRole.FORMER}
    taken = {_key(c) for c in known} - former.keys()
    asked = of_those_asked(session, round_, given, seats)
    new = checked(asked, seats, taken, danish_date(now))
    if not new:
        return 0
    added = [_revived(session, round_, c, former.get(_key(c)), now, by) for c in new]
    session.add_all(added)
    session.flush()
    take_places(session, round_, added, now, by)
    times = times_recorded(session, round_, "contacts.recorded")
    record(
        session,
        chain_of(round_),
        "contacts.recorded",
        f"contacts.recorded:{round_.id}:{times + 1}",
        now,
        {"parties": sorted({_seat_of(c, seats).code for c in added}), "by": by},
        round_=round_,
        private={"contacts": [_private(c, seats) for c in added]},
    )
    ask_late(session, round_, [(_seat_of(c, seats), c) for c in added], now, by)
    return len(added)


def take_places(
    session: Session, round_: Round, contacts: Sequence[Contact], now: datetime, by: str
) -> None:
    """Each primary one takes the place of those before it at its seat; they are not written to."""
    primary = {c.seat_id: c for c in contacts if c.role is ContactRole.PRIMARY}
    former = select(Contact).where(
        col(Contact.seat_id).in_(primary), Contact.role == ContactRole.PRIMARY
    )
    for before in session.exec(former.order_by(col(Contact.id))).all():
        if before is not primary[before.seat_id]:
            _replace(session, round_, before, now, by)
    count_without_contact(session, round_)


def example_contacts(session: Session, round_: Round) -> list[GivenContact]:
    """Addresses under example.org (RFC 2606) for the sandbox's parties that have none."""
    with_contact = select(Contact.seat_id)
    seats = session.exec(
        select(Seat).where(Seat.round_id == round_.id, col(Seat.id).not_in(with_contact))
    )
    return [
        GivenContact(
            party=seat.code,
            name=f"Kontaktperson i {seat.party}",
            email=f"{_ascii(_short_name(seat))}@example.org",
        )
        for seat in seats
    ]


def _key(contact: Contact) -> tuple[int, str]:
    return contact.seat_id, contact.email.lower()


def _revived(
    session: Session,
    round_: Round,
    contact: Contact,
    former: Contact | None,
    now: datetime,
    by: str,
) -> Contact:
    """Who spoke for the party before and does so again keeps its row, with a new link."""
    if former is None:
        return contact
    if former.left is Left.DELEGATED:  # its link still opens, to read; the others' have ended
        seat = session.get_one(Seat, former.seat_id)
        end_links(session, round_, seat, former.id or 0, now, by)
    former.name, former.role, former.becomes = contact.name, contact.role, contact.becomes
    former.valid_from, former.valid_to = contact.valid_from, contact.valid_to
    former.left = former.left_at = None
    return former


def _replace(session: Session, round_: Round, contact: Contact, now: datetime, by: str) -> None:
    seat = session.get_one(Seat, contact.seat_id)
    end_links(session, round_, seat, contact.id or 0, now, by)
    retire_contact(session, round_, contact, Left.REPLACED, now)


def _seat_of(contact: Contact, seats: dict[str, Seat]) -> Seat:
    return next(seat for seat in seats.values() if seat.id == contact.seat_id)


def _private(contact: Contact, seats: dict[str, Seat]) -> dict[str, Any]:
    return {
        "party": _seat_of(contact, seats).code,
        "name": contact.name,
        "email": contact.email,
        "role": contact.role,
    }


def _short_name(seat: Seat) -> str:
    party = parties().get(seat.code)
    return party.name if party else seat.party


def _ascii(name: str) -> str:
    table = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-"})
    plain = name.lower().translate(table)
    return "".join(c for c in plain if c in LETTERS)[:60].strip("-") or "privat"

"""Who speaks for each party: checked whole before anything is written, and invited when late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from actions.record import chain_of, record
from models.reference import parties
from models.round import Round
from models.seat import Contact, Seat
from models.vocabulary import ContactRole, LetterKind, RoundState
from notifications.outbox import Recipient, queue_letters
from rules.closing import LIVE
from rules.refusal import Refusal, Why
from rules.seats import FINAL
from rules.text import address, line


@dataclass(frozen=True, slots=True)
class GivenContact:
    """A contact as it was typed; `where` says where it stands, e.g. `række 4`."""

    party: str
    name: str
    email: str
    role: str = ContactRole.PRIMARY
    where: str = ""


def record_contacts(
    session: Session, round_: Round, given: Sequence[GivenContact], now: datetime, by: str
) -> int:
    """Add the contacts; an open round invites new primary ones at once. Returns how many are new.

    Raises Refusal that names the first wrong row; then none is added.
    """
    if round_.state in {RoundState.CLOSED, RoundState.CANCELLED}:
        raise Refusal("Runden er afsluttet og tager ikke flere kontakter.", why=Why.CONFLICT)
    seats = {
        seat.code: seat for seat in session.exec(select(Seat).where(Seat.round_id == round_.id))
    }
    known = _known(session, round_)
    added = [_checked(contact, seats, known) for contact in given]
    if not added:
        return 0
    session.add_all(added)
    session.flush()
    count_without_contact(session, round_)
    record(
        session,
        chain_of(round_),
        "contacts.recorded",
        f"contacts.recorded:{round_.id}:{max(c.id or 0 for c in added)}",
        now,
        {"parties": sorted({_seat_of(c, seats).code for c in added}), "by": by},
        round_=round_,
        private={"contacts": [_private(c, seats) for c in added]},
    )
    if round_.state in LIVE:
        _invite(session, round_, [(_seat_of(c, seats), c) for c in added], now, by)
    return len(added)


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
            email=f"{_ascii(parties()[seat.code].name)}@example.org",
        )
        for seat in seats
    ]


def count_without_contact(session: Session, round_: Round) -> None:
    primary = select(Contact.seat_id).where(Contact.role == ContactRole.PRIMARY)
    round_.without_contact = session.exec(
        select(func.count())
        .select_from(Seat)
        .where(Seat.round_id == round_.id, col(Seat.id).not_in(primary))
    ).one()
    session.add(round_)


def _known(session: Session, round_: Round) -> dict[tuple[int, str], ContactRole]:
    rows = session.exec(select(Contact).join(Seat).where(Seat.round_id == round_.id))
    return {(contact.seat_id, contact.email.lower()): contact.role for contact in rows}


def _checked(
    given: GivenContact, seats: dict[str, Seat], known: dict[tuple[int, str], ContactRole]
) -> Contact:
    where = f" ({given.where})" if given.where else ""
    seat = seats.get(_code(given.party))
    if seat is None or seat.id is None:
        raise Refusal(
            f"»{given.party[:60]}« er ikke part i runden{where}. Brug kommunekoden eller navnet.",
            field="party",
        )
    try:
        role = ContactRole(given.role.strip() or ContactRole.PRIMARY)
    except ValueError:
        raise Refusal(
            f"»{given.role[:40]}« er ikke en rolle{where}. Brug {', '.join(ContactRole)}.",
            field="role",
        ) from None
    try:
        email, name = address(given.email), line(given.name, "name", limit=200)
    except Refusal as refusal:
        raise Refusal(f"{refusal.message[:-1]}{where}.", field=refusal.field) from None
    if not name:
        raise Refusal(f"{seat.party}: kontaktens navn mangler{where}.", field="name")
    if (seat.id, email.lower()) in known:
        raise Refusal(f"{seat.party} har {email} to gange{where}. Slet den ene.", field="email")
    if role is ContactRole.PRIMARY and any(
        seat_id == seat.id and other is ContactRole.PRIMARY for (seat_id, _), other in known.items()
    ):
        raise Refusal(
            f"{seat.party} har to primære kontakter{where}. Giv den ene en anden rolle.",
            field="party",
        )
    known[seat.id, email.lower()] = role
    return Contact(seat_id=seat.id, name=name, email=email, role=role)


def _code(text: str) -> str:
    """A code as it is, with a leading zero or as the party's name."""
    wanted = text.strip()
    if len(wanted) == 4 and wanted.startswith("0"):
        wanted = wanted[1:]
    if wanted in parties():
        return wanted
    names = {p.name.lower(): p.code for p in parties().values()}
    names |= {p.official_name.lower(): p.code for p in parties().values()}
    return names.get(wanted.lower(), "")


def _invite(
    session: Session, round_: Round, pairs: list[tuple[Seat, Contact]], now: datetime, by: str
) -> None:
    for seat, contact in pairs:
        if contact.role is not ContactRole.PRIMARY or seat.state in FINAL:
            continue
        queue_letters(
            session,
            round_,
            LetterKind.INVITATION,
            [Recipient(seat, contact)],
            occasion="open",
            due_at=now,
        )
        record(
            session,
            chain_of(round_),
            "party.invited",
            f"party.invited:{contact.id}",
            now,
            {"by": by},
            round_=round_,
            party_code=seat.code,
        )


def _seat_of(contact: Contact, seats: dict[str, Seat]) -> Seat:
    return next(seat for seat in seats.values() if seat.id == contact.seat_id)


def _private(contact: Contact, seats: dict[str, Seat]) -> dict[str, Any]:
    return {
        "party": _seat_of(contact, seats).code,
        "name": contact.name,
        "email": contact.email,
        "role": contact.role,
    }


def _ascii(name: str) -> str:
    table = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-"})
    return name.lower().translate(table)

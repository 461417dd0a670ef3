"""What a contact must be: a party of the round, a role, a name and an address to write to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.seat import Contact, Seat
from models.vocabulary import ContactRole
from rules.party_names import party_named
from rules.refusal import Refusal
from rules.text import address, line

NO_ROLES = frozenset({ContactRole.COMING, ContactRole.FORMER})  # worked out, never given
GIVEN_ROLES = tuple(role for role in ContactRole if role not in NO_ROLES)


@dataclass(frozen=True, slots=True)
class GivenContact:
    """A contact as it was typed; `where` says where it stands, e.g. `række 4`.

    valid_from, valid_to  first and last day on which it speaks for the party; null: open
    """

    party: str
    name: str
    email: str
    role: str = ContactRole.PRIMARY
    where: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def checked(
    given: Sequence[GivenContact],
    seats: Mapping[str, Seat],
    known: set[tuple[int, str]],
    today: date,
) -> list[Contact]:
    """The contacts to add; Refusal names the first wrong row.

    One whose first day is still to come speaks for nobody until then, so that a party may have two
    primary contacts, one after the other.

    seats  by party code
    known  seat and address (lower case) of the contacts there are
    """
    taken, primaries = set(known), set[int]()
    return [_checked(contact, seats, taken, primaries, today) for contact in given]


def _checked(
    given: GivenContact,
    seats: Mapping[str, Seat],
    taken: set[tuple[int, str]],
    primaries: set[int],
    today: date,
) -> Contact:
    where = f" ({given.where})" if given.where else ""
    seat = seat_of(given, seats)
    if seat is None or seat.id is None:
        raise Refusal(
            f"»{given.party[:60]}« er ikke part i runden{where}. Brug kommunekoden eller navnet.",
            field="party",
        )
    role = given.role.strip() or ContactRole.PRIMARY
    if role not in GIVEN_ROLES:
        raise Refusal(
            f"»{given.role[:40]}« er ikke en rolle{where}. Brug {', '.join(GIVEN_ROLES)}.",
            field="role",
        )
    try:
        email, name = address(given.email), line(given.name, "name", limit=200)
    except Refusal as refusal:
        raise Refusal(f"{refusal.message[:-1]}{where}.", field=refusal.field) from None
    if not name:
        raise Refusal(f"{seat.party}: kontaktens navn mangler{where}.", field="name")
    if (seat.id, email.lower()) in taken:
        raise Refusal(f"{seat.party} har {email} to gange{where}. Slet den ene.", field="email")
    later = given.valid_from is not None and given.valid_from > today
    check_validity(given.valid_from, given.valid_to, today, f"{seat.party}: {email}", where)
    if role == ContactRole.PRIMARY and not later and seat.id in primaries:
        raise Refusal(
            f"{seat.party} har to primære kontakter{where}. Giv den ene en anden rolle.",
            field="party",
        )
    taken.add((seat.id, email.lower()))
    if role == ContactRole.PRIMARY and not later:
        primaries.add(seat.id)
    return Contact(
        seat_id=seat.id,
        name=name,
        email=email,
        role=ContactRole.COMING if later else ContactRole(role),
        becomes=ContactRole(role) if later else None,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
    )


def check_validity(
    first: date | None, last: date | None, today: date, who: str = "Kontakten", where: str = ""
) -> None:
    """Raises Refusal (field `valid_to`) for a last day that has gone by, or before the first."""
    if last is not None and last < today:
        raise Refusal(
            f"{who} er kun gyldig til og med {last:%d.%m.%Y}, og den dag er gået{where}.",
            field="valid_to",
        )
    if first is not None and last is not None and last < first:
        raise Refusal(
            f"{who} kan ikke være gyldig fra {first:%d.%m.%Y} til og med {last:%d.%m.%Y}{where}.",
            field="valid_to",
        )


def seat_of(given: GivenContact, seats: Mapping[str, Seat]) -> Seat | None:
    """The party's by any of its names; a private operator's by the code or name it has there."""
    if seat := seats.get(party_named(given.party)):
        return seat
    wanted = " ".join(given.party.casefold().split())
    named = (seat for seat in seats.values() if wanted in {seat.code, seat.party.casefold()})
    return next(named, None)

"""What a contact must be: a party of the round, a role, a name and an address to write to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.reference import parties
from models.seat import Contact, Seat
from models.vocabulary import ContactRole
from rules.refusal import Refusal
from rules.text import address, line

GIVEN_ROLES = tuple(role for role in ContactRole if role is not ContactRole.FORMER)


@dataclass(frozen=True, slots=True)
class GivenContact:
    """A contact as it was typed; `where` says where it stands, e.g. `række 4`."""

    party: str
    name: str
    email: str
    role: str = ContactRole.PRIMARY
    where: str = ""


def checked(
    given: Sequence[GivenContact], seats: Mapping[str, Seat], known: set[tuple[int, str]]
) -> list[Contact]:
    """The contacts to add; Refusal names the first wrong row.

    seats  by party code
    known  seat and address (lower case) of the contacts there are
    """
    taken, primaries = set(known), set[int]()
    return [_checked(contact, seats, taken, primaries) for contact in given]


def _checked(
    given: GivenContact,
    seats: Mapping[str, Seat],
    taken: set[tuple[int, str]],
    primaries: set[int],
) -> Contact:
    where = f" ({given.where})" if given.where else ""
    seat = seats.get(party_code(given.party)) or _named(given.party, seats)
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
    if role == ContactRole.PRIMARY and seat.id in primaries:
        raise Refusal(
            f"{seat.party} har to primære kontakter{where}. Giv den ene en anden rolle.",
            field="party",
        )
    taken.add((seat.id, email.lower()))
    if role == ContactRole.PRIMARY:
        primaries.add(seat.id)
    return Contact(seat_id=seat.id, name=name, email=email, role=ContactRole(role))


def _named(text: str, seats: Mapping[str, Seat]) -> Seat | None:
    """A private operator's seat, by the code or the name it has in the round."""
    wanted = " ".join(text.casefold().split())
    named = (seat for seat in seats.values() if wanted in {seat.code, seat.party.casefold()})
    return next(named, None)


def party_code(text: str) -> str:
    """A code as it is, with a leading zero or as the party's name."""
    wanted = text.strip()
    if len(wanted) == 4 and wanted.startswith("0"):
        wanted = wanted[1:]
    if wanted in parties():
        return wanted
    names = {p.name.lower(): p.code for p in parties().values()}
    names |= {p.official_name.lower(): p.code for p in parties().values()}
    return names.get(wanted.lower(), "")

"""A file of contacts, CSV or Excel, as rows; the headers may be written in several ways."""

from datetime import date

from actions.table_file import Layout, read_table
from models.vocabulary import ContactRole
from rules.contacts import GivenContact
from rules.day_text import day
from rules.refusal import Refusal

FIELD = "contacts"
PARTY = frozenset(
    {"part", "kommune", "kommunekode", "kode", "kommunenr", "kommunenavn", "myndighed"}
)
LAYOUT = Layout(
    FIELD,
    {
        "party": PARTY,
        "name": frozenset({"navn", "kontakt", "kontaktperson", "name"}),
        "email": frozenset({"email", "mail", "mailadresse", "emailadresse"}),
        "role": frozenset({"rolle", "funktion", "role"}),
        "valid_from": frozenset({"fra", "gyldigfra", "gælderfra", "validfrom"}),
        "valid_to": frozenset({"til", "gyldigtil", "gældertil", "tilogmed", "validto"}),
    },
    {"party": "»Kommune«", "name": "»Navn«", "email": "»E-mail«"},
)
ROLES = {
    "": ContactRole.PRIMARY,
    "primær": ContactRole.PRIMARY,
    "sagsbehandler": ContactRole.PRIMARY,
    "byrådssekretariat": ContactRole.AGENDA_SECRETARIAT,
    "dagsordenssekretariat": ContactRole.AGENDA_SECRETARIAT,
    "direktør": ContactRole.DIRECTOR,
    "leder": ContactRole.DIRECTOR,
    "postkasse": ContactRole.MAILBOX,
    "hovedpostkasse": ContactRole.MAILBOX,
}


def read_contacts(content: bytes) -> list[GivenContact]:
    """Raises Refusal naming the file's row, counted as a spreadsheet does, from 1."""
    return [_contact(number, given) for number, given in read_table(content, LAYOUT)]


def _contact(number: int, given: dict[str, str]) -> GivenContact:
    role = given.get("role", "").lower()
    if role not in ROLES and role not in set(ContactRole):
        raise Refusal(
            f"»{role[:40]}« i række {number} er ikke en rolle. Brug {', '.join(list(ROLES)[1:])}.",
            field=FIELD,
        )
    return GivenContact(
        party=given["party"],
        name=given["name"],
        email=given["email"],
        role=ROLES.get(role, role),
        where=f"række {number}",
        valid_from=_day(number, given.get("valid_from", "")),
        valid_to=_day(number, given.get("valid_to", "")),
    )


def _day(number: int, text: str) -> date | None:
    try:
        return day(text, FIELD) if text else None
    except Refusal as refusal:
        raise Refusal(f"{refusal.message[:-1]} (række {number}).", field=FIELD) from None

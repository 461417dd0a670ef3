"""What happened to those who speak for a party, each as one Danish sentence."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from api.pages.dates import short_date
from notifications.danish import plural

Payload = Mapping[str, Any]


def _recorded(p: Payload, _party: str) -> str:
    return f"Kontakter tilføjet for {plural(len(p['parties']), 'part', 'parter')}."


def _delegated(p: Payload, party: str) -> str:
    let = ", efter at sekretariatet godkendte adressen" if p["approved_by"] else ""
    return f"En kontakt i {party} gav sagen videre til en kollega{let}."


def _limited(p: Payload, party: str) -> str:
    last = p["valid_to"]
    until = f"til og med {short_date(date.fromisoformat(last))}" if last else "uden slutdato"
    return f"En kontakt for {party} gælder {until}."


OF_CONTACTS: dict[str, Callable[[Payload, str], str]] = {
    "contacts.recorded": _recorded,
    "party.invited": lambda _p, party: f"{party} blev spurgt.",
    "party.announced": lambda _p, party: f"{party} fik varslet.",
    "links.ended": lambda _p, party: f"En kontakts links til {party} blev lukket.",
    "link.requested": lambda _p, party: (
        f"Et lukket link til {party} blev åbnet, og de registrerede kontakter fik et nyt."
    ),
    "seat.delegated": _delegated,
    "delegation.requested": lambda _p, party: (
        f"En kontakt i {party} vil give sagen videre til en adresse, som I skal godkende."
    ),
    "delegation.refused": lambda _p, party: (
        f"{party} fik nej til at give sagen videre uden for sine mailadresser."
    ),
    "contact.began": lambda _p, party: f"En kontakt for {party} er trådt til.",
    "contact.expired": lambda _p, party: f"En kontakt for {party} er fratrådt; linket er lukket.",
    "contact.limited": _limited,
    "contact.declined": lambda _p, party: f"En kontakt i {party} sagde, at sagen ikke er dennes.",
}

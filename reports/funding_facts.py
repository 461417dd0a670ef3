"""Whom the joint funding is shared between, and by which key."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from models.reference import parties_of
from models.vocabulary import PartyKind
from rules.party_names import party_named
from rules.refusal import Refusal


class Key(StrEnum):
    """All alike, or by weights such as use or population."""

    EQUAL = "equal"
    WEIGHTS = "weights"


def municipalities(kkr: str, year: int) -> dict[str, str]:
    """Names by code, of the KKR as it is when the year begins. Refusal when there are none then."""
    names = {
        party.code: party.name
        for party in parties_of(kkr, date(year, 1, 1))
        if party.kind is PartyKind.MUNICIPALITY
    }
    if not names:
        raise Refusal(f"KKR’et findes ikke i {year}.", field="kkr")
    return names


def weights_of(key: Key, given: Sequence[str], names: Mapping[str, str]) -> dict[str, int]:
    """`given`: `101:650000` or `København: 650.000` for each; who is not named has no share."""
    if key is Key.EQUAL:
        return dict.fromkeys(names, 1)
    found = dict.fromkeys(names, 0)
    for text in given:
        name, _, number = text.rpartition(":")
        code, digits = party_named(name), number.replace(".", "").strip()
        if code not in found or not (digits.isascii() and digits.isdigit() and len(digits) < 13):
            raise Refusal(
                f"»{text[:60]}« skal være en kommune, kolon og et helt tal.", field="weight"
            )
        found[code] = int(digits)
    return found

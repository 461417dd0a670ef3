"""Whom the joint funding is shared between, and by which key."""

from collections.abc import Mapping, Sequence
from datetime import date

from models.reference import kkr_names, parties_of
from models.vocabulary import FundingKey, PartyKind
from rules.party_names import party_named
from rules.refusal import Refusal
from rules.tariff_numbers import whole

MOST = 10**12  # of a weight
NO_POPULATION = "Der er ikke indlæst folketal. Indlæs dem først, med kilde og dag."


def municipalities(kkr: str, day: date) -> dict[str, str]:
    """Names by code, of the KKR as it is on that day. Refusal when there are none then."""
    if kkr not in kkr_names():
        raise Refusal(f"Der er intet KKR »{kkr[:40]}«. Brug {', '.join(kkr_names())}.", field="kkr")
    names = {
        party.code: party.name
        for party in parties_of(kkr, day)
        if party.kind is PartyKind.MUNICIPALITY
    }
    if not names:
        raise Refusal(f"KKR’et findes ikke i {day.year}.", field="kkr")
    return names


def weights_of(
    key: FundingKey,
    given: Sequence[str],
    names: Mapping[str, str],
    population: Mapping[str, int] | None,
) -> dict[str, int]:
    """By code. `given`: `101:650000` or `København: 650.000` for each, of use; who is not named
    has no share. `population` by code; null: none was imported."""
    match key:
        case FundingKey.EQUAL:
            return dict.fromkeys(names, 1)
        case FundingKey.USE:
            return _of_use(given, names)
        case FundingKey.POPULATION:
            return _of_population(population, names)


def _of_use(given: Sequence[str], names: Mapping[str, str]) -> dict[str, int]:
    found, named = dict.fromkeys(names, 0), set[str]()
    for text in given:
        name, _, number = text.rpartition(":")
        code, weight = party_named(name), whole(number, MOST)
        if code not in found or weight is None:
            raise Refusal(
                f"»{text[:60]}« skal være en kommune, kolon og et helt tal.", field="weight"
            )
        if code in named:
            raise Refusal(f"{names[code]} har to tal. Slet det ene.", field="weight")
        named.add(code)
        found[code] = weight
    if not any(found.values()):
        raise Refusal("Nøglen skal give mindst én kommune en andel.", field="weight")
    return found


def _of_population(
    population: Mapping[str, int] | None, names: Mapping[str, str]
) -> dict[str, int]:
    if population is None:
        raise Refusal(NO_POPULATION, field="key")
    missing = [name for code, name in names.items() if code not in population]
    if missing:
        raise Refusal(f"Folketallet mangler for {', '.join(missing)}.", field="key")
    return {code: population[code] for code in names}

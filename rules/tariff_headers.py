"""What a column of a tariff file holds, told by its header as operators write it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.tariff_years import PRICES, without_years


class Of(StrEnum):
    """A field of a tariff file; the first six say whose tariff it is, the last in which unit,
    the others are amounts."""

    OPERATOR = "operator"
    PROVISION = "provision"
    DEPARTMENT = "department"
    PARAGRAPH = "paragraph"
    SERVICE = "service"
    YEAR = "year"
    TARIFF = "tariff"
    BASIS = "basis"
    SERVICE_TARIFF = "service_tariff"
    SUPPLEMENTARY = "supplementary"
    PLACES = "places"
    OCCUPANCY = "occupancy"
    OVERHEAD = "overhead"
    ADJUSTMENT = "adjustment"
    EXPLANATION = "explanation"
    UNIT = "unit"


MONEY = frozenset({Of.TARIFF, Of.BASIS, Of.SERVICE_TARIFF, Of.SUPPLEMENTARY, Of.ADJUSTMENT})
NAMES = tuple(Of)[:5]
YEARLY = tuple(Of)[6:]
IGNORED = ""  # a person said that the column does not matter

SYNONYMS = {
    Of.OPERATOR: (
        "driftsherre driftsherrer driftsherrenavn kommune kommunenavn kommunekode driftskommune"
        " driftsherrekommune kommuneregion kommuneellerregion operatør ejer driftsansvarlig"
        " leverandør leverandørnavn myndighed region operator"
    ),
    Of.PROVISION: (
        "tilbud tilbudsnavn tilbuddetsnavn navnpåtilbud tilbudnavn institution institutionsnavn"
        " botilbud tilbudtilbudsnavn provision"
    ),
    Of.DEPARTMENT: "afdeling afdelingsnavn tilbudsafdeling hus",
    Of.PARAGRAPH: (
        "paragraf paragraffer lovparagraf lovgrundlag hjemmel lovhjemmel retsgrundlag"
        " selparagraf juridiskgrundlag lovbestemmelse paragraph"
    ),
    Of.SERVICE: (
        "ydelse ydelser ydelsesnavn takstgruppe ydelsetakstgruppe ydelsestype takstnavn"
        " ydelseellertakstgruppe service"
    ),
    Of.YEAR: "år budgetår takstår regnskabsår kalenderår year",
    Of.TARIFF: (
        "takst takster døgntakst dagstakst samlettakst taksttotal taksteialt takstialt totaltakst"
        " takstprplads pris døgnpris dagspris beløb tariff"
    ),
    Of.BASIS: "basistakst basis heraf basistakst herafbasistakst basisdel",
    Of.SERVICE_TARIFF: "ydelsestakst herafydelsestakst ydelsesdel",
    Of.SUPPLEMENTARY: (
        "tillægstakst tillægstakster tillægsydelse tillægsydelser tillæg supplerendetakst"
    ),
    Of.PLACES: "pladser antalpladser normering normeredepladser pladstal pladsantal places",
    Of.OCCUPANCY: (
        "belægning belægningsprocent budgetteretbelægning budgetteretbelægningsprocent"
        " forventetbelægning belægningsgrad"
    ),
    Of.OVERHEAD: "overhead overheadprocent overheadsats overheadandel",
    Of.ADJUSTMENT: (
        "efterregulering overunderskud underoverskud reguleringtidligereår over underskud"
        " reguleringafoverunderskud"
    ),
    Of.EXPLANATION: "forklaring begrundelse bemærkning bemærkninger årsag kommentar explanation",
    Of.UNIT: "enhed takstenhed afregningsenhed betalingsenhed måleenhed unit",
}
KNOWN = {word: field for field, words in SYNONYMS.items() for word in words.split()}
UNIT = re.compile(  # what says in which unit, not what
    r"\(.*?\)|\[.*?\]|%|\b(?:kr|kroner|øre|pct|procent|mio|tusinde?|t)\b\.?|\b1\.?000\b"
    r"|(?:\bpr\b\.?|/)\s*(?:plads|borger|dag|døgn|år|måned|mdr?|uge|time|kvartal)\b\.?"
    r"|\bi\b(?!\s*alt\b)"
)
ACCOUNT = re.compile(r"^(?:budget|regnskab)|(?:budget|regnskab)$")  # whose year is told
SHORT_YEAR = re.compile(r"(\D+)\d\d")
IN_ORE = re.compile(r"\børe\b")
IN_THOUSANDS = re.compile(r"\b1\.?000\s*kr|\bt\.?\s?kr|\btusind")
NOT_DAILY = re.compile(
    r"(?:\bpr\b\.?|/)\s*(?:måned|mdr?|uge|time|kvartal|år)\b|\b(?:måneds|års|uge|time)takst"
    r"|\bårlig|\bmånedlig"
)


@dataclass(frozen=True, slots=True)
class Column:
    """field   what it holds
    year    the year its amounts are of; null: the header names none
    ore     what one unit of money in it is worth in øre
    daily   false: money per month, year or hour, which cannot be held against a cap per day
    """

    field: Of
    year: int | None = None
    ore: int = 100
    daily: bool = True


def bare(header: str) -> str:
    """A header as it is compared and remembered: lower case, one space between words."""
    return " ".join(header.casefold().split())


def column_of(header: str, remembered: Mapping[str, str]) -> Column | None:
    """Null for a column that is passed over.

    remembered  `bare` header to field, `tariff` or `tariff:2020`; goes before the synonyms
    """
    name = bare(header)
    word, years = _read(name)
    year = min(years) if len(years) == 1 else None
    if name in remembered:
        field, _, of_year = remembered[name].partition(":")
        if field == IGNORED:
            return None
        return _column(Of(field), int(of_year) if of_year else year, name)
    if len(years) > 1:
        return None
    if word in {"", "sel"} and "§" in name:
        return Column(Of.PARAGRAPH)
    if not word and year is not None:
        return _column(Of.TARIFF, year, name)
    return _column(KNOWN[word], year, name) if word in KNOWN else None


def year_in_doubt(header: str, remembered: Mapping[str, str]) -> bool:
    """Whether it may be money of two years, at another's prices, or of a year of two digits."""
    name = bare(header)
    word, years = _read(name)
    if name in remembered or len(years) == 1:
        return False
    if not years:
        found = SHORT_YEAR.fullmatch(word)
        return found is not None and KNOWN.get(found[1], Of.YEAR) in MONEY
    return KNOWN.get(word, Of.YEAR) in MONEY or (not word and bool(PRICES.search(name)))


def _read(name: str) -> tuple[str, set[int]]:
    """What the header says beside years and units, in one word; and the years."""
    rest, years = without_years(name.replace("_", " "))
    word = "".join(c for c in UNIT.sub(" ", rest) if c.isalnum())
    word = re.sub(r"^(?:måneds|års|uge|time)takst", "takst", word)
    return word if word in KNOWN else ACCOUNT.sub("", word), years


def _column(field: Of, year: int | None, name: str) -> Column:
    if field not in MONEY:
        return Column(field, year if field in YEARLY else None)
    ore = 1 if IN_ORE.search(name) else 100_000 if IN_THOUSANDS.search(name) else 100
    return Column(field, year, ore, daily=not NOT_DAILY.search(name))

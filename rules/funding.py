"""What the empty places of a new provision cost each municipality under the joint funding model.

Half the tariff of every empty place is financed jointly for three years; the tariff is reckoned at
full occupancy of the added places. The other half are costs that an empty place does not have.
Source: the governance agreement (rammeaftale H 2021-2022). It names no key between the
municipalities, so the key is chosen: alike, or by weights such as use or population.
"""

from calendar import isleap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.refusal import Refusal
from rules.tariff_cap import round_half_up
from rules.tariff_cap_changes import YEARS
from rules.tariff_numbers import percentage

SHARED_PCT, FOR_YEARS = 50, 3
MOST_PLACES, MOST_ORE = 1_000, 100_000 * 100
OTHER_OCCUPANCIES = (100, 90, 80, 70, 60, 50)


@dataclass(frozen=True, slots=True)
class Project:
    """places       how many are added
    tariff_ore   of one place and day at full occupancy
    occupancies  per cent of the added places in use, one for each year from first_year on
    """

    first_year: int
    places: int
    tariff_ore: int
    occupancies: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One year. `shares`: whole øre by party, together exactly `joint_ore`."""

    year: int
    occupancy: Decimal
    empty_days: Fraction
    joint_ore: int
    shares: Mapping[str, int]


def project(first_year: int, places: int, tariff_ore: int, occupancies: Sequence[str]) -> Project:
    """Refusal names what is out of bounds."""
    if first_year not in YEARS:
        raise Refusal("Det første år skal ligge mellem 2000 og 2100.", field="first_year")
    if not 1 <= places <= MOST_PLACES:
        raise Refusal(f"Antal pladser skal være mellem 1 og {MOST_PLACES}.", field="places")
    if not 1 <= tariff_ore <= MOST_ORE:
        raise Refusal("Taksten skal være over 0 og højst 100.000 kr. pr. dag.", field="tariff_ore")
    if not 1 <= len(occupancies) <= FOR_YEARS:
        raise Refusal(
            f"Angiv belægningen for ét til {FOR_YEARS} år: så længe medfinansieres der.",
            field="occupancy_pct",
        )
    return Project(
        first_year,
        places,
        tariff_ore,
        tuple(percentage(text, "occupancy_pct", 0, 100) for text in occupancies),
    )


def statements(of: Project, weights: Mapping[str, int]) -> list[Statement]:
    """One for each year. `weights` by party, all alike where the key is that all pay the same."""
    if not any(weights.values()):
        raise Refusal("Nøglen skal give mindst én kommune en andel.", field="key")
    return [
        _statement(of, of.first_year + number, occupancy, weights)
        for number, occupancy in enumerate(of.occupancies)
    ]


def what_if(of: Project) -> list[tuple[int, list[int]]]:
    """Joint financing of each year in øre, at other occupancies than those expected."""
    years = [of.first_year + number for number in range(len(of.occupancies))]
    return [
        (pct, [_joint_ore(of, year, Decimal(pct)) for year in years]) for pct in OTHER_OCCUPANCIES
    ]


def _statement(of: Project, year: int, occupancy: Decimal, weights: Mapping[str, int]) -> Statement:
    joint = _joint_ore(of, year, occupancy)
    return Statement(
        year, occupancy, _empty_days(of, year, occupancy), joint, shared(joint, weights)
    )


def _empty_days(of: Project, year: int, occupancy: Decimal) -> Fraction:
    return of.places * (365 + isleap(year)) * (1 - Fraction(occupancy) / 100)


def _joint_ore(of: Project, year: int, occupancy: Decimal) -> int:
    return round_half_up(of.tariff_ore * _empty_days(of, year, occupancy) * SHARED_PCT / 100)


def shared(ore: int, weights: Mapping[str, int]) -> dict[str, int]:
    """By weight, in whole øre: those cut most by rounding down get the øre that are left, of those
    cut alike the first in the order of their codes."""
    whole = sum(weights.values())
    exact = {party: Fraction(ore * weight, whole) for party, weight in weights.items()}
    found = {party: int(part) for party, part in exact.items()}
    left = ore - sum(found.values())
    for party in sorted(exact, key=lambda party: (found[party] - exact[party], party))[:left]:
        found[party] += 1
    return found

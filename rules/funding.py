"""What the empty places of a new provision cost each municipality under the joint funding model.

Half the tariff of every empty place is financed jointly for three years; the tariff is reckoned at
full occupancy of the added places. The other half are costs that an empty place does not have.
Source: the governance agreement (rammeaftale H 2021-2022). It names no key between the
municipalities, so the key is chosen: alike, or by weights such as use or population.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
    """opens_on     the first day the places are there; each year of financing begins on its date
    places       how many are added
    tariff_ore   of one place and day at full occupancy
    occupancies  per cent of the added places in use, one for each year from opens_on on
    """

    opens_on: date
    places: int
    tariff_ore: int
    occupancies: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Twelve months. `shares`: whole øre by party, together exactly `joint_ore`."""

    starts_on: date
    ends_on: date
    occupancy: Decimal
    empty_days: Fraction
    joint_ore: int
    shares: Mapping[str, int]

    @property
    def year(self) -> int:
        """The year it begins in."""
        return self.starts_on.year


def project(opens_on: date, places: int, tariff_ore: int, occupancies: Sequence[str]) -> Project:
    """Refusal names what is out of bounds."""
    if opens_on.year not in YEARS:
        raise Refusal("Det første år skal ligge mellem 2000 og 2100.", field="opens_on")
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
        opens_on,
        places,
        tariff_ore,
        tuple(percentage(text, "occupancy_pct", 0, 100) for text in occupancies),
    )


def statements(of: Project, weights: Mapping[str, int]) -> list[Statement]:
    """One for each year. `weights` by party, all alike where the key is that all pay the same."""
    if not any(weights.values()):
        raise Refusal("Nøglen skal give mindst én kommune en andel.", field="key")
    return [
        _statement(of, number, occupancy, weights)
        for number, occupancy in enumerate(of.occupancies)
    ]


def _statement(
    of: Project, number: int, occupancy: Decimal, weights: Mapping[str, int]
) -> Statement:
    joint = _joint_ore(of, number, occupancy)
    return Statement(
        starts_on=_anniversary(of.opens_on, number),
        ends_on=_anniversary(of.opens_on, number + 1) - timedelta(days=1),
        occupancy=occupancy,
        empty_days=_empty_days(of, number, occupancy),
        joint_ore=joint,
        shares=shared(joint, weights),
    )


def what_if(of: Project) -> list[tuple[int, list[int]]]:
    """Joint financing of each year in øre, at other occupancies than those expected."""
    years = range(len(of.occupancies))
    return [
        (pct, [_joint_ore(of, number, Decimal(pct)) for number in years])
        for pct in OTHER_OCCUPANCIES
    ]


def _anniversary(day: date, years: int) -> date:
    """That of 29 February is 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _empty_days(of: Project, number: int, occupancy: Decimal) -> Fraction:
    days = _anniversary(of.opens_on, number + 1) - _anniversary(of.opens_on, number)
    return of.places * days.days * (1 - Fraction(occupancy) / 100)


def _joint_ore(of: Project, number: int, occupancy: Decimal) -> int:
    return round_half_up(of.tariff_ore * _empty_days(of, number, occupancy) * SHARED_PCT / 100)


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

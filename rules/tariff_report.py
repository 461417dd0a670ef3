"""What a tariff report says: deviations, changes since last year, groups, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from rules.tariff_cap import Cap
from rules.tariff_compared_row import Compared
from rules.tariff_numbers import pct
from rules.tariff_standing import Said


class Place(NamedTuple):
    """One service in one year, by name."""

    operator: str
    provision: str
    paragraph: str
    service: str
    year: int


class Deviation(NamedTuple):
    """`operator` null: all together; `provision` and `paragraph` null: all of the operator's.

    basis_ore, occupancy_pct
               what stands beside the price: the base tariff in it, and budgeted occupancy
    base_exact as in `Compared`: of an average, and of merged services
    service_id the service's; null: an average
    said       what was said of it (`rules/tariff_standing.py`); null: nobody has looked
    """

    operator: str | None
    provision: str | None
    paragraph: str | None
    year: int
    base_year: int
    base_ore: int
    cap_ore: int
    actual_ore: int
    explanation: str | None
    basis_ore: int | None = None
    occupancy_pct: str | None = None
    service_id: int | None = None
    said: Said | None = None
    base_exact: Fraction | None = None

    @property
    def excess_ore(self) -> int:
        return self.actual_ore - self.cap_ore

    @property
    def base(self) -> Fraction | int:
        """What the cap is reckoned from, in øre."""
        return self.base_exact or self.base_ore

    @property
    def excess_pct(self) -> str | None:
        return pct(self.excess_ore, self.cap_ore) if self.cap_ore else None  # no share of nothing


class Since(StrEnum):
    """What became of a deviation since the year before."""

    NEW = "new"
    GROWN = "grown"
    SAME = "same"
    FALLEN = "fallen"
    GONE = "gone"


class Change(NamedTuple):
    """A deviation beside the year before's. Tariff null: there is none; excess 0: no deviation."""

    operator: str | None
    provision: str | None
    paragraph: str | None
    year: int
    since: Since
    before_ore: int | None
    actual_ore: int | None
    excess_before_ore: int
    excess_ore: int


class Group(NamedTuple):
    """Deviations of one operator, paragraph or KKR in one year, beside the year before.

    name      of a KKR: empty for operators that belong to none
    before    how many departed the year before
    new, grown, fallen, gone
              of this year's and the year before's, by what became of them
    lowered   tariffs below the base year's: shown, no breach
    basis_pct, occupancy_pct
              the base tariff's share of the tariff, and budgeted occupancy; null: nobody told
    """

    name: str
    year: int
    compared: int
    deviations: int
    excess_ore: int
    before: int
    new: int
    grown: int
    fallen: int
    gone: int
    lowered: int
    growth_pct: str | None
    basis_pct: str | None
    occupancy_pct: str | None


@dataclass(frozen=True, slots=True)
class OperatorResult:
    """Of the last year tested; null where there is nothing to reckon from."""

    operator: str
    provisions: int
    deviations: int
    weighted_growth_pct: str | None
    overhead_pct: str | None


@dataclass(frozen=True, slots=True)
class Overhead:
    """Average over the municipalities: weighted by turnover, and each counting alike."""

    weighted_pct: str | None
    unweighted_pct: str | None
    goal_pct: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What a reader must know before trusting the figures; services by name, for the years tested.

    fallen  tariffs below the base year's: shown, no breach
    closed  services with a tariff in the base year and none in the year, save
    merged  those that are part of another service in the year
    after_merger
            those that are part of another service in the year and have a tariff of their own all
            the same: tested as any other, and one of the two is wrong
    reported_not_found
            what operators reported as deviations and the check does not find
    """

    tariffs: int
    compared: int
    fallen: int
    new: Sequence[Place]
    closed: Sequence[Place]
    merged: Sequence[Place]
    after_merger: Sequence[Place]
    places_changed: Sequence[Place]
    without_places: int
    without_overhead: Sequence[str]
    years_without_rate: Sequence[int]
    reported_not_found: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class Development:
    """Growth since the base year in per cent: what the cap allows, and what was compared."""

    year: int
    cap_pct: str
    weighted_pct: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """Of the years asked for; `development` of all from the base year itself to the last of them.

    compared  every tariff with a base year, in the order of the list
    changes   what departs in one of the years or did so the year before, year by year
    """

    cap: Cap
    years: Sequence[int]
    compared: Sequence[Compared]
    development: Sequence[Development]
    deviations: Sequence[Deviation]
    changes: Sequence[Change]
    operators: Sequence[OperatorResult]
    by_operator: Sequence[Group]
    by_paragraph: Sequence[Group]
    by_kkr: Sequence[Group]
    overhead: Overhead
    quality: Quality

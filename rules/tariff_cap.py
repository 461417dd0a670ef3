"""The cap on tariffs: the base year's tariff, lifted by each year's index rate, and no more.

    cap_y = base × Π (1 + (rate_k - deduction) / 100),  k from the year after the base year to y

in exact fractions, rounded half up to the whole øre once, at the end. A deviation is an actual
tariff above cap and tolerance. Source: the governance agreement (rammeaftale H 2021–2022: to 2022
at most the price and wage index on the level of 2019). It names no rates, no tolerance and no level
of test, so they are given with their source.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from operator import mul
from typing import Any

from models.vocabulary import CapLevel
from rules.tariff_numbers import plain

LONG = 10**9  # more than what the places of a few services come to


@dataclass(frozen=True)
class IndexRate:
    """The price and wage index (P/L) from the year before to `year`; revision 1, 2 … per year."""

    year: int
    pct: Decimal
    source: str
    published_on: date | None = None
    revision: int = 1


@dataclass(frozen=True)
class Cap:
    """`rates` stand for the years after `base_year`, none left out; the last may lie before
    `end_year`: the years after it cannot be tested yet."""

    base_year: int
    end_year: int
    rates: tuple[IndexRate, ...]
    source: str
    level: CapLevel = CapLevel.PROVISION
    deduction_pct: Decimal = Decimal(0)
    tolerance_pct: Decimal = Decimal(0)
    overhead_goal_pct: Decimal = Decimal(6)

    @cached_property
    def factors(self) -> dict[int, Fraction]:
        """What the base tariff is multiplied by, for each year that can be tested."""
        steps = (1 + Fraction(rate.pct - self.deduction_pct) / 100 for rate in self.rates)
        return dict(zip((rate.year for rate in self.rates), accumulate(steps, mul), strict=True))

    @property
    def years(self) -> list[int]:
        """The years that can be tested, in order."""
        return list(self.factors)

    def cap_ore(self, base: Fraction | int, year: int) -> int:
        """KeyError for a year without a rate."""
        above, below = self.ratio(year)
        above, below = above * base.numerator, below * base.denominator
        return (2 * above + below) // (2 * below)

    def ratio(self, year: int) -> tuple[int, int]:
        """What the base tariff is multiplied by and divided by; KeyError as above."""
        return self.factors[year].as_integer_ratio()

    def exceeds(self, actual_ore: Any, cap_ore: Any) -> Any:
        """Whether it lies above the cap and the tolerance, which is not rounded; of numbers or of
        columns of them."""
        above, below = (1 + Fraction(self.tolerance_pct) / 100).as_integer_ratio()
        return actual_ore * below > cap_ore * above

    def excess_ore(self, base: Fraction | int | None, actual: int | None, year: int) -> int:
        """What lies above cap and tolerance; 0 where there is nothing to compare."""
        if base is None or actual is None:
            return 0
        cap_ore = self.cap_ore(base, year)
        return actual - cap_ore if self.exceeds(actual, cap_ore) else 0

    def allowed_ore(self, cap_ore: int) -> int:
        """The highest tariff that is no deviation."""
        above, below = (1 + Fraction(self.tolerance_pct) / 100).as_integer_ratio()
        return cap_ore * above // below

    def steps(self, year: int) -> list[Decimal]:
        """What the base tariff is multiplied by for each year up to `year`, in order."""
        some = (rate for rate in self.rates if rate.year <= year)
        return [1 + (rate.pct - self.deduction_pct) / 100 for rate in some]

    def working(self, base: Fraction | int, year: int) -> str:
        """`100000 × 1.024 × 1.017 = 104140.8 → 104141`, in øre; an average that is no whole øre is
        the fraction it is, `400000/3 × …`, and decimals without end are cut, `136533.333333…`, as
        is a fraction that is too long to read."""
        exact = Fraction(base)
        shown = str(exact) if exact.denominator < LONG else decimals(exact)
        factors = " × ".join([shown, *map(plain, self.steps(year))])
        return f"{factors} = {decimals(base * self.factors[year])} → {self.cap_ore(base, year)}"


def round_half_up(value: Fraction | int) -> int:
    """Of a value that is not negative."""
    exact = Fraction(value)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def decimals(value: Fraction) -> str:
    """All it has, or, where they are more than 24 or do not end, the first six and `…`."""
    shown = Decimal(value.numerator) / value.denominator
    if shown == value and -shown.as_tuple().exponent <= 24:  # type: ignore[operator]
        return plain(shown)
    millionths = Decimal(value.numerator * 10**6 // value.denominator)
    return f"{millionths.scaleb(-6):f}…"


def revised(rates: Sequence[IndexRate], known: Sequence[IndexRate]) -> tuple[IndexRate, ...]:
    """The rates numbered: one that says something new about its year is that year's next revision.

    known  every rate that was ever set, oldest first
    """
    found = []
    for rate in rates:
        earlier = [old for old in known if old.year == rate.year]
        same = [old for old in earlier if _facts(old) == _facts(rate)]
        number = (
            same[-1].revision if same else max((old.revision for old in earlier), default=0) + 1
        )
        found.append(
            IndexRate(rate.year, rate.pct, rate.source, rate.published_on, revision=number)
        )
    return tuple(found)


def _facts(rate: IndexRate) -> tuple[Decimal, str, date | None]:
    return rate.pct, rate.source, rate.published_on

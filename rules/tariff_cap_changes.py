"""What a cap must be before it is set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.vocabulary import CapLevel
from rules.refusal import Refusal
from rules.tariff_cap import Cap, IndexRate
from rules.tariff_numbers import percentage
from rules.text import line

YEARS = range(2000, 2101)
LONGEST = 20


@dataclass(frozen=True, slots=True)
class GivenRate:
    """`source` empty: that of the rule."""

    year: int
    pct: str
    source: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class GivenCap:
    """A cap as it was typed; percentages as text."""

    base_year: int
    end_year: int
    rates: Sequence[GivenRate]
    source: str
    deduction_pct: str = "0"
    level: str = CapLevel.PROVISION
    tolerance_pct: str = "0"
    overhead_goal_pct: str = "6"  # the governance agreement's goal


def checked_cap(given: GivenCap) -> Cap:
    """Refusal names the field: what is missing, out of bounds or given twice."""
    if given.base_year not in YEARS:
        raise Refusal("Basisåret skal være et år mellem 2000 og 2100.", field="base_year")
    if not given.base_year < given.end_year <= given.base_year + LONGEST:
        raise Refusal(
            f"Slutåret skal ligge efter basisåret {given.base_year} og højst {LONGEST} år senere.",
            field="end_year",
        )
    source = line(given.source, "source")
    if not source:
        raise Refusal("Skriv, hvor loftet og satserne står.", field="source")
    if given.level not in set(CapLevel):
        raise Refusal(f"Niveauet skal være {', '.join(CapLevel)}.", field="level")
    deduction = percentage(given.deduction_pct, "deduction_pct", 0, 50)
    return Cap(
        base_year=given.base_year,
        end_year=given.end_year,
        rates=_rates(given, source),
        source=source,
        level=CapLevel(given.level),
        deduction_pct=deduction,
        tolerance_pct=percentage(given.tolerance_pct, "tolerance_pct", 0, 100),
        overhead_goal_pct=percentage(given.overhead_goal_pct, "overhead_goal_pct", 0, 100),
    )


def _rates(given: GivenCap, source: str) -> tuple[IndexRate, ...]:
    """One for each year from the base year on, without a gap; the last years may be unknown yet."""
    by_year: dict[int, GivenRate] = {}
    for rate in given.rates:
        if not given.base_year < rate.year <= given.end_year:
            raise Refusal(
                f"Satsen for {rate.year} ligger uden for loftets år,"
                f" {given.base_year + 1} til {given.end_year}.",
                field="rates",
            )
        if rate.year in by_year:
            raise Refusal(f"Der er to satser for {rate.year}.", field="rates")
        by_year[rate.year] = rate
    if not by_year:
        raise Refusal(f"Angiv P/L-satsen for {given.base_year + 1}.", field="rates")
    for year in range(given.base_year + 1, max(by_year) + 1):
        if year not in by_year:
            raise Refusal(f"Der mangler en sats for {year}.", field="rates")
    return tuple(_rate(by_year[year], source) for year in sorted(by_year))


def _rate(given: GivenRate, source: str) -> IndexRate:
    pct: Decimal = percentage(given.pct, "rates", -50, 50)
    return IndexRate(given.year, pct, line(given.source, "rates") or source, given.published_on)

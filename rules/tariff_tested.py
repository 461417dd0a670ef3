"""What is held against the cap: each service, or the average of an operator's or of all.

An average is of the same services with the same weights in both years.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from models.vocabulary import CapLevel
from rules.tariff_averages import average, sums
from rules.tariff_cap import Cap, round_half_up
from rules.tariff_compared import Beside, compared
from rules.tariff_report import Since
from rules.tariff_rests import NOTHING, Exact, Rest, rests, summed_by

COLUMNS = {
    "place": pl.UInt32,
    "operator": pl.Int32,
    "year": pl.Int16,
    "base_ore": pl.Int64,
    "cap_ore": pl.Int64,
    "before_ore": pl.Int64,
    "actual_ore": pl.Int64,
    "excess_before_ore": pl.Int64,
    "excess_ore": pl.Int64,
}
ALIKE = pl.lit(1, pl.Int64)
EXCESS, BEFORE = pl.col("excess_ore"), pl.col("excess_before_ore")
WORDS = {since: pl.lit(since.value, pl.Enum(Since)) for since in Since}
SINCE = (
    pl.when(BEFORE == 0)
    .then(WORDS[Since.NEW])
    .when(EXCESS == 0)
    .then(WORDS[Since.GONE])
    .when(EXCESS > BEFORE)
    .then(WORDS[Since.GROWN])
    .when(EXCESS < BEFORE)
    .then(WORDS[Since.FALLEN])
    .otherwise(WORDS[Since.SAME])
)
SHOWN = (*COLUMNS, "law", "basis_ore", "occupancy_ppm")


def departing(cap: Cap, beside: Beside, years: Sequence[int]) -> tuple[pl.DataFrame, Exact]:
    """What departs in one of `years` or did so the year before, and what became of it `since`; and
    the bases among what was tested that are no whole øre.

    place     the service's number, the operator's, or 0 for all; in its order, year
              by year
    operator  null for all; `law`: null for averages
    """
    match cap.level:
        case CapLevel.PROVISION:
            tested, exact = pl.concat([beside.years[year] for year in years]), beside.exact
        case CapLevel.OPERATOR:
            tested, exact = _averages(cap, beside, years, pl.col("operator"))
        case CapLevel.ALL:
            tested, exact = _averages(cap, beside, years, pl.lit(0, pl.Int32))
            tested = tested.with_columns(operator=pl.lit(None, pl.Int32))
    departs = tested.select(SHOWN).filter((EXCESS > 0) | (BEFORE > 0))
    return departs.with_columns(since=SINCE), exact


def _averages(
    cap: Cap, beside: Beside, years: Sequence[int], of: pl.Expr
) -> tuple[pl.DataFrame, Exact]:
    pairs = compared(pl.concat(beside.years.values())).with_columns(key=of)
    found = pairs.group_by("year", "key").agg(
        *sums("base", pl.col("base_ore"), ALIKE), *sums("actual", pl.col("actual_ore"), ALIKE)
    )
    exact = dict[tuple[int, int], Fraction]()
    lacking = summed_by(
        rests(pairs, beside.exact),
        lambda operator, *_: operator if cap.level is CapLevel.OPERATOR else 0,
    )
    rows = _rows(cap, found.sort("key", "year").collect(), lacking, exact)
    nothing = (pl.lit(None, pl.Int64).alias(n) for n in ("basis_ore", "occupancy_ppm"))
    averages = pl.DataFrame(list(rows), COLUMNS, orient="row").with_columns(
        *nothing, law=pl.lit(None, pl.Categorical)
    )
    return averages.filter(pl.col("year").is_in(years)).sort("year", "place"), exact


def _rows(
    cap: Cap,
    averages: pl.DataFrame,
    lacking: Mapping[tuple[int, int], Rest],
    exact: dict[tuple[int, int], Fraction],
) -> Iterator[tuple[Any, ...]]:
    """`averages` year by year for each key; `exact` is filled with bases that are no whole øre.

    Beside the average of the first year stands that of the base year. One that departs and has
    nothing left to be made of in the next year has a row without tariffs there.
    """
    last: tuple[int, int, int, int] = (0, 0, 0, 0)  # key, year, average and excess
    for row in averages.iter_rows(named=True):
        key, year = row["key"], row["year"]
        if last[:2] not in ((key, year - 1), (0, 0)):
            yield from _ended(*last)
        by_places, alike = lacking.get((key, year), NOTHING)
        rest = {
            "base_part": row["base_part"] + by_places,
            "base_part_alike": row["base_part_alike"] + alike,
        }
        base, actual = average(row | rest, "base"), average(row, "actual")
        if base is None or actual is None:
            continue
        ore, cap_ore = round_half_up(actual), cap.cap_ore(base, year)
        if base.denominator > 1:
            exact[key, year] = base
        excess = ore - cap_ore if cap.exceeds(ore, cap_ore) else 0
        base_ore = round_half_up(base)
        before = base_ore if year - 1 == cap.base_year else None
        past = last[2:] if last[:2] == (key, year - 1) else (before, 0)
        yield key, key, year, base_ore, cap_ore, past[0], ore, past[1], excess
        last = key, year, ore, excess
    yield from _ended(*last)


def _ended(key: int, year: int, ore: int, excess: int) -> Iterator[tuple[Any, ...]]:
    yield key, key, year + 1, None, None, ore, None, excess, 0

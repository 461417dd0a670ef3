"""Each tariff beside the same service's base year and the year before, with its cap.

A service's number is its row, so that years are put beside each other without a search.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

import polars as pl

from rules.tariff_cap import Cap, round_half_up
from rules.tariff_cells import MOST_ORE
from rules.tariff_columns import Columns
from rules.tariff_mergers import Parts, together
from rules.tariff_rests import Exact

BASE_YEAR = {"base_ore": "tariff_ore", "base_places": "places_hundredths"}
TESTED = {
    "actual_ore": "tariff_ore",
    **{n: n for n in ("basis_ore", "places_hundredths", "occupancy_ppm", "overhead_ppm")},
}
ACTUAL, BASE, CAP = pl.col("actual_ore"), pl.col("base_ore"), pl.col("cap_ore")
OWN, OF_BASE = pl.col("places_hundredths"), pl.col("base_places")


class Beside(NamedTuple):
    """years  a frame for each year that is needed, as `beside_base` tells
    exact  base tariffs that are averages and no whole øre: what `base_ore` was rounded from
    """

    years: Mapping[int, pl.DataFrame]
    exact: Exact


def years_needed(cap: Cap, years: Sequence[int]) -> list[int]:
    """Whose tariffs are needed: the base year's, those of the last asked for, and all between."""
    return [cap.base_year, *(year for year in cap.years if year <= years[-1])]


def beside_base(cap: Cap, columns: Columns, years: Sequence[int]) -> Beside:
    """Services that have a tariff in the year or in the base year, for each year that is needed.

    actual_ore, base_ore, before_ore
                 of the year, the base year and the year before; null: there is none
    cap_ore      from the exact base tariff; null where there is no base year
    lowered      it lies below the exact base tariff
    excess_ore, excess_before_ore
                 what lies above cap and tolerance, this year and the year before; else 0
    merged       it is part of another service in the year (`rules/tariff_mergers.py`), which has
                 its base year, and its deviation of the year before; one that has a tariff of its
                 own all the same is tested as any other
    places       those of the year, else of the base year; else 0
    operator, whole, law, basis_ore, …
                 as in `Columns`
    """
    of_base = _of_year(columns, cap.base_year, BASE_YEAR)
    numbers = columns.numbers.drop("service_id")
    last = of_base.rename({"base_ore": "actual_ore", "base_places": "places_hundredths"})
    excess = pl.repeat(0, last.height, dtype=pl.Int64, eager=True)
    found, exact = dict[int, pl.DataFrame](), dict[tuple[int, int], Fraction]()
    for year in years_needed(cap, years)[1:]:
        gone, made_of = columns.merged(year)
        base, averages = _together(of_base, made_of)
        before = _together(last, made_of)[0]["actual_ore"]
        of_year = _of_year(columns, year, TESTED)
        moved = [place for place in gone if of_year["actual_ore"][place] is None]
        excess = _excess_before(cap, year - 1, excess, averages, before, moved)
        cap_ore = _cap_ore(cap, base["base_ore"], year, averages)
        exact |= {(p, year): ore for p, ore in averages.items() if ore.denominator > 1}
        beside = (
            numbers.hstack(of_year)
            .hstack([*base, cap_ore])
            .with_columns(
                pl.lit(year, pl.Int16).alias("year"),
                before.alias("before_ore"),
                excess.alias("excess_before_ore"),
                pl.col("place").is_in(gone).alias("merged"),
                lowered=pl.lit(_lowered(of_year["actual_ore"], base["base_ore"], averages)),
                excess_ore=pl.when(cap.exceeds(ACTUAL, CAP)).then(ACTUAL - CAP).otherwise(0),
                places=pl.when(OWN > 0).then(OWN).when(OF_BASE > 0).then(OF_BASE).otherwise(0),
            )
        )
        last, excess = beside.select("actual_ore", "places_hundredths"), beside["excess_ore"]
        found[year] = beside.filter(ACTUAL.is_not_null() | BASE.is_not_null())
    return Beside(found, exact)


def compared(beside: pl.DataFrame) -> pl.LazyFrame:
    """What has a tariff in both years."""
    return beside.lazy().filter(ACTUAL.is_not_null(), BASE.is_not_null())


def _of_year(columns: Columns, year: int, shown: Mapping[str, str]) -> pl.DataFrame:
    """A row for each service, null where it has no tariff; `shown`: column of the lines by name."""
    lines = columns.of(year)
    empty = pl.repeat(None, columns.numbers.height, dtype=pl.Int64, eager=True)
    return pl.DataFrame(
        {name: empty.clone().scatter(lines["place"], lines[of]) for name, of in shown.items()}
    )


def _together(frame: pl.DataFrame, made_of: Parts) -> tuple[pl.DataFrame, dict[int, Fraction]]:
    """Tariff and places, in this order, with what the services that took others over would have had
    together, in whole øre; and their tariffs, exact."""
    if not made_of:
        return frame, {}
    found = {place: [frame.row(part) for part in of] for place, of in made_of.items()}
    tariffs = {place: together(rows) for place, rows in found.items()}
    told = (
        [None if ore is None else round_half_up(ore) for ore in tariffs.values()],
        [_places(rows) for rows in found.values()],
    )
    columns = {
        of.name: of.clone().scatter(list(found), pl.Series(new, dtype=pl.Int64))
        for of, new in zip(frame, told, strict=True)
    }
    return pl.DataFrame(columns), {place: ore for place, ore in tariffs.items() if ore is not None}


def _places(rows: Sequence[tuple[int | None, int | None]]) -> int | None:
    told = [places for _, places in rows if places is not None]
    return sum(told) if told else None


def _excess_before(
    cap: Cap,
    year: int,
    excess: pl.Series,
    bases: Mapping[int, Fraction],
    before: pl.Series,
    moved: Sequence[int],
) -> pl.Series:
    """What lay above the cap in `year`, as though those that are one now had been one then.

    bases  of those that took others over; moved: those that were taken over
    """
    known = dict.fromkeys(moved, 0)
    for place, base in bases.items() if year in cap.factors else ():
        known[place] = cap.excess_ore(base, before[place], year)
    return excess.clone().scatter(list(known), list(known.values())) if known else excess


def _cap_ore(cap: Cap, base: pl.Series, year: int, averages: Mapping[int, Fraction]) -> pl.Series:
    """As `Cap.cap_ore`, of a whole column, save where the base is an average: of that, exact."""
    whole = base.to_frame().select(_of_whole(cap, base, year)).to_series()
    exact = [cap.cap_ore(ore, year) for ore in averages.values()]
    return whole.scatter(list(averages), exact) if averages else whole


def _lowered(actual: pl.Series, base: pl.Series, averages: Mapping[int, Fraction]) -> pl.Series:
    """A whole number lies below an average where it lies below the next whole one."""
    whole = [ceil(ore) for ore in averages.values()]
    return actual < (base.clone().scatter(list(averages), whole) if averages else base)


def _of_whole(cap: Cap, base: pl.Series, year: int) -> pl.Expr:
    """Of each tariff there is, where 128 bits are too few."""
    above, below = cap.ratio(year)
    for kind, limit in ((pl.Int64, 2**63), (pl.Int128, 2**127)):
        if 2 * above * MOST_ORE + below < limit:
            twice = BASE * pl.lit(2 * above, kind) + pl.lit(below, kind)
            return (twice // pl.lit(2 * below, kind)).cast(pl.Int64).alias("cap_ore")
    exact = {ore: cap.cap_ore(ore, year) for ore in base.drop_nulls().unique()}
    return BASE.replace_strict(exact, default=None, return_dtype=pl.Int64).alias("cap_ore")

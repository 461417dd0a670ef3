"""Each tariff beside the same service's base year, with its cap; and what lies above it."""

from collections.abc import Iterator, Sequence

import polars as pl

from models.vocabulary import CapLevel
from rules.tariff_averages import average, sums
from rules.tariff_cap import Cap, round_half_up
from rules.tariff_cells import MOST_ORE

LARGEST = 2**127
HELD = {
    "key": pl.UInt32,
    "year": pl.Int16,
    "base_ore": pl.Int64,
    "cap_ore": pl.Int64,
    "actual_ore": pl.Int64,
}
ALIKE = pl.lit(1, pl.Int64)


def beside_base(cap: Cap, lines: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    """The lines of these years with `places` (of the year looked at, else of the base year), and,
    where the service has a base year, `base_ore`, `base_places` and `cap_ore`; else null."""
    base = lines.filter(pl.col("year") == cap.base_year).select(
        "place", base_ore="tariff_ore", base_places="places_hundredths"
    )
    return pl.concat(
        _with_cap(cap, lines.filter(pl.col("year") == year).join(base, "place", "left"), year)
        for year in years
    )


def _with_cap(cap: Cap, lines: pl.DataFrame, year: int) -> pl.DataFrame:
    told = pl.col("places_hundredths").fill_null(0)
    return lines.rename({"tariff_ore": "actual_ore"}).with_columns(
        places=pl.when(told > 0).then(told).otherwise(pl.col("base_places").fill_null(0)),
        cap_ore=_caps(cap, lines["base_ore"], year),
    )


def _caps(cap: Cap, base: pl.Series, year: int) -> pl.Expr:
    """As `Cap.cap_ore`, of a whole column; of each tariff there is, where 128 bits are too few."""
    above, below = cap.ratio(year)
    if 2 * above * MOST_ORE + below < LARGEST:
        twice = pl.col("base_ore") * pl.lit(2 * above, pl.Int128) + pl.lit(below, pl.Int128)
        return (twice // pl.lit(2 * below, pl.Int128)).cast(pl.Int64)
    exact = {ore: cap.cap_ore(ore, year) for ore in base.drop_nulls().unique()}
    return pl.col("base_ore").replace_strict(exact, default=None, return_dtype=pl.Int64)


def held(cap: Cap, pairs: pl.DataFrame, services: pl.DataFrame) -> pl.DataFrame:
    """What is held against the cap, by `key` and year: services, operators, or all, which are 0."""
    match cap.level:
        case CapLevel.PROVISION:
            return pairs.select(pl.col("place").alias("key"), *[*HELD][1:])
        case CapLevel.OPERATOR:
            operators = services.select("place", key="operator")
            return _averages(cap, pairs.join(operators, on="place"))
        case CapLevel.ALL:
            return _averages(cap, pairs.with_columns(key=pl.lit(0)))


def above_cap(cap: Cap, held: pl.DataFrame) -> pl.DataFrame:
    return held.filter(cap.exceeds(pl.col("actual_ore"), pl.col("cap_ore")))


def _averages(cap: Cap, pairs: pl.DataFrame) -> pl.DataFrame:
    found = pairs.group_by("key", "year").agg(
        *sums("base", pl.col("base_ore"), ALIKE), *sums("actual", pl.col("actual_ore"), ALIKE)
    )
    return pl.DataFrame(list(_rows(cap, found)), HELD, orient="row")


def _rows(cap: Cap, averages: pl.DataFrame) -> Iterator[tuple[int, ...]]:
    for row in averages.iter_rows(named=True):
        base, actual = average(row, "base"), average(row, "actual")
        if base is not None and actual is not None:
            cap_ore = cap.cap_ore(base, row["year"])
            yield row["key"], row["year"], round_half_up(base), cap_ore, round_half_up(actual)

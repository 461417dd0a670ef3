"""What a reader must know before trusting the figures of a tariff report."""

from collections.abc import Sequence

import polars as pl

from rules.tariff_cap import Cap
from rules.tariff_columns import Columns
from rules.tariff_named import Named
from rules.tariff_report import Quality

BASE_PLACES, PLACES = pl.col("base_places"), pl.col("places_hundredths")


def quality(
    cap: Cap,
    columns: Columns,
    beside: pl.DataFrame,
    years: Sequence[int],
    without_overhead: Sequence[str],
) -> Quality:
    """`beside`: the tariffs of `years`, each beside its base year if it has one."""
    with_base = pl.col("base_ore").is_not_null()
    pairs, named = beside.filter(with_base), Named(columns, cap)
    base = columns.lines.filter(pl.col("year") == cap.base_year)
    moved = (BASE_PLACES > 0) & (PLACES > 0) & (BASE_PLACES != PLACES)
    return Quality(
        tariffs=base.height + beside.height,
        compared=pairs.height,
        fallen=pairs.filter(pl.col("actual_ore") < pl.col("base_ore")).height,
        new=named.places(beside.filter(~with_base)),
        closed=named.places(_closed(base, beside, years)),
        places_changed=named.places(pairs.filter(moved)),
        without_places=pairs.filter(pl.col("places") == 0).height,
        without_overhead=without_overhead,
        years_without_rate=[
            year for year in range(cap.base_year + 1, cap.end_year + 1) if year not in cap.factors
        ],
    )


def _closed(base: pl.DataFrame, beside: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    each_year = pl.DataFrame({"year": years}, {"year": pl.Int16})
    return base.select("place").join(each_year, how="cross").join(beside, ["place", "year"], "anti")

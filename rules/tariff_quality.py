"""What a reader must know before trusting the figures of a tariff report."""

from collections.abc import Sequence

import polars as pl

from rules.tariff_cap import Cap
from rules.tariff_compared import ACTUAL, BASE, OF_BASE, OWN
from rules.tariff_named import Named
from rules.tariff_report import Quality


def quality(
    cap: Cap,
    named: Named,
    beside: pl.DataFrame,
    years: Sequence[int],
    without_overhead: Sequence[str],
) -> Quality:
    """`beside`: services with a tariff in the year or in the base year, for each of `years`."""
    new, silent = BASE.is_null(), ACTUAL.is_null()
    closed, merged = silent & ~pl.col("merged"), silent & pl.col("merged")
    after_merger = ~silent & pl.col("merged")
    compared = ~new & ~silent
    moved = compared & (OF_BASE > 0) & (OWN > 0) & (OF_BASE != OWN)
    counts = beside.select(
        actual=(~silent).sum(),
        compared=compared.sum(),
        fallen=pl.col("lowered").sum(),
        without_places=(compared & (pl.col("places") == 0)).sum(),
    ).row(0, named=True)
    of_base = named.columns.of(cap.base_year).height
    return Quality(
        tariffs=of_base + counts["actual"],
        compared=counts["compared"],
        fallen=counts["fallen"],
        new=named.places(beside.lazy().filter(new)),
        closed=named.places(beside.lazy().filter(closed)),
        merged=named.places(beside.lazy().filter(merged)),
        after_merger=named.places(beside.lazy().filter(after_merger)),
        places_changed=named.places(beside.lazy().filter(moved)),
        without_places=counts["without_places"],
        without_overhead=without_overhead,
        years_without_rate=[
            year for year in range(cap.base_year + 1, cap.end_year + 1) if year not in cap.factors
        ],
    )

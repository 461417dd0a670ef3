"""Tariffs held against the cap: what departs, how much, and what could not be compared."""

from collections.abc import Mapping, Sequence

import polars as pl

from rules.tariff_averages import growth, summed
from rules.tariff_cap import Cap
from rules.tariff_columns import Columns
from rules.tariff_compared import beside_base, compared
from rules.tariff_groups import By, groups, sums_of
from rules.tariff_named import Named
from rules.tariff_numbers import pct
from rules.tariff_operators import of_last_year
from rules.tariff_quality import quality
from rules.tariff_report import Development, Report
from rules.tariff_rests import NOTHING, Rests, rests, summed_by
from rules.tariff_tested import departing


def check(cap: Cap, columns: Columns, years: Sequence[int], kkr: Mapping[str, str]) -> Report:
    """`years` of the cap that are asked for, in order, not empty; `kkr` as in
    `rules/tariff_groups.py`."""
    by_year = beside_base(cap, columns, years)
    departs, exact = departing(cap, by_year, years)
    beside = pl.concat([by_year.years[year] for year in years])
    since_base = compared(pl.concat(by_year.years.values()))
    sums, lacking = sums_of(since_base), rests(since_base, by_year.exact)
    asked_for = sums.filter(pl.col("year").is_in(years))
    grouped = groups(columns, asked_for, lacking, departs, kkr)
    operators, overhead, silent = of_last_year(
        cap, columns, beside, years[-1], grouped[By.OPERATOR]
    )
    named = Named(columns, cap)
    return Report(
        cap=cap,
        years=years,
        compared=named.compared(compared(beside), by_year.exact),
        development=_development(cap, sums, lacking, list(by_year.years)),
        deviations=named.deviations(departs.lazy().filter(pl.col("excess_ore") > 0), exact),
        changes=named.changes(departs),
        operators=operators,
        by_operator=grouped[By.OPERATOR],
        by_paragraph=grouped[By.PARAGRAPH],
        by_kkr=grouped[By.KKR],
        overhead=overhead,
        quality=quality(cap, named, beside, years, silent),
    )


def _development(
    cap: Cap, sums: pl.DataFrame, lacking: Rests, years: Sequence[int]
) -> list[Development]:
    """Begins with the base year."""
    of_all = summed_by(lacking, lambda *_: None)
    rows = sums.group_by("year").agg(summed("growth")).iter_rows(named=True)
    found = {row["year"]: growth(row, of_all.get((None, row["year"]), NOTHING)) for row in rows}
    rises = [(year, cap.factors[year] - 1) for year in years]
    return [
        Development(cap.base_year, "0.00", "0.00"),
        *(Development(y, pct(up.numerator, up.denominator), found.get(y)) for y, up in rises),
    ]

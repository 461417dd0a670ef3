"""Tariffs held against the cap: what departs, how much, and what could not be compared."""

from collections.abc import Mapping, Sequence

import polars as pl

from rules.tariff_averages import GROWTH, growth
from rules.tariff_cap import Cap
from rules.tariff_columns import Columns
from rules.tariff_compared import beside_base
from rules.tariff_groups import By, groups
from rules.tariff_named import Named
from rules.tariff_numbers import pct
from rules.tariff_operators import of_last_year
from rules.tariff_quality import quality
from rules.tariff_report import Development, Report
from rules.tariff_tested import departing


def check(cap: Cap, columns: Columns, years: Sequence[int], kkr: Mapping[str, str]) -> Report:
    """`years` of the cap that are asked for, in order, not empty; `kkr` as in
    `rules/tariff_groups.py`."""
    beside = beside_base(cap, columns, years)
    departs = departing(cap, beside, years)
    beside = beside.filter(pl.col("year").is_in(years))
    pairs = beside.filter(pl.col("actual_ore").is_not_null(), pl.col("base_ore").is_not_null())
    grouped = groups(columns, pairs, departs, kkr)
    operators, overhead, silent = of_last_year(
        cap, columns, beside, years[-1], grouped[By.OPERATOR]
    )
    named = Named(columns, cap)
    return Report(
        cap=cap,
        years=years,
        compared=named.compared(pairs),
        development=[Development(cap.base_year, "0.00", "0.00"), *_development(cap, pairs, years)],
        deviations=named.deviations(departs.filter(pl.col("excess_ore") > 0)),
        changes=named.changes(departs),
        operators=operators,
        by_operator=grouped[By.OPERATOR],
        by_paragraph=grouped[By.PARAGRAPH],
        by_kkr=grouped[By.KKR],
        overhead=overhead,
        quality=quality(cap, named, beside, years, silent),
    )


def _development(cap: Cap, pairs: pl.DataFrame, years: Sequence[int]) -> list[Development]:
    rows = pairs.group_by("year").agg(GROWTH).iter_rows(named=True)
    found = {row["year"]: growth(row) for row in rows}
    rises = [(year, cap.factors[year] - 1) for year in years]
    return [
        Development(year, pct(rise.numerator, rise.denominator), found.get(year))
        for year, rise in rises
    ]

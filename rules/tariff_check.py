"""Tariffs held against the cap: what departs, how much, and what could not be compared."""

from collections.abc import Mapping, Sequence

import polars as pl

from rules.tariff_averages import GROWTH, growth
from rules.tariff_cap import Cap
from rules.tariff_changes import changes
from rules.tariff_columns import Columns
from rules.tariff_compared import above_cap, beside_base, held
from rules.tariff_groups import By, groups
from rules.tariff_named import Named
from rules.tariff_numbers import pct
from rules.tariff_operators import of_last_year
from rules.tariff_quality import quality
from rules.tariff_report import Development, Report


def years_needed(cap: Cap, years: Sequence[int]) -> list[int]:
    """Whose tariffs are needed: the base year's, those asked for, and those of the years before."""
    before = {year - 1 for year in years}
    return [cap.base_year, *(year for year in cap.years if year in {*years, *before})]


def check(cap: Cap, columns: Columns, years: Sequence[int], kkr: Mapping[str, str]) -> Report:
    """`years` of the cap that are asked for, in order, not empty; `kkr` as in
    `rules/tariff_groups.py`."""
    asked = pl.col("year").is_in(years)
    beside = beside_base(cap, columns.lines, years_needed(cap, years)[1:])
    with_base = beside.filter(pl.col("base_ore").is_not_null())
    tested = held(cap, with_base, columns.services)
    above = above_cap(cap, tested)
    changed = changes(cap, tested, above, years)
    pairs = with_base.filter(asked)
    grouped = groups(columns, cap.level, pairs, changed, kkr)
    operators, overhead, silent = of_last_year(cap, columns, years, grouped[By.OPERATOR])
    named = Named(columns, cap)
    return Report(
        cap=cap,
        years=years,
        compared=named.compared(pairs),
        development=[Development(cap.base_year, "0.00", "0.00"), *_development(cap, pairs, years)],
        deviations=named.deviations(above.filter(asked), pairs),
        changes=named.changes(changed),
        operators=operators,
        by_operator=grouped[By.OPERATOR],
        by_paragraph=grouped[By.PARAGRAPH],
        by_kkr=grouped[By.KKR],
        overhead=overhead,
        quality=quality(cap, columns, beside.filter(asked), years, silent),
    )


def _development(cap: Cap, pairs: pl.DataFrame, years: Sequence[int]) -> list[Development]:
    rows = pairs.group_by("year").agg(GROWTH).iter_rows(named=True)
    found = {row["year"]: growth(row) for row in rows}
    rises = [(year, cap.factors[year] - 1) for year in years]
    return [
        Development(year, pct(rise.numerator, rise.denominator), found.get(year))
        for year, rise in rises
    ]

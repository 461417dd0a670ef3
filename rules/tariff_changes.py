"""Deviations beside the year before's, line by line: new, grown, the same, fallen or gone."""

from collections.abc import Sequence

import polars as pl

from rules.tariff_cap import Cap
from rules.tariff_report import Since

EXCESS, WAS = pl.col("excess_ore"), pl.col("excess_before_ore")
SINCE = (
    pl.when(WAS.is_null())
    .then(pl.lit(Since.NEW.value))
    .when(EXCESS.is_null())
    .then(pl.lit(Since.GONE.value))
    .when(EXCESS > WAS)
    .then(pl.lit(Since.GROWN.value))
    .when(EXCESS < WAS)
    .then(pl.lit(Since.FALLEN.value))
    .otherwise(pl.lit(Since.SAME.value))
)
AT = ["key", "year"]


def changes(cap: Cap, held: pl.DataFrame, over: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    """Of what departs in one of `years` or departed the year before, by `key` and year.

    held, over  of these years and of the years before them, as far as the cap goes
    """
    now = over.select(*AT, excess_ore=pl.col("actual_ore") - pl.col("cap_ore"))
    before = now.select("key", pl.col("year") + 1, excess_before_ore="excess_ore")
    tariff = held.select(*AT, "actual_ore", "base_ore")
    last_year = held.select("key", pl.col("year") + 1, before_ore="actual_ore")
    after_base = pl.col("year") == cap.base_year + 1
    return (
        now.join(before, AT, "full", coalesce=True)
        .filter(pl.col("year").is_in(years))
        .with_columns(since=SINCE)
        .with_columns(EXCESS.fill_null(0), WAS.fill_null(0))
        .join(tariff, AT, "left")
        .join(last_year, AT, "left")
        .with_columns(
            pl.when(after_base).then("base_ore").otherwise("before_ore").alias("before_ore")
        )
        .sort("year", "key")
    )

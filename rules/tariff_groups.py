"""Deviations by operator, paragraph and KKR, year by year, with what stands beside the price."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import polars as pl

from rules.tariff_averages import BASIS, GROWTH, OCCUPANCY, growth, shown
from rules.tariff_columns import Columns, alphabetical
from rules.tariff_report import Group, Since
from rules.tariff_rests import Rest, Rests, summed_by

AT = ["operator", "law", "year"]
PCT = {
    "growth_pct": shown("growth", since=True),
    "basis_pct": shown("basis"),
    "occupancy_pct": shown("occupancy"),
}


class By(StrEnum):
    """What deviations are put together by."""

    OPERATOR = "operator"
    PARAGRAPH = "paragraph"
    KKR = "kkr"


def groups(
    columns: Columns,
    sums: pl.DataFrame,
    lacking: Rests,
    departing: pl.DataFrame,
    kkr: Mapping[str, str],
) -> dict[By, list[Group]]:
    """In alphabetical order, year by year. An operator's average departs under no paragraph, the
    average of all also for no operator: such deviations are only counted where they belong.

    sums     as of `sums_of`
    lacking  what their base tariffs lack
    kkr      name of the KKR that a party belongs to, by its code
    """
    found = pl.concat([sums, _departing(departing)], how="diagonal")

    def together(name: pl.Expr, of: Callable[[int, str, int], str]) -> list[Group]:
        return _together(found.with_columns(name=name), summed_by(lacking, of))

    operators = list(enumerate(columns.operators))
    names = {number: one.name for number, one in operators}
    of_kkr = {number: kkr.get(one.code or "", "") for number, one in operators}
    return {
        By.OPERATOR: together(_named(names), lambda operator, *_: names[operator]),
        By.PARAGRAPH: together(pl.col("law"), lambda _, law, __: law),
        By.KKR: together(_named(of_kkr), lambda operator, *_: of_kkr[operator]),
    }


def sums_of(pairs: pl.LazyFrame) -> pl.DataFrame:
    """Of what was compared, by operator, paragraph and year."""
    summed = pairs.group_by(AT).agg(
        pl.len().cast(pl.Int64).alias("compared"),
        pl.col("lowered").sum().cast(pl.Int64).alias("lowered"),
        *(*GROWTH, *BASIS, *OCCUPANCY),
    )
    return summed.collect(engine="streaming")


def _departing(departing: pl.DataFrame) -> pl.DataFrame:
    since = pl.col("since")
    counted = {
        "deviations": since != Since.GONE.value,
        "before": since != Since.NEW.value,
        **{s.value: since == s.value for s in (Since.NEW, Since.GROWN, Since.FALLEN, Since.GONE)},
    }
    summed = (
        departing.lazy()
        .group_by(AT)
        .agg(
            pl.col("excess_ore").sum(),
            *(which.sum().cast(pl.Int64).alias(name) for name, which in counted.items()),
        )
    )
    return summed.collect(engine="streaming")


def _named(names: Mapping[int, str]) -> pl.Expr:
    return pl.col("operator").replace_strict(names, default=None, return_dtype=pl.String)


def _together(found: pl.DataFrame, lacking: Mapping[tuple[str, int], Rest]) -> list[Group]:
    """By `name` and year."""
    summed = (
        found.filter(pl.col("name").is_not_null())
        .group_by("name", "year")
        .agg(pl.exclude("operator", "law").sum())
        .with_columns(**PCT)
    )
    exact = {
        at: growth(row, lacking[at])
        for row in (summed.iter_rows(named=True) if lacking else ())
        if (at := (row["name"], row["year"])) in lacking
    }
    rows = map(Group._make, summed.select(Group._fields).iter_rows())
    told = [one._replace(growth_pct=exact.get(one[:2], one.growth_pct)) for one in rows]
    return sorted(told, key=lambda group: (alphabetical(group.name), group.name, group.year))

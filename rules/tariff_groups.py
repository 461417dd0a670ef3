"""Deviations by operator, paragraph and KKR, year by year, with what stands beside the price."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import polars as pl

from rules.tariff_averages import BASIS, GROWTH, OCCUPANCY, growth, in_pct
from rules.tariff_columns import Columns, alphabetical
from rules.tariff_report import Group, Since

AT = ["operator", "law", "year"]
COUNTED = ("compared", "deviations", "excess_ore", "before", "new", "grown", "fallen", "gone")


class By(StrEnum):
    """What deviations are put together by."""

    OPERATOR = "operator"
    PARAGRAPH = "paragraph"
    KKR = "kkr"


def groups(
    columns: Columns, pairs: pl.DataFrame, departing: pl.DataFrame, kkr: Mapping[str, str]
) -> dict[By, list[Group]]:
    """In alphabetical order, year by year. An operator's average departs under no paragraph, the
    average of all also for no operator: such deviations are only counted where they belong.

    kkr  name of the KKR that a party belongs to, by its code
    """
    found = pl.concat([_compared(pairs), _departing(departing)], how="diagonal")
    operators = list(enumerate(columns.operators))
    names = {number: one.name for number, one in operators}
    of_kkr = {number: kkr.get(one.code or "", "") for number, one in operators}
    return {
        By.OPERATOR: _together(found, _named(names)),
        By.PARAGRAPH: _together(found, pl.col("law")),
        By.KKR: _together(found, _named(of_kkr)),
    }


def _compared(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.group_by(AT).agg(
        pl.len().cast(pl.Int64).alias("compared"),
        (pl.col("actual_ore") < pl.col("base_ore")).sum().cast(pl.Int64).alias("lowered"),
        *(*GROWTH, *BASIS, *OCCUPANCY),
    )


def _departing(departing: pl.DataFrame) -> pl.DataFrame:
    since = pl.col("since")
    counted = {
        "deviations": since != Since.GONE.value,
        "before": since != Since.NEW.value,
        **{s.value: since == s.value for s in (Since.NEW, Since.GROWN, Since.FALLEN, Since.GONE)},
    }
    return departing.group_by(AT).agg(
        pl.col("excess_ore").sum(),
        *(which.sum().cast(pl.Int64).alias(name) for name, which in counted.items()),
    )


def _named(names: Mapping[int, str]) -> pl.Expr:
    return pl.col("operator").replace_strict(names, default=None, return_dtype=pl.String)


def _together(found: pl.DataFrame, name: pl.Expr) -> list[Group]:
    summed = (
        found.with_columns(name=name)
        .filter(pl.col("name").is_not_null())
        .group_by("name", "year")
        .agg(pl.exclude("operator", "law").sum())
    )
    rows = summed.iter_rows(named=True)
    return [_group(row) for row in sorted(rows, key=lambda r: (alphabetical(r["name"]), r["year"]))]


def _group(row: Mapping[str, Any]) -> Group:
    return Group(
        name=row["name"],
        year=row["year"],
        lowered=row["lowered"],
        growth_pct=growth(row),
        basis_pct=in_pct(row, "basis"),
        occupancy_pct=in_pct(row, "occupancy"),
        **{name: row[name] for name in COUNTED},
    )

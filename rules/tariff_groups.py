"""Deviations by operator, paragraph and KKR, year by year, with what stands beside the price."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import polars as pl

from models.vocabulary import CapLevel
from rules.tariff_averages import BASIS, GROWTH, OCCUPANCY, average, growth, in_pct
from rules.tariff_columns import Columns, alphabetical
from rules.tariff_lines import law_of
from rules.tariff_report import Group, Since

AT = ["operator", "paragraph", "year"]
COUNTED = ("compared", "deviations", "excess_ore", "before", "new", "grown", "fallen", "gone")


class By(StrEnum):
    """What deviations are put together by."""

    OPERATOR = "operator"
    PARAGRAPH = "paragraph"
    KKR = "kkr"


def groups(
    columns: Columns,
    level: CapLevel,
    pairs: pl.DataFrame,
    changes: pl.DataFrame,
    kkr: Mapping[str, str],
) -> dict[By, list[Group]]:
    """In alphabetical order, year by year. An operator's average departs under no paragraph, the
    average of all also for no operator: such deviations are only counted where they belong.

    kkr  name of the KKR that a party belongs to, by its code
    """
    laws = {text: law_of(text) for text in columns.services["paragraph"].unique()}
    of_service = columns.services.select(
        "place", "operator", pl.col("paragraph").replace_strict(laws).cast(pl.String)
    )
    found = pl.concat(
        [_compared(pairs.join(of_service, "place")), _changed(changes, level, of_service)],
        how="diagonal",
    )
    operators = list(enumerate(columns.operators))
    names = {
        By.OPERATOR: {number: one.name for number, one in operators},
        By.KKR: {number: kkr.get(one.code or "", "") for number, one in operators},
    }
    return {
        By.OPERATOR: _together(found, _named(names[By.OPERATOR])),
        By.PARAGRAPH: _together(found, pl.col("paragraph")),
        By.KKR: _together(found, _named(names[By.KKR])),
    }


def _compared(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.group_by(AT).agg(
        pl.len().cast(pl.Int64).alias("compared"),
        (pl.col("actual_ore") < pl.col("base_ore")).sum().cast(pl.Int64).alias("lowered"),
        *(*GROWTH, *BASIS, *OCCUPANCY),
    )


def _changed(changes: pl.DataFrame, level: CapLevel, of_service: pl.DataFrame) -> pl.DataFrame:
    none = pl.lit(None)
    match level:
        case CapLevel.PROVISION:
            placed = changes.join(of_service, left_on="key", right_on="place")
        case CapLevel.OPERATOR:
            placed = changes.with_columns(operator="key", paragraph=none.cast(pl.String))
        case CapLevel.ALL:
            placed = changes.with_columns(
                operator=none.cast(pl.Int32), paragraph=none.cast(pl.String)
            )
    since = pl.col("since")
    counted = {
        "deviations": since != Since.GONE.value,
        "before": since != Since.NEW.value,
        **{s.value: since == s.value for s in (Since.NEW, Since.GROWN, Since.FALLEN, Since.GONE)},
    }
    return (
        placed.cast({"operator": pl.Int32})
        .group_by(AT)
        .agg(
            pl.col("excess_ore").sum(),
            *(which.sum().cast(pl.Int64).alias(name) for name, which in counted.items()),
        )
    )


def _named(names: Mapping[int, str]) -> pl.Expr:
    return pl.col("operator").replace_strict(names, default=None, return_dtype=pl.String)


def _together(found: pl.DataFrame, name: pl.Expr) -> list[Group]:
    summed = (
        found.with_columns(name=name)
        .filter(pl.col("name").is_not_null())
        .group_by("name", "year")
        .agg(pl.exclude("operator", "paragraph").sum())
    )
    rows = summed.iter_rows(named=True)
    return [_group(row) for row in sorted(rows, key=lambda r: (alphabetical(r["name"]), r["year"]))]


def _group(row: Mapping[str, Any]) -> Group:
    return Group(
        name=row["name"],
        year=row["year"],
        lowered=row["lowered"],
        growth_pct=growth(row),
        basis_pct=in_pct(average(row, "basis")),
        occupancy_pct=in_pct(average(row, "occupancy")),
        **{name: row[name] for name in COUNTED},
    )

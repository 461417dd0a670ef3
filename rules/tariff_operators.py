"""Operators one by one: provisions, deviations, growth and overhead, in the last year tested."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from models.vocabulary import OperatorKind
from rules.tariff_averages import OVERHEAD, average, in_pct, summed
from rules.tariff_cap import Cap
from rules.tariff_columns import Columns
from rules.tariff_compared import OWN
from rules.tariff_numbers import pct
from rules.tariff_report import Group, OperatorResult, Overhead


def of_last_year(
    cap: Cap, columns: Columns, beside: pl.DataFrame, year: int, by_operator: Sequence[Group]
) -> tuple[list[OperatorResult], Overhead, list[str]]:
    """Also names those that tell no overhead for some of their tariffs."""
    deviations, last = Counter[str](), {}
    for group in by_operator:
        deviations[group.name] += group.deviations
        if group.year == year:
            last[group.name] = group
    results, shares, silent = [], dict[int, Fraction](), []
    found = _found(beside, year)
    for row in found.iter_rows(named=True):
        operator = columns.operators[row["operator"]]
        growth = last[operator.name].growth_pct if operator.name in last else None
        overhead = in_pct(row, "overhead")
        results.append(
            OperatorResult(
                *(operator.name, row["provisions"], deviations[operator.name], growth, overhead)
            )
        )
        if row["silent"]:
            silent.append(operator.name)
        share = average(row, "overhead")
        if share is not None and operator.kind is OperatorKind.MUNICIPALITY:
            shares[row["operator"]] = share
    public = found.filter(pl.col("operator").is_in(list(shares))).select(summed("overhead"))
    return results, _overhead(cap, public, list(shares.values())), silent


def _overhead(cap: Cap, public: pl.DataFrame, shares: Sequence[Fraction]) -> Overhead:
    mean = sum(shares, Fraction(0)) / len(shares) if shares else None
    return Overhead(
        weighted_pct=in_pct(public.row(0, named=True), "overhead"),
        unweighted_pct=pct(mean.numerator, mean.denominator) if mean is not None else None,
        goal_pct=f"{cap.overhead_goal_pct:.2f}",
    )


def _found(beside: pl.DataFrame, year: int) -> pl.DataFrame:
    """Of those with a tariff in any year; provisions and sums are of the last."""
    told = (
        beside.lazy()
        .filter(pl.col("year") == year, pl.col("actual_ore").is_not_null())
        .select("operator", "actual_ore", "overhead_ppm", "whole", places=OWN.fill_null(0))
        .with_columns(first=pl.col("whole").ne_missing(pl.col("whole").shift()))
        .group_by("operator")
        .agg(
            pl.col("first").sum().cast(pl.Int64).alias("provisions"),
            pl.col("overhead_ppm").is_null().any().alias("silent"),
            *OVERHEAD,
        )
        .collect(engine="streaming")
    )
    everyone = beside["operator"].rle().struct.field("value").unique().to_frame("operator")
    return (
        everyone.join(told, "operator", "left")
        .with_columns(pl.exclude("silent").fill_null(0))
        .sort("operator")
    )

"""Operators one by one: provisions, deviations, growth and overhead, in the last year tested."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from models.vocabulary import OperatorKind
from rules.tariff_averages import OVERHEAD, average, in_pct, summed
from rules.tariff_cap import Cap
from rules.tariff_columns import Columns
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
    found = _found(beside.with_columns(last=pl.col("year") == year))
    results, shares, silent = [], dict[int, Fraction](), []
    for row in found.iter_rows(named=True):
        operator, share = columns.operators[row["operator"]], average(row, "overhead")
        growth = last[operator.name].growth_pct if operator.name in last else None
        results.append(
            OperatorResult(
                operator.name, row["provisions"], deviations[operator.name], growth, in_pct(share)
            )
        )
        if row["silent"]:
            silent.append(operator.name)
        if share is not None and operator.kind is OperatorKind.MUNICIPALITY:
            shares[row["operator"]] = share
    public = found.filter(pl.col("operator").is_in(list(shares))).select(summed("overhead"))
    return results, _overhead(cap, public, list(shares.values())), silent


def _overhead(cap: Cap, public: pl.DataFrame, shares: Sequence[Fraction]) -> Overhead:
    return Overhead(
        weighted_pct=in_pct(average(public.row(0, named=True), "overhead")),
        unweighted_pct=in_pct(sum(shares, Fraction(0)) / len(shares) if shares else None),
        goal_pct=f"{cap.overhead_goal_pct:.2f}",
    )


def _found(beside: pl.DataFrame) -> pl.DataFrame:
    """Of those with a tariff in any year; provisions and sums are of the last."""
    here = pl.col("last") & pl.col("actual_ore").is_not_null()
    return (
        beside.with_columns(
            places=pl.col("places_hundredths").fill_null(0),
            overhead_ppm=pl.when(here).then("overhead_ppm"),
        )
        .group_by("operator")
        .agg(
            pl.col("whole").filter(here).n_unique().alias("provisions"),
            (here & pl.col("overhead_ppm").is_null()).any().alias("silent"),
            *OVERHEAD,
        )
        .sort("operator")
    )

"""Averages of many services: each weighs by its places; those without places are left out, unless
none has any: then all weigh the same.

Sums stay below 2**63 for a million services at the highest tariff and number of places there is,
save those of overhead, which are reckoned in 128 bits.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import polars as pl

from rules.tariff_numbers import pct
from rules.tariff_rests import NOTHING, Rest

MILLION = 1_000_000
PARTS = ("part", "whole", "part_alike", "whole_alike")


def sums(name: str, part: pl.Expr, whole: pl.Expr) -> list[pl.Expr]:
    """What `average` of part to whole is made of, where the part is told; needs `places`.

    Sums of sums may be taken: of services, then of operators, then of all.
    """
    of = pl.when(part.is_not_null()).then(whole)
    values = part * pl.col("places"), of * pl.col("places"), part, of
    return [value.sum().alias(f"{name}_{end}") for value, end in zip(values, PARTS, strict=True)]


def summed(name: str) -> list[pl.Expr]:
    """The sums of what was summed before."""
    return [pl.col(f"{name}_{end}").sum() for end in PARTS]


def parts(row: Mapping[str, Any], name: str) -> tuple[int, int] | None:
    """Part and whole; null where nobody told."""
    if whole := row[f"{name}_whole"]:
        return row[f"{name}_part"], whole
    whole = row[f"{name}_whole_alike"]
    return (row[f"{name}_part_alike"], whole) if whole else None


def average(row: Mapping[str, Any], name: str) -> Fraction | None:
    """Null where nobody told."""
    found = parts(row, name)
    return Fraction(*found) if found else None


def in_pct(row: Mapping[str, Any], name: str) -> str | None:
    """`1.25` of 1/80."""
    found = parts(row, name)
    return pct(*found) if found else None


def growth(row: Mapping[str, Any], rest: Rest = NOTHING) -> str | None:
    """From the `GROWTH` of the same services, with the same weights in both years; `rest`: what
    their base tariffs lack."""
    by_places, alike = rest
    wholes = {
        "growth_whole": row["growth_whole"] + by_places,
        "growth_whole_alike": row["growth_whole_alike"] + alike,
    }
    found = parts({**row, **wholes}, "growth")
    if found is None:
        return None
    change = Fraction(*found) - 1
    return pct(change.numerator, change.denominator)


def shown(name: str, *, since: bool = False) -> pl.Expr:
    """As `in_pct`, or as `growth`, of a whole column."""
    told = pl.col(f"{name}_whole") != 0
    part, whole = (
        pl.when(told).then(pl.col(f"{name}_{end}")).otherwise(pl.col(f"{name}_{end}_alike"))
        for end in ("part", "whole")
    )
    part = (part - whole if since else part).cast(pl.Int128)
    whole = pl.when(whole != 0).then(whole).cast(pl.Int128)
    hundredths = (part.abs() * 20_000 + whole) // (2 * whole)
    sign = pl.when((part < 0) & (hundredths > 0)).then(pl.lit("-")).otherwise(pl.lit(""))
    decimals = (hundredths % 100).cast(pl.String).str.zfill(2)
    return pl.format("{}{}.{}", sign, hundredths // 100, decimals)


GROWTH = sums("growth", pl.col("actual_ore"), pl.col("base_ore"))
BASIS = sums("basis", pl.col("basis_ore"), pl.col("actual_ore"))
OCCUPANCY = sums("occupancy", pl.col("occupancy_ppm"), pl.lit(MILLION, pl.Int64))
OVERHEAD = sums(
    "overhead",
    pl.col("overhead_ppm").cast(pl.Int128) * pl.col("actual_ore"),
    pl.col("actual_ore").cast(pl.Int128) * pl.lit(MILLION, pl.Int128),
)

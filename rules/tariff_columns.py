"""Tariffs as columns: what a million of them are held against the cap in.

Services stand in Danish alphabetical order and their numbers are their places in it, so that names
are only touched for what is shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from models.vocabulary import OperatorKind
from rules.tariff_lines import law_of
from rules.tariff_mergers import Merger, Parts, ended, parts

DANISH = {"æ": "{", "ø": "|", "å": "}"}  # they end the alphabet, in this order
ORDER = str.maketrans("".join(DANISH), "".join(DANISH.values()))
SERVICES = {
    "id": pl.Int64,
    "operator": pl.Int64,
    "provision": pl.String,
    "paragraph": pl.String,
    "service": pl.String,
}
AMOUNTS = dict.fromkeys(
    ("tariff_ore", "basis_ore", "places_hundredths", "occupancy_ppm", "overhead_ppm"), pl.Int64
)
LINES = {"service_id": pl.Int64, "year": pl.Int16, **AMOUNTS, "explanation": pl.String}


class Operator(NamedTuple):
    """`code` null: private."""

    id: int
    name: str
    kind: OperatorKind
    code: str | None


@dataclass(frozen=True)
class Columns:
    """operators  in order
    services   in order: service_id, operator (its number), provision, paragraph, service, law (how
               the paragraph is shown), whole (the number of its provision) and several (the
               provision has several services under the paragraph)
    lines      those that hold, by year and place (the service's number): amounts in the units of
               `models/tariff.py` and an explanation
    mergers    of services, by service_id

    Words are read when they are first looked at: nothing is reckoned from them.
    """

    operators: Sequence[Operator]
    services: pl.LazyFrame
    lines: pl.LazyFrame
    mergers: Sequence[Merger] = ()

    @cached_property
    def numbers(self) -> pl.DataFrame:
        """Of services: what is reckoned from."""
        return self.services.select("place", "service_id", "operator", "law", "whole").collect()

    @cached_property
    def names(self) -> pl.DataFrame:
        """Of services."""
        told = ("service_id", "provision", "paragraph", "service", "several")
        return self.services.select(told).collect()

    @cached_property
    def amounts(self) -> pl.DataFrame:
        """Of lines."""
        return self.lines.select("place", "year", *AMOUNTS).collect()

    @cached_property
    def explanations(self) -> pl.DataFrame:
        """Of lines."""
        return self.lines.select("place", "year", "explanation").collect()

    def of(self, year: int) -> pl.DataFrame:
        """The year's amounts."""
        years = self.amounts["year"]
        first, end = (int(years.search_sorted(year, side)) for side in ("left", "right"))
        return self.amounts[first:end]

    def merged(self, year: int) -> tuple[Sequence[int], Parts]:
        """By the services' numbers: those that are part of another in `year`, and what those that
        took others over are made of."""
        if not self.mergers:
            return [], {}
        number = dict(zip(self.numbers["service_id"], self.numbers["place"], strict=True))
        found = parts(self.mergers, year).items()
        gone = [number[one] for one in ended(self.mergers, year)]
        return gone, {number[one]: [number[part] for part in of] for one, of in found}


def arranged(
    operators: Iterable[Operator],
    services: Sequence[Sequence[Any]] | pl.DataFrame,
    lines: Sequence[Sequence[Any]] | pl.DataFrame,
    mergers: Sequence[Merger] = (),
) -> Columns:
    """From rows with the columns of `SERVICES`, whose operator is an id, and of `LINES`."""
    ordered = in_order(operators)
    number = {operator.id: index for index, operator in enumerate(ordered)}
    unplaced = pl.DataFrame(services, SERVICES, orient="row")
    laws = {paragraph: law_of(paragraph) for paragraph in unplaced["paragraph"].unique()}
    known = (
        unplaced.with_columns(pl.col("operator").replace_strict(number).cast(pl.Int32))
        .sort("operator", *map(_alphabetical, ("provision", "paragraph", "service")))
        .with_row_index("place")
        .with_columns(
            law=pl.col("paragraph").replace_strict(laws).cast(pl.Categorical),
            whole=pl.struct("operator", "provision").rle_id(),
            several=pl.len().over("operator", "provision", "paragraph") > 1,
        )
    )
    placed = pl.DataFrame(lines, LINES, orient="row").join(
        known.select("place", service_id="id"), on="service_id"
    )
    named = known.rename({"id": "service_id"})
    sorted_ = placed.drop("service_id").sort("year", "place")
    return Columns(ordered, named.lazy(), sorted_.lazy(), mergers)


def in_order(operators: Iterable[Operator]) -> list[Operator]:
    """As services number them."""
    return sorted(operators, key=lambda operator: alphabetical(operator.name))


def alphabetical(text: str) -> str:
    """A key that sorts as a Danish list does."""
    return text.casefold().translate(ORDER)


def _alphabetical(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase().str.replace_many(DANISH)

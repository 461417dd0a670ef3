"""Tariffs as columns: what a million of them are held against the cap in.

Services stand in Danish alphabetical order and their numbers are their places in it, so that names
are only touched for what is shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
LINES = {
    "service_id": pl.Int64,
    "year": pl.Int16,
    "tariff_ore": pl.Int64,
    "basis_ore": pl.Int64,
    "places_hundredths": pl.Int64,
    "occupancy_ppm": pl.Int64,
    "overhead_ppm": pl.Int64,
    "explanation": pl.String,
}


class Operator(NamedTuple):
    """`code` null: private."""

    id: int
    name: str
    kind: OperatorKind
    code: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """operators  in order
    services   in order: service_id, operator (its number), provision, paragraph, service, law (how
               the paragraph is shown), whole (the number of its provision) and several (the
               provision has several services under the paragraph)
    lines      those that hold, in any order: place (the service's number), year and amounts in the
               units of `models/tariff.py`
    mergers    of services, by service_id
    """

    operators: Sequence[Operator]
    services: pl.DataFrame
    lines: pl.DataFrame
    mergers: Sequence[Merger] = ()

    def merged(self, year: int) -> tuple[Sequence[int], Parts]:
        """By the services' numbers: those that are part of another in `year`, and what those that
        took others over are made of."""
        if not self.mergers:
            return [], {}
        number = dict(zip(self.services["service_id"], self.services["place"], strict=True))
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
    return Columns(ordered, named, placed.drop("service_id"), mergers)


def in_order(operators: Iterable[Operator]) -> list[Operator]:
    """As services number them."""
    return sorted(operators, key=lambda operator: alphabetical(operator.name))


def alphabetical(text: str) -> str:
    """A key that sorts as a Danish list does."""
    return text.casefold().translate(ORDER)


def _alphabetical(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase().str.replace_many(DANISH)

"""What a report lists, with the names of operators and services, in the order of the list."""

from collections.abc import Iterator

import polars as pl

from models.vocabulary import CapLevel
from rules.rows import Rows
from rules.tariff_averages import MILLION
from rules.tariff_cap import Cap
from rules.tariff_columns import Columns
from rules.tariff_compared_row import Compared
from rules.tariff_numbers import pct
from rules.tariff_report import Change, Deviation, Place, Since
from rules.tariff_rests import Exact

BY_SERVICE = ("place", "year")
TOLD = [name for name in Compared._fields if name != "base_exact"]
NONE = {  # of an average
    "service_id": pl.Int64,
    **dict.fromkeys(("provision", "shown", "paragraph", "explanation"), pl.String),
}
NOT_ALONE = pl.col("several") & (pl.col("service") != "")
SHOWN = (
    pl.when(NOT_ALONE)
    .then(pl.format("{}, {}", "provision", "service"))
    .otherwise(pl.col("provision"))
)


class Named:
    """Makes rows of frames over `columns`."""

    def __init__(self, columns: Columns, cap: Cap) -> None:
        self.columns, self.cap = columns, cap
        self.operators = pl.Series([one.name for one in columns.operators], dtype=pl.String)

    def places(self, beside: pl.LazyFrame) -> Rows[Place]:
        """Year by year."""

        def made(some: pl.DataFrame) -> Iterator[Place]:
            return map(Place._make, self._named(some).select(Place._fields).iter_rows())

        return Rows(beside.select("place", "operator", "year"), made)

    def compared(self, pairs: pl.LazyFrame, exact: Exact) -> Rows[Compared]:
        """Service by service."""

        def made(some: pl.DataFrame) -> Iterator[Compared]:
            told = self._explained(self._named(some))
            rows = told.select(TOLD).iter_rows()
            if not exact:
                return (Compared._make((*row, None)) for row in rows)
            keys = some.select(BY_SERVICE).iter_rows()
            both = zip(keys, rows, strict=True)
            return (Compared._make((*row, exact.get(key))) for key, row in both)

        return Rows(pairs, made, BY_SERVICE)

    def deviations(self, departing: pl.LazyFrame, exact: Exact) -> Rows[Deviation]:
        """Service by service."""

        def made(some: pl.DataFrame) -> Iterator[Deviation]:
            for row in self._tested(some).iter_rows(named=True):
                share = row["occupancy_ppm"]
                yield Deviation(
                    operator=row["operator"],
                    provision=row["shown"],
                    paragraph=row["paragraph"],
                    year=row["year"],
                    base_year=self.cap.base_year,
                    base_ore=row["base_ore"],
                    base_exact=exact.get((row["place"], row["year"])),
                    cap_ore=row["cap_ore"],
                    actual_ore=row["actual_ore"],
                    explanation=row["explanation"] or None,
                    basis_ore=row["basis_ore"],
                    service_id=row["service_id"],
                    occupancy_pct=None if share is None else pct(share, MILLION),
                )

        return Rows(departing, made, BY_SERVICE)

    def changes(self, departing: pl.DataFrame) -> Rows[Change]:
        """Year by year."""

        def made(some: pl.DataFrame) -> Iterator[Change]:
            told = self._tested(some).drop("provision").rename({"shown": "provision"})
            for row in told.select(Change._fields).iter_rows():
                yield Change._make(row)._replace(since=Since(row[4]))

        return Rows(departing, made)

    def _tested(self, some: pl.DataFrame) -> pl.DataFrame:
        if self.cap.level is CapLevel.PROVISION:
            return self._explained(self._named(some).with_columns(shown=SHOWN))
        nothing = (pl.lit(None, kind).alias(name) for name, kind in NONE.items())
        return some.with_columns(self._operators(some), *nothing)

    def _named(self, some: pl.DataFrame) -> pl.DataFrame:
        names = self.columns.names[some["place"]]
        return some.with_columns(self._operators(some)).hstack(names)

    def _operators(self, some: pl.DataFrame) -> pl.Series:
        return self.operators.gather(some["operator"]).alias("operator")

    def _explained(self, some: pl.DataFrame) -> pl.DataFrame:
        words = self.columns.explanations
        return some.join(words, ["place", "year"], "left", maintain_order="left")

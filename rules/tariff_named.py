"""What a report lists, with the names of operators and services, in the order of the list."""

from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from models.vocabulary import CapLevel
from rules.rows import Rows
from rules.tariff_averages import MILLION, in_pct
from rules.tariff_cap import Cap
from rules.tariff_columns import Columns
from rules.tariff_report import Change, Compared, Deviation, Place, Since

NAMES = ("operator", "provision", "paragraph", "service")
SHOWN = ("operator", "shown", "paragraph")
COMPARED = ("base_ore", "cap_ore", "actual_ore", "excess_ore")
BESIDE = ("basis_ore", "places_hundredths", "occupancy_ppm", "explanation")
CHANGED = ("before_ore", "actual_ore", "excess_before_ore", "excess_ore")


class Named:
    """Makes rows of frames over `columns`."""

    def __init__(self, columns: Columns, cap: Cap) -> None:
        self.columns, self.cap = columns, cap
        names = pl.Series([one.name for one in columns.operators], dtype=pl.String)
        self.operators = pl.DataFrame({"number": range(len(names)), "name": names}).cast(
            {"number": pl.Int32}
        )

    def places(self, frame: pl.DataFrame) -> Rows[Place]:
        """Of a frame with `place` and `year`."""

        def made(some: pl.DataFrame) -> Iterator[Place]:
            return map(Place._make, self._by_service(some).select(*NAMES, "year").iter_rows())

        return Rows(frame.sort("year", "place"), made)

    def compared(self, pairs: pl.DataFrame) -> Rows[Compared]:
        actual, cap_ore = pl.col("actual_ore"), pl.col("cap_ore")
        over = pl.when(self.cap.exceeds(actual, cap_ore)).then(actual - cap_ore).otherwise(0)

        def made(some: pl.DataFrame) -> Iterator[Compared]:
            told = self._by_service(some).with_columns(excess_ore=over)
            return map(Compared._make, told.select(*NAMES, "year", *COMPARED, *BESIDE).iter_rows())

        return Rows(pairs.sort("place", "year"), made)

    def deviations(self, over: pl.DataFrame, pairs: pl.DataFrame) -> Rows[Deviation]:
        if self.cap.level is CapLevel.PROVISION:
            beside = pairs.select(pl.col("place").alias("key"), "year", *BESIDE)
            over = over.join(beside, ["key", "year"], "left")
        else:
            over = over.with_columns(*(pl.lit(None).alias(name) for name in BESIDE))

        def made(some: pl.DataFrame) -> Iterator[Deviation]:
            told = self._by_key(some)
            columns = *SHOWN, "year", "base_ore", "cap_ore", "actual_ore", *BESIDE, "service_id"
            for row in told.select(columns).iter_rows(named=True):
                share = row["occupancy_ppm"]
                yield Deviation(
                    operator=row["operator"],
                    provision=row["shown"],
                    paragraph=row["paragraph"],
                    year=row["year"],
                    base_year=self.cap.base_year,
                    base_ore=row["base_ore"],
                    cap_ore=row["cap_ore"],
                    actual_ore=row["actual_ore"],
                    explanation=row["explanation"] or None,
                    basis_ore=row["basis_ore"],
                    service_id=row["service_id"],
                    occupancy_pct=None if share is None else in_pct(Fraction(share, MILLION)),
                )

        return Rows(over.sort("key", "year"), made)

    def changes(self, changes: pl.DataFrame) -> Rows[Change]:
        def made(some: pl.DataFrame) -> Iterator[Change]:
            told = self._by_key(some).select(*SHOWN, "year", "since", *CHANGED)
            for row in told.iter_rows():
                yield Change._make((*row[:4], Since(row[4]), *row[5:]))

        return Rows(changes, made)

    def _by_key(self, some: pl.DataFrame) -> pl.DataFrame:
        match self.cap.level:
            case CapLevel.PROVISION:
                return self._by_service(some.rename({"key": "place"}))
            case CapLevel.OPERATOR:
                named = some.with_columns(number=pl.col("key").cast(pl.Int32))
                named = self._with_operator(named)
            case CapLevel.ALL:
                named = some.with_columns(operator=pl.lit(None))
        nobody = {name: pl.lit(None) for name in ("shown", "paragraph", "service_id")}
        return named.with_columns(**nobody)

    def _by_service(self, some: pl.DataFrame) -> pl.DataFrame:
        alone = (pl.col("several") & (pl.col("service") != "")).not_()
        shown = (
            pl.when(alone).then("provision").otherwise(pl.format("{}, {}", "provision", "service"))
        )
        services = self.columns.services.rename({"operator": "number"})
        named = some.join(services, "place", "left", maintain_order="left")
        return self._with_operator(named.with_columns(shown=shown))

    def _with_operator(self, some: pl.DataFrame) -> pl.DataFrame:
        return some.join(self.operators, "number", "left", maintain_order="left").rename(
            {"name": "operator"}
        )

"""The figures of `ask.py` in polars."""

import polars as pl

from benchmarks.peers.columns.answer import COUNTED, RATES, SUMS, of_engine

SERVICE = ("place", "service_id", "operator", "law", "whole")
AMOUNTS = ("tariff_ore", "basis_ore", "places_hundredths", "occupancy_ppm", "overhead_ppm")
WAYS = ("operator", "law", "kkr")


def asking(operators, services, lines):
    """Years side by side, then below each other: an outer join of a million rows costs more."""
    col, told = pl.col, pl.col("compared")

    def share(name, part, whole):
        whole = pl.when(part.is_not_null()).then(whole)
        sums = part * col("places"), whole * col("places"), part, whole
        return [value.sum().alias(f"{name}_{n}") for n, value in enumerate(sums)]

    def sums():
        since = (col("excess") > 0) & (col("before") > 0)
        moved = col("excess") - col("before")
        counts = {
            "compared": told,
            "lowered": told & (col("actual") < col("base")),
            "deviations": col("excess") > 0,
            "before": col("before") > 0,
            "new": (col("excess") > 0) & (col("before") == 0),
            "grown": since & (moved > 0),
            "fallen": since & (moved < 0),
            "gone": (col("excess") == 0) & (col("before") > 0),
        }
        return [
            *(which.sum().cast(pl.Int64).alias(name) for name, which in counts.items()),
            col("excess").sum(),
            *share("growth", col("actual_told"), col("base_told")),
            *share("basis", col("basis"), col("actual_told")),
            *share("occupancy", col("occupancy"), pl.lit(1_000_000, pl.Int64)),
        ]

    def year_of(wide, year):
        above, below = RATES[year]
        cap = (2 * col("base") * above + below) // (2 * below)
        own, of_base = col(f"places_hundredths_{year}"), col("places_hundredths_2019")
        before = f"excess_{year - 1}"
        return wide.select(
            "place", "service_id", "operator", "law", "whole", "base", cap.alias("cap"),
            actual=f"tariff_ore_{year}", basis=f"basis_ore_{year}", own=own,
            occupancy=f"occupancy_ppm_{year}", overhead=f"overhead_ppm_{year}",
            excess=f"excess_{year}", before=before if year > 2020 else pl.lit(0, pl.Int64),
            places=pl.when(own > 0).then(own).when(of_base > 0).then(of_base).otherwise(0),
            year=pl.lit(year, pl.Int16),
        ).filter(col("actual").is_not_null() | col("base").is_not_null())  # fmt: skip

    def wide():
        joined = pl.scan_parquet(services).select(SERVICE)
        for year in (2019, *RATES):
            of_year = pl.scan_parquet(lines).filter(col("year") == year).select("place", *AMOUNTS)
            named = of_year.rename({name: f"{name}_{year}" for name in AMOUNTS})
            joined = joined.join(named, "place", "left")
        joined = joined.rename({"tariff_ore_2019": "base"})
        for year, (above, below) in RATES.items():
            over = col(f"tariff_ore_{year}") - (2 * col("base") * above + below) // (2 * below)
            excess = pl.when(over > 0).then(over).otherwise(0)
            joined = joined.with_columns(excess.alias(f"excess_{year}"))
        return joined

    def ask():
        side_by_side = wide()
        both = col("actual").is_not_null() & col("base").is_not_null()
        rows = (
            pl.concat([year_of(side_by_side, year) for year in RATES])
            .with_columns(compared=both)
            .with_columns(
                actual_told=pl.when(told).then("actual"),
                base_told=pl.when(told).then("base"),
                basis=pl.when(told).then("basis"),
                occupancy=pl.when(told).then("occupancy"),
            )
            .collect(engine="streaming")
            .lazy()
        )
        over = rows.filter(col("excess") > 0).sort("year", "place")
        shown = over.select("service_id", "year", "base", "cap", "actual", "excess")
        cells = rows.group_by("operator", "law", "year").agg(sums())
        places = col("own").fill_null(0)
        part = col("overhead").cast(pl.Int128) * col("actual")
        whole = pl.when(col("overhead").is_not_null()).then(
            col("actual").cast(pl.Int128) * 1_000_000
        )
        last = rows.filter(col("year") == max(RATES), col("actual").is_not_null())
        provisions = last.group_by("operator").agg(
            col("whole").n_unique().alias("provisions"),
            *(
                value.sum().alias(f"overhead_{number}")
                for number, value in enumerate([part * places, whole * places, part, whole])
            ),
        )
        everyone = cells.select("operator").unique().join(provisions, "operator", "left")
        found = pl.collect_all([shown, cells, everyone], engine="streaming")
        by_kkr = found[1].join(pl.read_parquet(operators), "operator", "left")
        names = [*COUNTED, *SUMS]
        groups = [
            by_kkr.group_by(way, "year").agg(col(names).sum()).select(way, "year", *names).rows()
            for way in WAYS
        ]
        provided = found[2].fill_null(0).rows()
        return lambda: of_engine(found[0].rows(), groups, provided)

    return ask

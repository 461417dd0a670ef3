"""Less than `ask.py` asks for: how many tariffs lie above the cap and by how much, in polars."""

import polars as pl

from benchmarks.peers.columns.answer import RATES

WAYS = ("operator", "law", "kkr")


def asking(operators, services, lines):
    rates = [(year, *ratio) for year, ratio in RATES.items()]
    schema = {"year": pl.Int16, "above": pl.Int64, "below": pl.Int64}
    factors = pl.LazyFrame(rates, schema, orient="row")

    def ask():
        rows = pl.scan_parquet(lines).select("place", "year", "tariff_ore")
        base = rows.filter(pl.col("year") == 2019).select("place", base="tariff_ore")
        names = pl.scan_parquet(services).select("place", "operator", "law")
        cap = (2 * pl.col("base") * pl.col("above") + pl.col("below")) // (2 * pl.col("below"))
        over = (
            rows.join(base, on="place")
            .join(factors, on="year")
            .with_columns(excess=pl.col("tariff_ore") - cap)
            .filter(pl.col("excess") > 0)
            .join(names.join(pl.scan_parquet(operators), on="operator"), on="place")
        )
        told = [pl.len().alias("count"), pl.col("excess").sum()]
        found = pl.collect_all([over.group_by(way, "year").agg(told) for way in WAYS])
        return lambda: _short(found)

    return ask


def _short(found):
    sums = {(frame["count"].sum(), frame["excess"].sum()) for frame in found}
    if len(sums) != 1:
        raise SystemExit(f"the groups do not add up: {sums}")
    return dict(zip(("deviations", "excess_ore"), sums.pop(), strict=True))

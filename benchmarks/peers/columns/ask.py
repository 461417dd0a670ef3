"""How many tariffs lie above the cap, and by how much: by operator, paragraph and KKR, each year.

Over the product's own columnar copy: `python ask.py ENGINE FOLDER TIMES`.
"""

import json
import sys
import time
from pathlib import Path

RATES = {2020: (1021, 1000), 2021: (1021 * 1016, 1000**2), 2022: (1021 * 1016 * 1019, 1000**3)}
BY = ("operator", "law", "kkr")


def polars(services, lines):
    import polars as pl

    factors = pl.DataFrame(
        [(year, *ratio) for year, ratio in RATES.items()],
        schema={"year": pl.Int16, "above": pl.Int64, "below": pl.Int64},
        orient="row",
    ).lazy()

    def ask():
        rows = pl.scan_parquet(lines).select("place", "year", "tariff_ore")
        base = rows.filter(pl.col("year") == 2019).select("place", base="tariff_ore")
        names = pl.scan_parquet(services).select("place", "operator", "law")
        names = names.with_columns(kkr=pl.col("operator") % 5)
        cap = (2 * pl.col("base") * pl.col("above") + pl.col("below")) // (2 * pl.col("below"))
        over = (
            rows.join(base, on="place")
            .join(factors, on="year")
            .with_columns(excess=pl.col("tariff_ore") - cap)
            .filter(pl.col("excess") > 0)
            .join(names, on="place")
        )
        told = [pl.len().alias("count"), pl.col("excess").sum()]
        return [
            frame.rows()
            for frame in pl.collect_all([over.group_by(by, "year").agg(told) for by in BY])
        ]

    return ask


def duckdb(services, lines):
    import duckdb

    connection = duckdb.connect()
    ratios = ", ".join(f"({year}, {above}, {below})" for year, (above, below) in RATES.items())
    query = f"""
        WITH over AS MATERIALIZED (
            SELECT s.operator, s.law, s.operator % 5 AS kkr, a.year,
                a.tariff_ore - (2 * b.tariff_ore * r.above + r.below) // (2 * r.below) AS excess
            FROM '{lines}' a
            JOIN '{lines}' b ON b.place = a.place AND b.year = 2019
            JOIN (VALUES {ratios}) AS r(year, above, below) ON r.year = a.year
            JOIN '{services}' s ON s.place = a.place
            WHERE excess > 0
        )
        SELECT operator, law, kkr, year, count(*), sum(excess)
        FROM over GROUP BY GROUPING SETS ((operator, year), (law, year), (kkr, year))
    """

    def ask():
        rows = connection.execute(query).fetchall()
        return [[row[3:] for row in rows if row[number] is not None] for number in range(3)]

    return ask


def main(engine, folder, times):
    services, lines = (str(Path(folder) / f"{part}.parquet") for part in ("services", "lines"))
    ask = {"polars": polars, "DuckDB": duckdb}[engine](services, lines)
    taken, found = [], set()
    for _ in range(int(times)):
        began = time.perf_counter()
        groups = ask()
        taken.append((time.perf_counter() - began) * 1000)
        found |= {(sum(r[-2] for r in rows), float(sum(r[-1] for r in rows))) for rows in groups}
    if len(found) != 1:
        raise SystemExit(f"the groups do not add up: {found}")
    told = {"columnar copy": {"ms": taken, "found": [float(n) for n in found.pop()]}}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

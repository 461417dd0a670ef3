"""The tariff report's figures by a query engine, from the product's own columnar copy.

`python -m benchmarks.peers.columns.ask ENGINE FOLDER TIMES`. An engine reckons what the report is
made of, without names: every tariff above the cap with its cap and its excess; by operator,
paragraph and KKR, year by year, what was compared, departs, is new, has grown, fallen or gone, and
the sums of growth, base tariff and occupancy; by operator provisions and overhead.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path

PARTS = ("operators", "services", "lines")
ENGINES = {"polars": "in_polars", "DuckDB": "in_duckdb", "polars, sums only": "in_sums"}


def main(engine, folder, times):
    module = import_module(f"benchmarks.peers.columns.{ENGINES[engine]}")
    ask = module.asking(*(str(Path(folder) / f"{part}.parquet") for part in PARTS))
    taken, found = [], []
    for _ in range(int(times)):
        began = time.perf_counter()
        short = ask()
        taken.append((time.perf_counter() - began) * 1000)
        found.append(short())
    if any(one != found[0] for one in found):
        raise SystemExit("it does not say the same each time")
    sys.stdout.write(json.dumps({"columnar copy": {"ms": taken, "found": found[0]}}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

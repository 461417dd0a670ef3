"""The engines of W8 reckon what the product reports; DuckDB is held against it in each run."""

from sqlalchemy import Engine

from benchmarks.peers.columns import in_polars, in_sums
from benchmarks.peers.columns.ask import PARTS
from benchmarks.workloads.w8_tariffs import fill
from models.settings import get_settings
from tests.databases import sqlite_only


@sqlite_only
def test_polars_finds_what_the_product_reports(engine: Engine) -> None:
    reported = fill(services=400)
    paths = [str(get_settings().data_dir / f"{part}.parquet") for part in PARTS]
    every_figure, sums = (engine.asking(*paths)()() for engine in (in_polars, in_sums))
    assert every_figure == reported
    assert sums.items() <= reported.items()
    assert reported["deviations"]

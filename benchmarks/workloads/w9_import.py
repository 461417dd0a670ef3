"""W9: a tariff file of 100,000 rows is taken in, beside the bare reader of its rows.

The product reads in a child of its own, judges every row, keeps the file and commits; the reader
makes a list of every row and drops it.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home
from benchmarks.harness.processes import clean_environment, in_child
from benchmarks.harness.rounds import environment
from models.database import get_engine, transaction
from models.migrate import migrate

NAME = "W9"
TITLE = "A tariff file taken in"
HERE = "benchmarks.workloads.w9_import"
TEMPLATE = "tariff-file"
FILE = "takster.xlsx"
POINT = "{:,} rows"
HEADER = (
    *("Driftsherre", "Tilbud", "Paragraf", "År", "Takst", "Antal pladser", "Belægning"),
    "Overhead",
)
PARAGRAPHS = ("§ 107", "§ 108", "SEL § 85")


def contenders(bench: Bench, home: Home) -> Iterator[Contender]:
    yield Contender("product", Role.PRODUCT, partial(_product, bench, home))
    yield Contender("bare reader", Role.LIMIT, partial(_reader, bench, home))


def _template(bench: Bench, home: Home) -> Path:
    def make(url: str, folder: Path) -> None:
        settings = clean_environment(**environment(url, folder))
        in_child(f"{HERE}:lay_out", settings, rows=bench.sizes.file_rows, path=str(folder / FILE))

    return home.template(TEMPLATE, make)


def _product(bench: Bench, home: Home) -> Points:
    beside = _template(bench, home)
    with home.copied(TEMPLATE) as url:
        settings = clean_environment(**environment(url, beside))
        told = in_child(f"{HERE}:take", settings, path=str(beside / FILE))
    return _point(bench, told)


def _reader(bench: Bench, home: Home) -> Points:
    path = str(_template(bench, home) / FILE)
    return _point(bench, in_child(f"{HERE}:read", clean_environment(), path=path))


def _point(bench: Bench, told: tuple[float, int]) -> Points:
    ms, rows = told
    if rows != bench.sizes.file_rows:
        raise RuntimeError(f"{rows} rows and not {bench.sizes.file_rows}")
    return {POINT.format(rows): {"ms": ms}}


# What runs in a process of its own


def lay_out(rows: int, path: str) -> None:
    """An empty database, and a file with a row for each provision and year."""
    import xlsxwriter

    migrate(get_engine())
    random = Random(2022)
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Takster")
        page.write_row(0, 0, HEADER)
        for row in range(rows):
            number = row // 4
            told = f"Fonden {number % 40}", f"Tilbud {number}", PARAGRAPHS[number % 3]
            kroner = random.randrange(100_000, 600_000) / 100
            page.write_row(
                row + 1, 0, (*told, 2019 + row % 4, kroner, random.randrange(4, 40), 95.5, 6.1)
            )


def take(path: str) -> tuple[float, int]:
    from actions.upload_tariff_file import GivenTariffs, take_in

    content = Path(path).read_bytes()
    get_engine().connect().close()
    began = time.perf_counter()
    with transaction() as session:
        done = take_in(session, GivenTariffs(FILE, content), datetime.now(UTC), "benchmark")
    return (time.perf_counter() - began) * 1000, done.added


def read(path: str) -> tuple[float, int]:
    import io

    from python_calamine import load_workbook

    content = Path(path).read_bytes()
    began = time.perf_counter()
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return (time.perf_counter() - began) * 1000, len(rows) - 1

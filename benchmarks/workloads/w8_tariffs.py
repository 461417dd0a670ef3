"""W8: every tariff of the country held against the cap: what departs, by operator, paragraph, KKR.

The product makes its whole report. The engines reckon the same figures from the same files, names
and lists of what cannot be compared left out (`benchmarks/peers/columns/ask.py`), and must find the
same. Plain SQL, and polars once more, only say how many depart and by how much. From the columnar
copy the report is read as the second reader finds it; from its own store as the first one after a
change, who also writes the copy.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home
from benchmarks.harness.processes import clean_environment, in_child, run
from benchmarks.harness.rounds import environment
from benchmarks.harness.rows import bare
from benchmarks.harness.tariffs import RATES, YEARS, lay_out
from benchmarks.peers.registry import environment as environment_of
from models.database import get_engine, reading, transaction
from models.migrate import migrate
from rules.tariff_report import Report

T = TypeVar("T")
Told = dict[str, dict[str, Any]]  # by point: milliseconds, and what was found
NAME = "W8"
TITLE = "Tariffs held against the cap"
HERE = "benchmarks.workloads.w8_tariffs"
TEMPLATE = "tariffs"
COPY, STORE = "columnar copy", "own store"
ENGINES = {"polars": Role.PEER, "DuckDB": Role.PEER, "polars, sums only": Role.LIMIT}
TIMES = 5
DEPARTING = """
SELECT o.code, s.paragraph, a.year, count(*), sum(a.tariff_ore - f.cap) FROM tariff_line a
JOIN tariff_line b ON b.service_id = a.service_id AND b.year = 2019 AND b.superseded_by IS NULL
JOIN tariff_service s ON s.id = a.service_id
JOIN tariff_operator o ON o.id = s.operator_id
JOIN ({factors}) AS r ON r.year = a.year
CROSS JOIN LATERAL (SELECT (2 * b.tariff_ore * r.above + r.below) / (2 * r.below) AS cap) AS f
WHERE a.superseded_by IS NULL AND a.tariff_ore > f.cap
GROUP BY o.code, s.paragraph, a.year
"""


def contenders(bench: Bench, home: Home) -> Iterator[Contender]:
    yield Contender("product", Role.PRODUCT, partial(_product, bench, home))
    yield Contender("plain SQL", Role.LIMIT, partial(_sql, bench, home))
    if bench.with_peers:
        for engine, role in ENGINES.items():
            yield Contender(engine, role, partial(_peer, bench, home, engine))


def _template(bench: Bench, home: Home) -> Path:
    def make(url: str, folder: Path) -> None:
        settings = clean_environment(**environment(url, folder))
        expected = in_child(f"{HERE}:fill", settings, services=bench.sizes.tariff_services)
        (folder / "expected.json").write_text(json.dumps(expected))

    return home.template(TEMPLATE, make)


def _product(bench: Bench, home: Home) -> Points:
    beside = _template(bench, home)
    settings = clean_environment(**environment(home.address(TEMPLATE), beside))
    return _checked(beside, in_child(f"{HERE}:report", settings))


def _sql(bench: Bench, home: Home) -> Points:
    beside = _template(bench, home)
    settings = clean_environment(**environment(home.address(TEMPLATE), beside))
    return _checked(beside, in_child(f"{HERE}:ask_sql", settings))


def _peer(bench: Bench, home: Home, engine: str) -> Points:
    beside = _template(bench, home)
    script = "benchmarks.peers.columns.ask"
    words: list[str | Path] = [environment_of("columns"), "-m", script, engine, beside, str(TIMES)]
    return _checked(beside, json.loads(run(words, clean_environment()).splitlines()[-1]))


def _checked(beside: Path, told: Told) -> Points:
    """Each point's milliseconds; RuntimeError when what was found is not what the others find."""
    expected = json.loads((beside / "expected.json").read_text())
    for found in told.values():
        if not found["found"].items() <= expected.items():
            raise RuntimeError(f"found {found['found']} and not {expected}")
    return {point: {"ms": _fast(found["ms"])} for point, found in told.items()}


def _fast(taken: list[float]) -> float:
    """Of the fastest half on average: what it costs undisturbed."""
    fast = sorted(taken)[: max(1, len(taken) // 2)]
    return sum(fast) / len(fast)


# What runs in a process of its own


def fill(services: int) -> dict[str, object]:
    """What the report must say. Engines get the files that the product reads itself, and which KKR
    an operator belongs to."""
    import polars

    from actions.read_tariff_report import kkr_by_party, read_tariff_report
    from actions.tariff_columns import PARTS, tariff_columns, write
    from benchmarks.peers.columns.answer import of_report
    from models.settings import get_settings

    migrate(get_engine())
    with transaction() as session:
        lay_out(session, services, datetime.now(UTC))
    with reading() as session:
        columns = tariff_columns(session, YEARS)
        frames = {part: getattr(columns, part) for part in PARTS}
        kkr = kkr_by_party(YEARS[-1])
        operators = [(n, kkr.get(one.code or "", "")) for n, one in enumerate(columns.operators)]
        schema = {"operator": polars.Int32, "kkr": polars.String}
        frames["operators"] = polars.LazyFrame(operators, schema, orient="row")
        for part, frame in frames.items():
            with (get_settings().data_dir / f"{part}.parquet").open("wb") as copy:
                write(frame, copy)
        return dict(of_report(read_tariff_report(session, None)))  # type: ignore[no-untyped-call]


def report() -> Told:
    """The product's whole report, once from its store and then from the copy."""
    from actions.read_tariff_report import read_tariff_report
    from benchmarks.peers.columns.answer import of_report
    from models.settings import get_settings

    shutil.rmtree(get_settings().data_dir / "tariff-columns", ignore_errors=True)

    def once() -> Report | None:
        with reading() as session:
            return read_tariff_report(session, None)

    return {STORE: _each(once, of_report, 1), COPY: _each(once, of_report, TIMES)}


def ask_sql() -> Told:
    """One statement in the database that only says how many depart and by how much; integers hold
    the products of these rates."""
    factors, above = [], 1
    for number, (year, pct) in enumerate(RATES.items(), 1):
        above *= 1000 + int(float(pct) * 10)
        ratio = f"CAST({above} AS bigint) AS above, CAST({1000**number} AS bigint) AS below"
        factors.append(f"SELECT {year} AS year, {ratio}")
    with bare(get_engine().url.render_as_string(hide_password=False)) as connection:
        query = DEPARTING.format(factors=" UNION ALL ".join(factors))
        if connection.sqlite:  # knows no LATERAL: the cap is written out where it is used
            cap = "((2 * b.tariff_ore * r.above + r.below) / (2 * r.below))"
            lateral = next(filter(lambda row: "LATERAL" in row, query.splitlines()))
            query = query.replace(lateral, "").replace("f.cap", cap)

        def told(rows: Sequence[Sequence[int]]) -> dict[str, object]:
            deviations, excess = (int(sum(row[at] for row in rows)) for at in (3, 4))
            return {"deviations": deviations, "excess_ore": excess}

        return {STORE: _each(lambda: connection.all(query), told, 3)}


def _each(work: Callable[[], T], told: Callable[[T], object], times: int) -> dict[str, Any]:
    """Milliseconds each time, and what was found in the end."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        found = work()
        taken.append((time.perf_counter() - began) * 1000)
    return {"ms": taken, "found": told(found)}

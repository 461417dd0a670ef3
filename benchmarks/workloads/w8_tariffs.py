"""W8: every tariff of the country held against the cap: what departs, by operator, paragraph, KKR.

The product makes its whole report; peers and plain SQL only say how many depart and by how much.
From the columnar copy the report is read as the second reader finds it; from its own store as the
first one after a change, who also writes the copy.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.harness.bench import Bench
from benchmarks.harness.contenders import Contender, Points, Role
from benchmarks.harness.databases import Home
from benchmarks.harness.processes import clean_environment, in_child, run
from benchmarks.harness.rounds import environment
from benchmarks.harness.rows import bare
from benchmarks.peers.registry import PEERS
from benchmarks.peers.registry import environment as environment_of
from models.database import add_many, get_engine, reading, transaction
from models.migrate import migrate
from models.reference import parties
from models.tariff import TariffFile, TariffLine, TariffOperator, TariffService
from models.vocabulary import OperatorKind, PartyKind

NAME = "W8"
TITLE = "Tariffs held against the cap"
HERE = "benchmarks.workloads.w8_tariffs"
TEMPLATE = "tariffs"
COPY, STORE = "columnar copy", "own store"
YEARS = (2019, 2020, 2021, 2022)
RATES = {2020: "2.1", 2021: "1.6", 2022: "1.9"}
ENGINES = ("polars", "DuckDB")
TIMES = 9
PRIVATE = 900  # operators beside the municipalities
PARAGRAPHS = ("§ 107", "§ 108", "§ 104", "§ 103", "§ 85")
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
        for engine in ENGINES:
            yield Contender(engine, Role.PEER, partial(_peer, bench, home, engine))


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
    script = PEERS / "columns" / "ask.py"
    words: list[str | Path] = [environment_of("columns"), script, engine, beside, str(TIMES)]
    return _checked(beside, json.loads(run(words, clean_environment()).splitlines()[-1]))


def _checked(beside: Path, told: dict[str, dict[str, list[float]]]) -> Points:
    """Each point's milliseconds; RuntimeError when what was found is not what is true."""
    expected = json.loads((beside / "expected.json").read_text())
    for found in told.values():
        if (found["found"]) != expected:
            raise RuntimeError(f"found {found['found']} and not {expected}")
    return {point: {"ms": _fast(found["ms"])} for point, found in told.items()}


def _fast(taken: list[float]) -> float:
    """Of the fastest half on average: what it costs undisturbed."""
    fast = sorted(taken)[: max(1, len(taken) // 2)]
    return sum(fast) / len(fast)


# What runs in a process of its own


def fill(services: int) -> list[int]:
    """A tariff per service and year, most near the cap; how many depart, and by how much."""
    from actions.attach_document import store_file
    from actions.read_tariff_report import read_tariff_report
    from actions.set_cap_rule import set_cap_rule
    from actions.tariff_columns import PARTS, tariff_columns, write
    from models.settings import get_settings
    from rules.tariff_cap_changes import GivenCap, GivenRate

    now, random = datetime.now(UTC), Random(2022)
    migrate(get_engine())
    cap = GivenCap(2019, 2022, [GivenRate(year, pct) for year, pct in RATES.items()], "invented")
    public = [p for p in parties().values() if p.kind is PartyKind.MUNICIPALITY]
    with transaction() as session:
        set_cap_rule(session, cap, now, "benchmark")
        stored = store_file(session, b"invented", "text/csv")
        file = TariffFile(
            sha256=stored.sha256,
            filename="invented.csv",
            mapping={},
            preview={},
            uploaded_at=now,
            uploaded_by="benchmark",
            accepted_at=now,
            accepted_by="benchmark",
        )
        session.add(file)
        session.flush()
        kinds = OperatorKind.MUNICIPALITY.value, OperatorKind.PRIVATE.value
        operators = [
            *((p.name, kinds[0], p.code, p.name.casefold()) for p in public),
            *((f"Fonden {n}", kinds[1], None, f"fonden {n}") for n in range(PRIVATE)),
        ]
        add_many(session, TariffOperator, ("name", "kind", "code", "key"), operators)
        columns = ("operator_id", "provision", "paragraph", "service", "key")
        add_many(
            session,
            TariffService,
            columns,
            (
                (n % len(operators) + 1, f"Tilbud {n}", random.choice(PARAGRAPHS), "", str(n))
                for n in range(services)
            ),
        )
        amounts = ("tariff_ore", "places_hundredths", "overhead_ppm", "explanation")
        lines = ("service_id", "year", "file_id", *amounts)
        add_many(session, TariffLine, lines, _lines(services, file.id or 0, random))
    with reading() as session:
        columnar = tariff_columns(session, YEARS)
        for part in PARTS:
            with (get_settings().data_dir / f"{part}.parquet").open("wb") as copy:
                write(getattr(columnar, part), copy)
        report = read_tariff_report(session, None)
        assert report
        return _found(report.by_operator)


def _lines(services: int, file: int, random: Random) -> Iterator[tuple[object, ...]]:
    for number in range(1, services + 1):
        ore, places = random.randrange(100_000, 600_000), random.choice((None, 1_000, 1_250))
        for year in YEARS:
            yield number, year, file, ore, places, random.choice((None, 61_000, 55_000)), ""
            ore += ore * random.randrange(8, 24) // 1_000


def _found(groups: object) -> list[int]:
    counted = list(groups)  # type: ignore[call-overload]
    return [sum(g.deviations for g in counted), sum(g.excess_ore for g in counted)]


def report() -> dict[str, dict[str, list[float]]]:
    """The product's whole report, once from its store and then from the copy."""
    from actions.read_tariff_report import read_tariff_report
    from models.settings import get_settings

    shutil.rmtree(get_settings().data_dir / "tariff-columns", ignore_errors=True)

    def once() -> list[int]:
        with reading() as session:
            found = read_tariff_report(session, None)
        assert found
        assert _found(found.by_operator) == _found(found.by_paragraph) == _found(found.by_kkr)
        return _found(found.by_operator)

    return {STORE: _each(once, 1), COPY: _each(once, TIMES)}


def ask_sql() -> dict[str, dict[str, list[float]]]:
    """One statement in the database; integers hold the products of these rates."""
    factors, above = [], 1
    for number, (year, pct) in enumerate(RATES.items(), 1):
        above *= 1000 + int(float(pct) * 10)
        factors.append(f"SELECT {year} AS year, {above} AS above, {1000**number} AS below")
    with bare(get_engine().url.render_as_string(hide_password=False)) as connection:
        query = DEPARTING.format(factors=" UNION ALL ".join(factors))
        if connection.sqlite:  # knows no LATERAL: the cap is written out where it is used
            cap = "((2 * b.tariff_ore * r.above + r.below) / (2 * r.below))"
            lateral = next(filter(lambda row: "LATERAL" in row, query.splitlines()))
            query = query.replace(lateral, "").replace("f.cap", cap)

        def once() -> list[int]:
            rows = connection.all(query)
            return [int(sum(row[3] for row in rows)), int(sum(row[4] for row in rows))]

        return {STORE: _each(once, 3)}


def _each(work: Callable[[], list[int]], times: int) -> dict[str, list[float]]:
    taken, found = [], []
    for _ in range(times):
        began = time.perf_counter()
        found = work()
        taken.append((time.perf_counter() - began) * 1000)
    return {"ms": taken, "found": list(map(float, found))}

"""What was to be reached, and whether it was: each target is a figure with a must and an aim."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.report.figures import Figures

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
LIMITS_AT = SQLITE  # limits that no database has a part in are measured beside this one


@dataclass(frozen=True, slots=True)
class Verdict:
    """must, aim: null where there is none; more: true when a larger figure is better."""

    workload: str
    database: str
    what: str
    measured: float | None
    must: float | None
    aim: float | None
    unit: str = ""
    more: bool = True

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        if self.aim is not None and self._reaches(self.aim):
            return "aim met"
        if self.must is None:
            return "aim missed"
        if not self._reaches(self.must):
            return "**must missed**"
        return "must met" if self.aim is None else "must met, aim missed"

    def _reaches(self, wanted: float) -> bool:
        measured = self.measured or 0.0
        return measured >= wanted if self.more else measured <= wanted


def verdicts(figures: Figures) -> Iterator[Verdict]:
    for judge in (_w1, _w2, _w3, _w4, _w5, _w7, _w8, _w9):
        for database in (SQLITE, POSTGRESQL):
            yield from judge(figures, database)


def _w1(figures: Figures, database: str) -> Iterator[Verdict]:
    def at(contender: str, metric: str, point: str = "16 clients") -> float | None:
        return figures.median("W1", database, contender, point, metric)

    rate = at("product", "rate")
    dbos = [found for name in ("DBOS", "DBOS, waiting") if (found := at(name, "rate"))]
    yield Verdict(
        "W1", database, "× viewflow, 16 clients", _over(rate, at("viewflow", "rate")), 3, 8
    )
    yield Verdict("W1", database, "× DBOS, 16 clients", _over(rate, max(dbos, default=None)), 8, 20)
    waits = _over(at("product", "p99_ms", "64 clients"), at("product", "p50_ms", "64 clients"))
    yield Verdict("W1", database, "p99 ÷ p50, 64 clients", waits, 10, None, more=False)
    share = _over(rate, at("page alone", "rate"))
    yield Verdict("W1", database, "share of the page alone, 16 clients", share, None, 0.4)
    cpu = at("product", "cpu_ms")
    yield Verdict("W1", database, "server CPU, 16 clients", cpu, None, 2, "ms", more=False)


def _w2(figures: Figures, database: str) -> Iterator[Verdict]:
    points = [point for point in figures.points("W2") if _size(point) >= 1_000]

    def per_party(contender: str, point: str) -> float | None:
        return figures.median("W2", database, contender, point, "ms_per_party")

    if points:
        flat = _over(per_party("product", points[-1]), per_party("product", points[0]))
        what = f"cost per party, {points[-1]} ÷ {points[0]}"
        yield Verdict("W2", database, what, flat, 1.25, None, more=False)
    for point in points:
        times = _over(per_party("product", point), per_party("bare batch insert", point))
        what = f"× bare batch insert, {point}"
        yield Verdict("W2", database, what, times, 3, 1.5, more=False)


def _w3(figures: Figures, database: str) -> Iterator[Verdict]:
    def at(contender: str, metric: str) -> float | None:
        return figures.median("W3", database, contender, "find and claim", metric)

    for what, metric in (
        ("× bare indexed query, finding", "find_ms"),
        ("× both, claiming too", "ms"),
    ):
        times = _over(at("product", metric), at("bare indexed query", metric))
        yield Verdict("W3", database, what, times, 3, 1.5, more=False)
    asked = at("product", "find_statements")
    yield Verdict("W3", database, "statements that find who is due", asked, 1, None, more=False)


def _w4(figures: Figures, database: str) -> Iterator[Verdict]:
    def at(contender: str, where: str = LIMITS_AT) -> float | None:
        return figures.median("W4", where, contender, "letters", "rate")

    rate = at("product", database)
    sink, alone = at("sink, in step"), at("aiosmtplib, one connection")
    yield Verdict("W4", database, "share of what the sink can take", _over(rate, sink), 0.5, 0.8)
    yield Verdict("W4", database, "× one aiosmtplib connection", _over(rate, alone), None, 2.5)


def _w5(figures: Figures, database: str) -> Iterator[Verdict]:
    for point in figures.points("W5"):
        times = _over(
            figures.median("W5", database, "product", point, "ms"),
            figures.median("W5", database, "counter query", point, "ms"),
        )
        yield Verdict("W5", database, f"× counter query, {point}", times, 3, 2, more=False)


def _w7(figures: Figures, database: str) -> Iterator[Verdict]:
    points = figures.points("W7")

    def at(contender: str, point: str) -> float | None:
        return figures.median("W7", database, contender, point, "seconds")

    if not points:
        return
    first, last = at("product", points[0]), at("product", points[-1])
    beyond = _less(last, at("import", points[-1]))
    what = f"beyond the import, {points[-1]}"
    yield Verdict("W7", database, what, beyond, 1, 0.3, "s", more=False)
    what = f"{points[-1]} beyond {points[0]}"
    yield Verdict("W7", database, what, _less(last, first), 0.2, None, "s", more=False)


def _w8(figures: Figures, database: str) -> Iterator[Verdict]:
    def at(contender: str, point: str = "columnar copy") -> float | None:
        return figures.median("W8", database, contender, point, "ms")

    engines = [found for name in ("polars", "DuckDB") if (found := at(name))]
    times = _over(at("product"), min(engines, default=None))
    yield Verdict("W8", database, "× fastest engine, columnar copy", times, 3, 1.5, more=False)


def _w9(figures: Figures, database: str) -> Iterator[Verdict]:
    for point in figures.points("W9"):
        product, reader = (
            figures.median("W9", database, contender, point, "ms")
            for contender in ("product", "bare reader")
        )
        what = f"× bare reader, {point}"
        yield Verdict("W9", database, what, _over(product, reader), 3, 2, more=False)


def _over(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _less(one: float | None, other: float | None) -> float | None:
    return one - other if one is not None and other is not None else None


def _size(point: str) -> int:
    digits = "".join(filter(str.isdigit, point))
    return int(digits) if digits else 0

"""`docs/benchmarks.md` and its charts, from a results file."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from benchmarks.harness.processes import ROOT
from benchmarks.harness.results import read
from benchmarks.report.charts import Bar, bar_chart, written
from benchmarks.report.figures import Figures
from benchmarks.report.targets import verdicts

DOCS = ROOT / "docs"
PICTURES = "benchmarks"
NOT_DRAWN = frozenset({"bare page", "bare page, HTTP"})  # so long that no other bar would be seen


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn of a workload; point null: every point, named on the bars."""

    workload: str
    name: str
    title: str
    metric: str
    unit: str
    point: str | None = None


CHARTS = (
    Chart("W1", "rate", "Answers a second, 16 clients", "rate", "/s", "16 clients"),
    Chart("W1", "p99", "99th percentile of GET and POST, 64 clients", "p99_ms", "ms", "64 clients"),
    Chart("W1", "cpu", "Server CPU for a GET and POST, 16 clients", "cpu_ms", "ms", "16 clients"),
    Chart("W2", "start", "Cost of a start per party", "ms_per_party", "ms"),
    Chart("W3", "due", "Finding 7,000 of 1,000,000", "find_ms", "ms", "find and claim"),
    Chart("W4", "letters", "Letters a second", "rate", "/s", "letters"),
    Chart("W5", "status", "Status of rounds", "ms", "ms"),
    Chart("W7", "restart", "From the start after kill -9 to the first letter", "seconds", "s"),
    Chart("W8", "tariffs", "1,000,000 tariffs held against the cap", "ms", "ms", "columnar copy"),
    Chart("W9", "import", "An xlsx of 100,000 rows taken in", "ms", "ms"),
)


def write(results: Path, docs: Path = DOCS) -> None:
    """The page and every chart there are figures for."""
    found = read(results)
    figures = Figures(found)
    (docs / PICTURES).mkdir(parents=True, exist_ok=True)
    for old in (docs / PICTURES).glob("*.svg"):
        old.unlink()
    pictures: dict[str, list[tuple[str, str]]] = {}
    for chart in CHARTS:
        for database in figures.databases(chart.workload):
            bars = list(_bars(figures, chart, database))
            if not bars:
                continue
            name = f"{chart.workload}-{chart.name}-{database}".lower()
            title = f"{chart.workload}: {chart.title}, {database}"
            path = docs / PICTURES / f"{name}.svg"
            path.write_text(bar_chart(title, chart.unit, bars, name), encoding="utf-8")
            pictures.setdefault(chart.workload, []).append((title, f"{PICTURES}/{name}.svg"))
    text = _page(found, figures, pictures, results.name)
    (docs / "benchmarks.md").write_text(text, encoding="utf-8")


def _bars(figures: Figures, chart: Chart, database: str) -> Iterator[Bar]:
    """What was measured with one client only is drawn as that."""
    for contender, role in figures.contenders(chart.workload, database):
        if contender in NOT_DRAWN:
            continue
        points = [chart.point] if chart.point else figures.points(chart.workload)
        for point in points:
            figure = figures.of(chart.workload, database, contender, point, chart.metric)
            label = contender
            if figure is None and chart.metric == "rate":
                figure = figures.of(chart.workload, database, contender, "1 client", chart.metric)
                label = f"{contender}, 1 client"
            if figure:
                yield Bar(label if chart.point else f"{label}, {point}", role, figure)


def _page(
    found: dict[str, Any],
    figures: Figures,
    pictures: dict[str, list[tuple[str, str]]],
    source: str,
) -> str:
    templates = Environment(
        loader=PackageLoader("benchmarks.report", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["written"] = written
    text = templates.get_template("benchmarks.md").render(
        machine=found["machine"],
        failures=found["failures"],
        figures=figures,
        loads=figures.loads(),
        pictures=pictures,
        source=source,
        table=lambda workload: _table(figures, workload),
        verdicts=list(verdicts(figures)),
    )
    return re.sub(r"\n{3,}", "\n\n", text)


def _table(figures: Figures, workload: str) -> str:
    """Every figure: median, and least to most in brackets where it was repeated."""
    series = [one for one in figures.series if one["workload"] == workload]
    lines = []
    for database in figures.databases(workload):
        here = [one for one in series if one["database"] == database]
        metrics = list(dict.fromkeys(metric for one in here for metric in one["metrics"]))
        lines += [
            f"**{database}**",
            "",
            f"| who | at | {' | '.join(metrics)} |",
            f"|---|---|{'--:|' * len(metrics)}",
        ]
        for contender, _ in figures.contenders(workload, database):
            for one in (one for one in here if one["contender"] == contender):
                cells = [_cell(one["metrics"].get(metric)) for metric in metrics]
                lines.append(f"| {contender} | {one['point']} | {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def _cell(metric: dict[str, Any] | None) -> str:
    if metric is None:
        return ""
    if len(metric["values"]) == 1:
        return written(metric["median"])
    return f"{written(metric['median'])} ({written(metric['min'])}–{written(metric['max'])})"


if __name__ == "__main__":
    write(Path(sys.argv[1]))

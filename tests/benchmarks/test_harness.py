"""Every workload runs from end to end in tiny sizes; what it measures then means nothing."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.harness.contenders import Contender, Role, interleaved, summary
from benchmarks.harness.results import read
from benchmarks.report.charts import Bar, bar_chart
from benchmarks.report.document import write
from benchmarks.report.figures import Figure
from benchmarks.report.targets import Verdict
from benchmarks.run import main
from benchmarks.workloads import WORKLOADS

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_workload_measures_the_product_and_its_limits(workload: str, tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    words = [workload, "--size", "quick", "--no-peers", "--database", "sqlite", "--out", str(out)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.stderr
    found = read(out)
    assert found["failures"] == []
    assert {series["role"] for series in found["series"]} == {"product", "limit"}
    for series in found["series"]:
        values = [metric["median"] for metric in series["metrics"].values()]
        assert values
        assert all(value >= 0 for value in values), series
    write(out, tmp_path)
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert f"## {workload}" in page
    pictures = list((tmp_path / "benchmarks").glob(f"{workload.lower()}-*.svg"))
    assert pictures
    assert all(f"benchmarks/{picture.name}" in page for picture in pictures)


def test_contenders_take_turns_and_one_that_fails_takes_no_further_part() -> None:
    turns: list[str] = []

    def measure(name: str) -> dict[str, dict[str, float]]:
        turns.append(name)
        if name == "b":
            raise RuntimeError("first\nthe reason")
        return {"point": {"ms": float(len(turns))}}

    contenders = [
        Contender("a", Role.PRODUCT, lambda: measure("a")),
        Contender("b", Role.PEER, lambda: measure("b")),
        Contender("c", Role.LIMIT, lambda: measure("c"), at_most=2),
    ]
    samples, failures = interleaved("W0", "SQLite", contenders, 3, lambda line: None)
    assert "".join(turns) == "abcaca"
    assert {taken.contender: taken.metrics["ms"] for taken in samples} == {
        "a": [1.0, 4.0, 6.0],
        "c": [3.0, 5.0],
    }
    assert [(failure.contender, failure.why) for failure in failures] == [("b", "the reason")]


@pytest.mark.parametrize(
    ("values", "median", "low", "high"),
    [([3.0], 3.0, 3.0, 3.0), ([1.0, 9.0, 2.0], 2.0, 1.0, 9.0), ([1.0, 2.0], 1.5, 1.0, 2.0)],
)
def test_a_summary_has_the_median_and_the_extremes(
    values: list[float], median: float, low: float, high: float
) -> None:
    found = summary(values)
    assert (found["median"], found["min"], found["max"]) == (median, low, high)


@pytest.mark.parametrize(
    ("measured", "must", "aim", "more", "verdict"),
    [
        (9.0, 3, 8, True, "aim met"),
        (8.0, 3, 8, True, "aim met"),
        (7.9, 3, 8, True, "must met, aim missed"),
        (2.9, 3, 8, True, "**must missed**"),
        (1.4, 3, 1.5, False, "aim met"),
        (3.1, 3, 1.5, False, "**must missed**"),
        (1.0, 1, None, False, "must met"),
        (2.1, None, 2, False, "aim missed"),
        (None, 3, 8, True, "not measured"),
    ],
)
def test_a_miss_is_called_a_miss(
    measured: float | None, must: float | None, aim: float | None, more: bool, verdict: str
) -> None:
    assert Verdict("W0", "SQLite", "", measured, must, aim, more=more).verdict == verdict


def test_a_chart_says_in_words_what_it_shows() -> None:
    bars = [
        Bar("the <product>", "product", Figure(1200.0, 1100.0, 1300.0, 3)),
        Bar("a limit", "limit", Figure(2.5, 2.5, 2.5, 1)),
    ]
    picture = ET.fromstring(bar_chart("A & B", "/s", bars, "chart"))
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (title.text, picture.get("role")) == ("A & B", "img")
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    said = description.text or ""
    assert "the <product> (the product) 1,200 /s, from 1,100 to 1,300" in said
    longest, shortest = (
        float(bar.get("width") or 0)
        for bar in picture.iter(f"{SVG}rect")
        if bar.get("height") == "16"
    )
    assert longest > 100 * shortest

"""The figures of a results file, looked up by what they are of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A median with its extremes over the repetitions."""

    median: float
    low: float
    high: float
    repetitions: int


class Figures:
    def __init__(self, results: dict[str, Any]) -> None:
        self.series: list[dict[str, Any]] = results["series"]

    def of(
        self, workload: str, database: str, contender: str, point: str, metric: str
    ) -> Figure | None:
        """Null when it was not measured."""
        for series in self.series:
            if (
                series["workload"] == workload
                and series["database"] == database
                and series["contender"] == contender
                and series["point"] == point
                and metric in series["metrics"]
            ):
                found = series["metrics"][metric]
                count = len(found["values"])
                return Figure(found["median"], found["min"], found["max"], count)
        return None

    def median(
        self, workload: str, database: str, contender: str, point: str, metric: str
    ) -> float | None:
        found = self.of(workload, database, contender, point, metric)
        return found.median if found else None

    def databases(self, workload: str) -> list[str]:
        return _distinct(s["database"] for s in self.series if s["workload"] == workload)

    def contenders(self, workload: str, database: str) -> list[tuple[str, str]]:
        """Name and role: the product first, then the peers, then the limits."""
        found = _distinct(
            (s["contender"], s["role"])
            for s in self.series
            if s["workload"] == workload and s["database"] == database
        )
        return sorted(found, key=lambda one: ("product", "peer", "limit").index(one[1]))

    def points(self, workload: str) -> list[str]:
        return _distinct(s["point"] for s in self.series if s["workload"] == workload)

    def loads(self) -> tuple[float, float]:
        """The least and the most that the machine had to do when a workload began or ended."""
        loads = [load for series in self.series for load in series["load"]]
        return min(loads), max(loads)


def _distinct(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))

"""Who takes part in a workload, and the samples of one run, taken in turns."""

import gc
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median, quantiles

Points = Mapping[str, Mapping[str, float]]  # point, e.g. `16 clients` -> metric -> value


class Role(StrEnum):
    PRODUCT = "product"
    PEER = "peer"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Contender:
    """One that takes part.

    measure  one repetition of everything it is measured at
    at_most  repetitions, for one that is too slow to be repeated often; null: as many as the rest
    """

    name: str
    role: Role
    measure: Callable[[], Points]
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Samples:
    """What one contender showed at one point, a list of values per metric in the order taken."""

    workload: str
    home: str
    contender: str
    role: Role
    point: str
    metrics: dict[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """One that did not get through, with its last words."""

    workload: str
    database: str
    contender: str
    why: str


def interleaved(
    workload: str,
    home: str,
    contenders: Sequence[Contender],
    repetitions: int,
    say: Callable[[str], None],
) -> tuple[list[Samples], list[Failure]]:
    """A B C A B C …, so that what disturbs the machine for a while disturbs all of them alike.

    One that fails is told of and takes no further part: the others' hours are not lost with it.
    """
    taken: dict[tuple[str, str], Samples] = {}
    failures: dict[int, Failure] = {}
    for repetition in range(repetitions):
        for place, contender in enumerate(contenders):
            if place in failures or repetition >= (contender.at_most or repetitions):
                continue
            gc.collect()
            began = time.monotonic()
            try:
                points = contender.measure()
            except Exception as error:
                why = str(error).strip().splitlines()[-1][:300]
                failures[place] = Failure(workload, home, contender.name, why)
                say(f"{workload} {home} {contender.name} FAILED: {error}")
                say("\n".join(getattr(error, "__notes__", ())))
                continue
            for point, metrics in points.items():
                samples = taken.setdefault(
                    (contender.name, point),
                    Samples(workload, home, contender.name, contender.role, point),
                )
                for metric, value in metrics.items():
                    samples.metrics.setdefault(metric, []).append(value)
            say(
                f"{workload} {home} {contender.name} {repetition + 1}/{repetitions}"
                f" in {time.monotonic() - began:.1f} s: {_brief(points)}"
            )
    return list(taken.values()), list(failures.values())


def summary(values: Iterable[float]) -> dict[str, float | list[float]]:
    """Median and spread; with few values the quartiles are the extremes."""
    ordered = sorted(float(f"{value:.5g}") for value in values)
    low, _, high = quantiles(ordered, n=4, method="inclusive") if len(ordered) > 1 else ordered * 3
    return {
        "median": median(ordered),
        "min": ordered[0],
        "max": ordered[-1],
        "q1": low,
        "q3": high,
        "values": ordered,
    }


def _brief(points: Points) -> str:
    return "; ".join(
        f"{point}: " + ", ".join(f"{name} {value:.4g}" for name, value in metrics.items())
        for point, metrics in points.items()
    )

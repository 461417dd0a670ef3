"""Services that were merged into one, or renamed: what the new one is held against.

No agreement gives a formula for it. The house's choice is an average of the base year's tariffs of
all that the new service is made of, weighed by their places in that year: those without places are
left out, unless none has any: then all weigh the same. The cap is reckoned from the exact average
and rounded once, at the end; only where the average itself is shown is it rounded to whole øre.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TypeVar

from rules.refusal import Refusal
from rules.tariff_cap_changes import YEARS
from rules.text import line

Parts = Mapping[int, Sequence[int]]
Ore = TypeVar("Ore", bound=Fraction | int)
Figure = tuple[int | None, int | None]  # øre and hundredths of places; null: nobody told


@dataclass(frozen=True, slots=True)
class Merger:
    """From `year` on the predecessors are the successor; services by id, `number` 1, 2 …"""

    number: int
    year: int
    predecessors: tuple[int, ...]
    successor: int
    source: str


def ended(mergers: Iterable[Merger], year: int) -> set[int]:
    """Services that are part of another in `year`."""
    return set(chain.from_iterable(one.predecessors for one in mergers if one.year <= year))


def parts(mergers: Iterable[Merger], year: int) -> dict[int, list[int]]:
    """The services of `year` that took others over, each with all it is made of, itself first."""
    mergers = list(mergers)
    taken = {one.successor: one.predecessors for one in mergers if one.year <= year}
    return {one: _behind(one, taken) for one in taken.keys() - ended(mergers, year)}


def _behind(service: int, taken: Parts) -> list[int]:
    return [service, *chain.from_iterable(_behind(one, taken) for one in taken.get(service, ()))]


def weighed(figures: Iterable[tuple[Ore | None, int | None]]) -> list[tuple[Ore, int]]:
    """The tariffs there are that count, each with its weight."""
    told = [(ore, places or 0) for ore, places in figures if ore is not None]
    return [one for one in told if one[1]] or [(ore, 1) for ore, _ in told]


def together(figures: Iterable[Figure]) -> Fraction | None:
    """Exact, in øre; null where none has a tariff."""
    told = weighed(figures)
    return Fraction(sum(ore * n for ore, n in told), sum(n for _, n in told)) if told else None


def checked_merger(
    given: Merger, known: Sequence[Merger], last: Mapping[int, int], names: Mapping[int, str]
) -> Merger:
    """Raises Refusal naming the field.

    known  what stands already
    last   the last year each predecessor has a tariff for
    names  of the services in `given` and in `known`
    """
    source = line(given.source, "source")
    if given.year not in YEARS:
        raise Refusal("Året skal ligge mellem 2000 og 2100.", field="year")
    if not given.predecessors:
        raise Refusal("Skriv, hvilke ydelser der blev lagt sammen.", field="predecessors")
    if not source:
        raise Refusal("Skriv, hvor sammenlægningen står.", field="source")
    if given.successor in given.predecessors:
        raise Refusal("En ydelse kan ikke blive til sig selv.", field="successor")
    if len(set(given.predecessors)) < len(given.predecessors):
        raise Refusal("Den samme ydelse er skrevet to gange.", field="predecessors")
    for one in known:
        for service in {one.successor} & {given.successor} | {*one.predecessors} & {
            *given.predecessors
        }:
            raise Refusal(
                f"{names[service]} står allerede i sammenlægning {one.number} fra {one.year}."
                " Træk den tilbage først.",
                field="successor" if service == given.successor else "predecessors",
            )
    taken = {one.successor: one.predecessors for one in known}
    if any(given.successor in _behind(one, taken) for one in given.predecessors):
        raise Refusal(
            f"{names[given.successor]} er selv gået ind i en af ydelserne, så det går i ring.",
            field="successor",
        )
    for one in known:
        earlier = one.successor in given.predecessors and one.year >= given.year
        if earlier or (given.successor in one.predecessors and one.year <= given.year):
            raise Refusal(
                f"Året passer ikke med sammenlægning {one.number} fra {one.year}:"
                " en ydelse skal være kommet til, før den kan gå ind i en anden.",
                field="year",
            )
    for service in given.predecessors:
        if last.get(service, 0) >= given.year:
            raise Refusal(
                f"{names[service]} har en takst for {last[service]} og kan ikke være"
                f" lagt sammen fra {given.year}.",
                field="predecessors",
            )
    return Merger(given.number, given.year, given.predecessors, given.successor, source)

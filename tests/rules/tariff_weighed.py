"""Averages of the second computation: weighed by places, exact, and rounded when they are told."""

from fractions import Fraction
from math import floor
from typing import Any

from tests.rules.tariff_world import Tariff

Number = int | Fraction
Row = tuple[Any, ...]


class Weighed:
    """Sums of those with places, by them, and of those without, which weigh alike."""

    __slots__ = ("alike", "by_places")

    def __init__(self) -> None:
        self.by_places: list[Number] = [0, 0]
        self.alike: list[Number] = [0, 0]

    def add(self, part: Number, whole: Number, weight: int) -> None:
        if weight:
            self.by_places[0] += part * weight
            self.by_places[1] += whole * weight
        else:
            self.alike[0] += part
            self.alike[1] += whole

    def merge(self, other: "Weighed") -> None:
        for mine, theirs in ((self.by_places, other.by_places), (self.alike, other.alike)):
            mine[0] += theirs[0]
            mine[1] += theirs[1]

    @property
    def share(self) -> Fraction | None:
        """Those without places count only where nobody has any."""
        part, whole = self.by_places if self.by_places[1] else self.alike
        return Fraction(part) / whole if whole else None


class Beside:
    """What stands beside the price in a group: growth, base tariff's share, and occupancy."""

    def __init__(self) -> None:
        self.compared = self.lowered = 0
        self.growth, self.merged = Weighed(), Weighed()  # fractions are summed for themselves
        self.basis, self.occupancy = Weighed(), Weighed()

    def add(self, base: Number, told: Tariff, weight: int) -> None:
        actual, basis, _, occupancy, _ = told
        self.compared += 1
        self.lowered += actual < base
        (self.growth if type(base) is int else self.merged).add(actual, base, weight)
        if basis is not None:
            self.basis.add(basis, actual, weight)
        if occupancy is not None:
            self.occupancy.add(occupancy, 1_000_000, weight)

    def merge(self, other: "Beside") -> None:
        self.compared += other.compared
        self.lowered += other.lowered
        for name in ("growth", "merged", "basis", "occupancy"):
            getattr(self, name).merge(getattr(other, name))

    @property
    def grown(self) -> Fraction | None:
        both = Weighed()
        both.merge(self.growth)
        both.merge(self.merged)
        return None if both.share is None else both.share - 1

    @property
    def row(self) -> Row:
        return (percent(self.grown), percent(self.basis.share), percent(self.occupancy.share))


def percent(part: Number | None, whole: int = 1) -> str | None:
    """Two decimals, a half away from nought."""
    if part is None or not whole:
        return None
    size = -part if part < 0 else part
    rounded = (size * 20_000 + whole) // (2 * whole)
    return f"{'-' if part < 0 and rounded else ''}{rounded // 100}.{rounded % 100:02}"


def half_up(value: Number) -> int:
    return floor(value + Fraction(1, 2))

"""The tariff report reckoned a second time: on whole numbers and fractions, row by row, as the
issue and the guide tell it. Nothing of the product is used."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from tests.rules.tariff_weighed import Number, Weighed, half_up
from tests.rules.tariff_world import Service, Tariff, World


class Held(NamedTuple):
    """One service in one year; `base` exact, `weight` its places."""

    number: int
    base: Number | None
    cap: int | None
    before: int | None
    actual: int | None
    excess_before: int
    excess: int
    weight: int
    base_places: int
    told: Tariff | None


class Average(NamedTuple):
    """Of an operator's or of all; the operator's number, or null."""

    operator: int | None
    base: Number | None
    cap: int | None
    before: int | None
    actual: int | None
    excess_before: int
    excess: int


def mean(told: Iterable[tuple[int, int | None]]) -> Number | None:
    """By places; those without are left out, unless none has any."""
    told = list(told)
    known = [(ore, places) for ore, places in told if places] or [(ore, 1) for ore, _ in told]
    if not known:
        return None
    exact = Fraction(sum(ore * n for ore, n in known), sum(n for _, n in known))
    return exact.numerator if exact.denominator == 1 else exact


class Second:
    """Of a world: `held` by year, `averages` by year at the levels that test them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.factors: dict[int, tuple[int, int]] = {}
        factor = Fraction(1)
        for year, rate in sorted(world.rates.items()):
            factor *= 1 + (Fraction(rate) - Fraction(world.deduction)) / 100
            self.factors[year] = factor.as_integer_ratio()
        self.tolerance = (1 + Fraction(world.tolerance) / 100).as_integer_ratio()
        self.shared = Counter(service[:3] for service in world.services)
        self.gone: dict[int, set[int]] = {}
        self.held: dict[int, list[Held]] = {}
        self.departs: dict[int, list[Any]] = {}
        self.excesses: dict[int, int] = {}
        for year in range(world.base_year + 1, max(world.years) + 1):
            self.held[year] = list(self._held(year))
            self.excesses = {one.number: one.excess for one in self.held[year] if one.excess}

    def cap(self, base: Number, year: int) -> int:
        above, below = self.factors[year]
        above, below = base.numerator * above, base.denominator * below
        return (above + above + below) // (below + below)

    def excess(self, actual: int, cap: int) -> int:
        above, below = self.tolerance
        return actual - cap if actual * below > cap * above else 0

    def _parts(self, year: int) -> dict[int, set[int]]:
        """What each successor is made of, with itself; those that went on into another are not."""
        taken = {new: olds for at, olds, new in self.world.mergers if at <= year}
        self.gone[year] = {old for olds in taken.values() for old in olds}
        found = {}
        for new in taken.keys() - self.gone[year]:
            parts, open_ = set[int](), [new]
            while open_:
                parts.add(one := open_.pop())
                open_ += taken.get(one, [])
            found[new] = parts
        return found

    def _held(self, year: int) -> Iterator[Held]:
        parts, first = self._parts(year), self.world.base_year
        gone, excesses, tariffs = self.gone[year], self.excesses, self.world.tariffs
        (up, down), (most, least) = self.factors[year], self.tolerance
        twice, halves = 2 * up, 2 * down
        for number, of in enumerate(tariffs):
            told = of.get(year)
            if number in parts:
                members = [tariffs[part] for part in parts[number]]
                base = mean((m[first].ore, m[first].places) for m in members if first in m)
                base_places = sum(m[first].places or 0 for m in members if first in m)
                last = mean((m[year - 1].ore, m[year - 1].places) for m in members if year - 1 in m)
                before = None if last is None else half_up(last)
                over = 0
                if base is not None and before is not None and year - 1 > first:
                    over = self.excess(before, self.cap(base, year - 1))
            else:
                old, past = of.get(first), of.get(year - 1)
                base, base_places = (old.ore, old.places or 0) if old else (None, 0)
                before = past.ore if past else None
                over = 0 if number in gone and told is None else excesses.get(number, 0)
            if told is None and base is None:
                continue
            cap, actual, excess = None, told.ore if told else None, 0
            if type(base) is int:
                cap = (base * twice + down) // halves
            elif base is not None:
                cap = self.cap(base, year)
            if actual is not None and cap is not None and actual * least > cap * most:
                excess = actual - cap
            weight = (told.places if told else 0) or base_places
            yield Held(number, base, cap, before, actual, over, excess, weight, base_places, told)

    def pairs(self, year: int) -> Iterator[Held]:
        return (h for h in self.held[year] if h.base is not None and h.actual is not None)

    def averages(self, of: Callable[[Service], int | None]) -> dict[int, list[Average]]:
        """A deviation that nothing is left of in the next year is gone."""
        found, last = dict[int, list[Average]](), dict[int | None, Average]()
        services = self.world.services
        for year, _ in sorted(self.held.items()):
            members = defaultdict[int | None, list[Held]](list)
            for held in self.pairs(year):
                members[of(services[held.number])].append(held)
            rows = []
            for key in sorted(members.keys() | last.keys(), key=lambda key: key or 0):
                before = last.get(key)
                past, over = (before.actual, before.excess) if before else (None, 0)
                some = members.get(key)
                if not some:
                    rows.append(Average(key, None, None, past, None, over, 0))
                    continue
                base = _of_many((h.base, h.weight) for h in some)
                actual = half_up(_of_many((h.actual, h.weight) for h in some))
                cap = self.cap(base, year)
                if year - 1 == self.world.base_year:
                    past = half_up(base)
                rows.append(Average(key, base, cap, past, actual, over, self.excess(actual, cap)))
            found[year] = rows
            last = {row.operator: row for row in rows if row.actual is not None}
        return found

    def departing(self, year: int) -> list[Any]:
        """What lies above the cap, or did the year before."""
        if year not in self.departs:
            some = self._tested(year)
            self.departs[year] = [one for one in some if one.excess or one.excess_before]
        return self.departs[year]

    def _tested(self, year: int) -> list[Held] | list[Average]:
        match self.world.level:
            case "provision":
                return self.held[year]
            case "operator":
                return self.by_operator[year]
            case _:
                return self.of_all[year]

    @cached_property
    def by_operator(self) -> dict[int, list[Average]]:
        return self.averages(lambda service: service.operator)

    @cached_property
    def of_all(self) -> dict[int, list[Average]]:
        return self.averages(lambda _: None)


def _of_many(told: Iterable[tuple[Any, int]]) -> Number:
    sums = Weighed()
    for value, weight in told:
        sums.add(value, 1, weight)
    assert sums.share is not None
    return sums.share

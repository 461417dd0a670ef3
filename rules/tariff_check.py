"""Tariffs held against the cap: what departs, how much, and what could not be compared.

An average of many services weighs each by its places of the year looked at, else of the base year;
those without places are left out of it, unless none has any: then all weigh the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from models.vocabulary import CapLevel, OperatorKind
from rules.tariff_cap import Cap, round_half_up
from rules.tariff_numbers import pct

DANISH = str.maketrans({"æ": "{", "ø": "|", "å": "}"})  # they end the alphabet, in this order


class Line(NamedTuple):
    """One service's tariff for one year, as it is loaded."""

    operator: str
    kind: OperatorKind
    provision: str
    paragraph: str
    service: str
    year: int
    tariff_ore: int
    places_hundredths: int | None = None
    overhead_ppm: int | None = None
    explanation: str = ""


class Deviation(NamedTuple):
    """`operator` null: all together; `provision` and `paragraph` null: all of the operator's."""

    operator: str | None
    provision: str | None
    paragraph: str | None
    year: int
    base_year: int
    base_ore: int
    cap_ore: int
    actual_ore: int
    explanation: str | None

    @property
    def excess_ore(self) -> int:
        return self.actual_ore - self.cap_ore

    @property
    def excess_pct(self) -> str:
        return pct(self.excess_ore, self.cap_ore)


class Pair(NamedTuple):
    """The same service in the base year and in a year that is tested."""

    base: Line
    actual: Line

    @property
    def places(self) -> int:
        return self.actual.places_hundredths or self.base.places_hundredths or 0


@dataclass(frozen=True, slots=True)
class OperatorResult:
    """Of the last year tested; null where there is nothing to reckon from."""

    operator: str
    provisions: int
    deviations: int
    weighted_growth_pct: str | None
    overhead_pct: str | None


@dataclass(frozen=True, slots=True)
class Overhead:
    """Average over the municipalities: weighted by turnover, and each counting alike."""

    weighted_pct: str | None
    unweighted_pct: str | None
    goal_pct: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What a reader must know before trusting the figures; services by name, for the years tested.

    fallen  tariffs below the base year's: shown, no breach
    """

    tariffs: int
    compared: int
    fallen: int
    new: Sequence[Line]
    closed: Sequence[Line]
    places_changed: Sequence[Pair]
    without_places: int
    without_overhead: Sequence[str]
    years_without_rate: Sequence[int]


@dataclass(frozen=True, slots=True)
class Development:
    """Growth since the base year in per cent: what the cap allows, and what was compared."""

    year: int
    cap_pct: str
    weighted_pct: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """`development` begins with the base year itself."""

    cap: Cap
    years: Sequence[int]
    pairs: Sequence[Pair]
    development: Sequence[Development]
    deviations: Sequence[Deviation]
    operators: Sequence[OperatorResult]
    overhead: Overhead
    quality: Quality


def check(cap: Cap, lines: Iterable[Line], years: Sequence[int]) -> Report:
    """`lines` in any order; `years` those of the cap that are asked for, not empty."""
    services: dict[tuple[object, ...], dict[int, Line]] = defaultdict(dict)
    for line in lines:
        services[line[:5]][line.year] = line
    ordered = [services[place] for place in sorted(services, key=_order)]
    pairs: list[Pair] = []
    new: list[Line] = []
    closed: list[Line] = []
    for by_year in ordered:
        base = by_year.get(cap.base_year)
        for year in years:
            actual = by_year.get(year)
            if base and actual:
                pairs.append(Pair(base, actual))
            elif actual:
                new.append(actual)
            elif base:
                closed.append(base._replace(year=year))
    deviations = list(_deviations(cap, pairs))
    last = [by_year[years[-1]] for by_year in ordered if years[-1] in by_year]
    return Report(
        cap=cap,
        years=years,
        pairs=pairs,
        development=[
            Development(cap.base_year, "0.00", "0.00"),
            *(_development(cap, pairs, year) for year in years),
        ],
        deviations=deviations,
        operators=_operators(ordered, pairs, deviations, years[-1]),
        overhead=_overhead(last, cap),
        quality=Quality(
            tariffs=sum(map(len, ordered)),
            compared=len(pairs),
            fallen=sum(pair.actual.tariff_ore < pair.base.tariff_ore for pair in pairs),
            new=new,
            closed=closed,
            places_changed=[pair for pair in pairs if _places_changed(pair)],
            without_places=sum(not pair.places for pair in pairs),
            without_overhead=sorted(
                {line.operator for line in last if line.overhead_ppm is None}, key=alphabetical
            ),
            years_without_rate=[
                year
                for year in range(cap.base_year + 1, cap.end_year + 1)
                if year not in cap.factors
            ],
        ),
    )


def alphabetical(text: str) -> str:
    """A key that sorts as a Danish list does."""
    return text.casefold().translate(DANISH)


def _order(place: tuple[object, ...]) -> list[str]:
    operator, _, *names = place
    return [alphabetical(str(name)) for name in (operator, *names)]


def _deviations(cap: Cap, pairs: Sequence[Pair]) -> Iterator[Deviation]:
    match cap.level:
        case CapLevel.PROVISION:
            several = _with_several_services(pairs)
            for pair in pairs:
                yield from _of_pair(cap, pair, several)
        case CapLevel.OPERATOR:
            for operator, group in groupby(pairs, key=lambda pair: pair.actual.operator):
                yield from _of_many(cap, list(group), operator)
        case CapLevel.ALL:
            yield from _of_many(cap, pairs, None)


def _with_several_services(pairs: Sequence[Pair]) -> set[tuple[str, ...]]:
    services: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for line, _ in pairs:
        services[line.operator, line.provision, line.paragraph].add(line.service)
    return {place for place, names in services.items() if len(names) > 1}


def _of_pair(cap: Cap, pair: Pair, several: set[tuple[str, ...]]) -> Iterator[Deviation]:
    base, actual = pair
    cap_ore = cap.cap_ore(base.tariff_ore, actual.year)
    if cap.exceeds(actual.tariff_ore, cap_ore):
        named = (actual.operator, actual.provision, actual.paragraph) in several and actual.service
        yield Deviation(
            actual.operator,
            f"{actual.provision}, {actual.service}" if named else actual.provision,
            actual.paragraph,
            actual.year,
            base.year,
            base.tariff_ore,
            cap_ore,
            actual.tariff_ore,
            actual.explanation or None,
        )


def _of_many(cap: Cap, pairs: Sequence[Pair], operator: str | None) -> Iterator[Deviation]:
    """The average of the same services with the same weights in both years."""
    for year in sorted({pair.actual.year for pair in pairs}):
        weighed = list(_weighed([pair for pair in pairs if pair.actual.year == year]))
        places = sum(weight for _, weight in weighed)
        base = Fraction(sum(pair.base.tariff_ore * weight for pair, weight in weighed), places)
        actual = Fraction(sum(pair.actual.tariff_ore * weight for pair, weight in weighed), places)
        cap_ore, actual_ore = cap.cap_ore(base, year), round_half_up(actual)
        if cap.exceeds(actual_ore, cap_ore):
            base_ore = round_half_up(base)
            yield Deviation(
                operator, None, None, year, cap.base_year, base_ore, cap_ore, actual_ore, None
            )


def _weighed(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, int]]:
    known = [(pair, pair.places) for pair in pairs if pair.places]
    yield from known or ((pair, 1) for pair in pairs)


def _operators(
    ordered: Sequence[Mapping[int, Line]],
    pairs: Sequence[Pair],
    deviations: Sequence[Deviation],
    year: int,
) -> list[OperatorResult]:
    compared: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.actual.year == year:
            compared[pair.actual.operator].append(pair)
    counts: dict[str | None, int] = defaultdict(int)
    for deviation in deviations:
        counts[deviation.operator] += 1
    found = []
    for operator, group in groupby(ordered, key=lambda by_year: _any(by_year).operator):
        lines = [by_year[year] for by_year in group if year in by_year]
        found.append(
            OperatorResult(
                operator,
                len({line.provision for line in lines}),
                counts[operator],
                _growth(compared[operator]),
                _share(_overhead_of(lines)),
            )
        )
    return found


def _any(by_year: Mapping[int, Line]) -> Line:
    return next(iter(by_year.values()))


def _growth(pairs: Sequence[Pair]) -> str | None:
    weighed = list(_weighed(pairs))
    base = sum(pair.base.tariff_ore * weight for pair, weight in weighed)
    actual = sum(pair.actual.tariff_ore * weight for pair, weight in weighed)
    return pct(actual - base, base) if base else None


def _development(cap: Cap, pairs: Sequence[Pair], year: int) -> Development:
    rise = cap.factors[year] - 1
    of_year = [pair for pair in pairs if pair.actual.year == year]
    return Development(year, pct(rise.numerator, rise.denominator), _growth(of_year))


def _overhead(lines: Sequence[Line], cap: Cap) -> Overhead:
    public = [line for line in lines if line.kind is OperatorKind.MUNICIPALITY]
    each = [
        share
        for _, group in groupby(public, key=lambda line: line.operator)
        if (share := _overhead_of(list(group))) is not None
    ]
    return Overhead(
        weighted_pct=_share(_overhead_of(public)),
        unweighted_pct=_share(sum(each, Fraction(0)) / len(each) if each else None),
        goal_pct=f"{cap.overhead_goal_pct:.2f}",
    )


def _overhead_of(lines: Sequence[Line]) -> Fraction | None:
    """Average weighed by turnover, tariff times places; null where no line tells its overhead."""
    told = [line for line in lines if line.overhead_ppm is not None]
    known = [line for line in told if line.places_hundredths]
    weights = [(line, line.tariff_ore * (line.places_hundredths or 1)) for line in known or told]
    whole = sum(weight for _, weight in weights)
    part = sum((line.overhead_ppm or 0) * weight for line, weight in weights)
    return Fraction(part, whole) if whole else None


def _share(ppm: Fraction | None) -> str | None:
    return None if ppm is None else pct(ppm.numerator, ppm.denominator * 1_000_000)


def _places_changed(pair: Pair) -> bool:
    was, is_ = pair.base.places_hundredths, pair.actual.places_hundredths
    return bool(was and is_ and was != is_)

"""What the second computation says, as the report does: everything there that is a figure."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.rules.tariff_second import Average, Held, Second
from tests.rules.tariff_weighed import Beside, Row, Weighed, half_up, percent
from tests.rules.tariff_world import CODES

Told = dict[str, Any]


def told(second: Second) -> Told:
    world = second.world
    changes = [row for year in world.years for row in _changes(second, year)]
    beside = _beside(second)
    groups = {by: _groups(second, by, beside) for by in ("operator", "paragraph", "kkr")}
    operators, overhead, silent = _operators(second, groups["operator"])
    return {
        "deviations": [row[1:] for row in sorted(_deviations(second))],
        "changes": changes,
        **groups,
        "operators": operators,
        "overhead": overhead,
        "development": _development(second, beside),
        "quality": {**_quality(second), "without_overhead": silent},
    }


def _names(second: Second, one: Held | Average) -> Row:
    """Operator, provision and paragraph."""
    if isinstance(one, Average):
        operator = None if one.operator is None else second.world.operators[one.operator].name
        return operator, None, None
    service = second.world.services[one.number]
    alone = second.shared[service.operator, service.provision, service.paragraph] == 1
    shown = (
        service.provision
        if alone or not service.service
        else (f"{service.provision}, {service.service}")
    )
    return second.world.operators[service.operator].name, shown, service.paragraph


def _place(one: Held | Average) -> int:
    return one.number if isinstance(one, Held) else one.operator or 0


def _deviations(second: Second) -> Iterator[Row]:
    for year in second.world.years:
        for one in second.departing(year):
            if one.excess:
                tariff = one.told if isinstance(one, Held) else None
                occupancy = tariff.occupancy if tariff else None
                yield (
                    *(_place(one), year, *_names(second, one), second.world.base_year),
                    *(half_up(one.base), one.base, one.cap, one.actual, one.excess),
                    percent(one.excess, one.cap),
                    *(tariff.basis if tariff else None,),
                    percent(occupancy, 1_000_000),
                )


def _since(before: int, now: int) -> str:
    if not before or not now:
        return "gone" if before else "new"
    return "grown" if now > before else "fallen" if now < before else "same"


def _changes(second: Second, year: int) -> Iterator[Row]:
    for one in second.departing(year):
        since = _since(one.excess_before, one.excess)
        figures = one.before, one.actual, one.excess_before, one.excess
        yield *_names(second, one), year, since, *figures


def _beside(second: Second) -> dict[tuple[int, str, int], Beside]:
    """By operator, paragraph and year, from the base year on."""
    found = defaultdict[tuple[int, str, int], Beside](Beside)
    for year in second.held:
        places = [(operator, law, year) for operator, _, law, _ in second.world.services]
        for number, base, _, _, _, _, _, weight, _, tariff in second.held[year]:
            if base is not None and tariff is not None:
                found[places[number]].add(base, tariff, weight)
    return found


def _name(second: Second, by: str, operator: int, paragraph: str) -> str:
    one = second.world.operators[operator]
    return {"operator": one.name, "paragraph": paragraph, "kkr": CODES.get(one.code or "", "")}[by]


def _groups(second: Second, by: str, beside: dict[tuple[int, str, int], Beside]) -> list[Row]:
    """Averages depart under no paragraph, that of all for no operator either."""
    found = defaultdict[tuple[str, int], Beside](Beside)
    counts = defaultdict[tuple[str, int], Counter[str]](Counter)
    for (operator, paragraph, year), one in beside.items():
        if year in second.world.years:
            found[_name(second, by, operator, paragraph), year].merge(one)
    for year in second.world.years:
        for tested in second.departing(year):
            if isinstance(tested, Held):
                service = second.world.services[tested.number]
                name = _name(second, by, service.operator, service.paragraph)
            elif tested.operator is None or by == "paragraph":
                continue
            else:
                name = _name(second, by, tested.operator, "")
            count = counts[name, year]
            count[_since(tested.excess_before, tested.excess)] += 1
            count["deviations"] += tested.excess > 0
            count["before"] += tested.excess_before > 0
            count["ore"] += tested.excess
    rows = []
    for at in sorted({*found, *counts}):
        one, count = found[at], counts[at]
        counted = (count[of] for of in ("before", "new", "grown", "fallen", "gone"))
        first = *at, one.compared, count["deviations"], count["ore"]
        rows.append((*first, *counted, one.lowered, *one.row))
    return rows


def _operators(second: Second, groups: list[Row]) -> tuple[list[Row], Row, list[str]]:
    """Of the last year: provisions, deviations of all years, growth, and overhead by turnover."""
    world, last = second.world, second.world.years[-1]
    provisions = defaultdict[int, set[str]](set)
    overheads, silent = defaultdict[int, Weighed](Weighed), set[int]()
    for number, of in enumerate(world.tariffs):
        operator, provision, *_ = world.services[number]
        if tariff := of.get(last):
            provisions[operator].add(provision)
            if tariff.overhead is None:
                silent.add(operator)
            else:
                turnover = tariff.ore * 1_000_000
                overheads[operator].add(tariff.ore * tariff.overhead, turnover, tariff.places or 0)
    deviations, growth = Counter[str](), dict[str, str | None]()
    for name, year, _, over, *rest in groups:
        deviations[name] += over
        if year == last:
            growth[name] = rest[-3]
    known = {
        world.services[held.number].operator for year in world.years for held in second.held[year]
    }
    rows, public, shares = [], Weighed(), []
    for number in sorted(known):
        one, share = world.operators[number], overheads[number].share
        figures = growth.get(one.name), percent(share)
        rows.append((one.name, len(provisions[number]), deviations[one.name], *figures))
        if share is not None and one.kind == "municipality":
            shares.append(share)
            public.merge(overheads[number])
    mean = sum(shares, Fraction(0)) / len(shares) if shares else None
    overhead = percent(public.share), percent(mean), "6.00"
    return rows, overhead, [world.operators[number].name for number in sorted(silent)]


def _development(second: Second, beside: dict[tuple[int, str, int], Beside]) -> list[Row]:
    rows: list[Row] = [(second.world.base_year, "0.00", "0.00")]
    for year in second.held:
        of_all = Beside()
        for (_, _, at), one in beside.items():
            if at == year:
                of_all.merge(one)
        allowed = Fraction(*second.factors[year]) - 1
        rows.append((year, percent(allowed), percent(of_all.grown)))
    return rows


def _quality(second: Second) -> Told:
    """Lists are of a year and the service's number."""
    world = second.world
    lists: Told = {
        name: [] for name in ("new", "closed", "merged", "after_merger", "places_changed")
    }
    counts = Counter(tariffs=sum(world.base_year in of for of in world.tariffs))
    for year in world.years:
        gone = second.gone[year]
        for number, base, _, _, actual, _, _, weight, base_places, tariff in second.held[year]:
            if actual is None:
                lists["merged" if number in gone else "closed"].append((year, number))
                continue
            counts["tariffs"] += 1
            if number in gone:
                lists["after_merger"].append((year, number))
            if base is None:
                lists["new"].append((year, number))
                continue
            counts["compared"] += 1
            counts["fallen"] += actual < base
            counts["without_places"] += not weight
            if base_places and tariff and (tariff.places or base_places) != base_places:
                lists["places_changed"].append((year, number))
    without = [
        year for year in range(world.base_year + 1, world.end_year + 1) if year not in world.rates
    ]
    return {**counts, **lists, "years_without_rate": without}

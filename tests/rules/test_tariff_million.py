"""A second computation, in plain Python on fractions, agrees with the report on a million random
tariffs: every figure there is, in worlds with different rules."""

from typing import Any

from actions.collector import without_collector
from rules.tariff_report import Report
from tests.rules.tariff_report_of import reported
from tests.rules.tariff_second import Second
from tests.rules.tariff_told import told
from tests.rules.tariff_world import World, world

SEED_H = {2020: "2.4", 2021: "-0.75", 2022: "1.333"}
DECIMALS = {2015: "1.333333", 2016: "-2.5", 2017: "0.000001", 2018: "3.1"}
LONG = {2008 + n: f"{n % 7 - 1}.{123_457 * (n + 1) % 10**6:06}" for n in range(16)}
NOTHING = {2020: "-50", 2021: "0", 2022: "7"}  # with a deduction of 50 every cap is 0
WORLDS = [  # a million tariffs, and a few in which little is left
    (1, SEED_H, "0", "0", "provision", 55_500, None),
    (2, SEED_H, "2", "0.05", "provision", 55_500, 2022),
    (3, DECIMALS, "0.500001", "0.2", "operator", 44_000, None),
    (4, SEED_H, "2", "0", "all", 55_500, None),
    (5, LONG, "0.000001", "0", "provision", 13_300, None),
    (6, SEED_H, "0.5", "0.1", "operator", 400, 2022),
    (7, NOTHING, "50", "1", "provision", 400, None),
    (8, NOTHING, "50", "0", "operator", 400, None),
]


def figures(report: Report, of: World) -> dict[str, Any]:
    """The report's, as the second computation tells them."""
    number = {tuple(service): n for n, service in enumerate(of.services)}
    operators = {one.name: n for n, one in enumerate(of.operators)}

    def placed(places: Any) -> list[tuple[int, int]]:
        return [(p.year, number[operators[p.operator], *p[1:4]]) for p in places]

    quality = report.quality
    lists = ("new", "closed", "merged", "after_merger", "places_changed")
    counts = ("tariffs", "compared", "fallen", "without_places", "years_without_rate")
    return {
        "deviations": [
            (
                *(d.year, d.operator, d.provision, d.paragraph, d.base_year, d.base_ore, d.base),
                *(d.cap_ore, d.actual_ore, d.excess_ore, d.excess_pct, d.basis_ore),
                d.occupancy_pct,
            )
            for d in report.deviations
        ],
        "changes": [(*c[:4], c.since.value, *c[5:]) for c in report.changes],
        "operator": [tuple(group) for group in report.by_operator],
        "paragraph": [tuple(group) for group in report.by_paragraph],
        "kkr": [tuple(group) for group in report.by_kkr],
        "operators": [
            (o.operator, o.provisions, o.deviations, o.weighted_growth_pct, o.overhead_pct)
            for o in report.operators
        ],
        "overhead": (
            *(report.overhead.weighted_pct, report.overhead.unweighted_pct),
            report.overhead.goal_pct,
        ),
        "development": [(d.year, d.cap_pct, d.weighted_pct) for d in report.development],
        "quality": {
            **{name: getattr(quality, name) for name in counts},
            **{name: placed(getattr(quality, name)) for name in lists},
            "without_overhead": list(quality.without_overhead),
        },
    }


def test_both_find_the_same_figures() -> None:
    tariffs = 0
    for known in WORLDS:
        with without_collector():
            of = world(*known)
            found, expected = figures(reported(of), of), told(Second(of))
        assert found.keys() == expected.keys()
        for part, figure in expected.items():
            assert found[part] == figure, (known, part)
        for part in ("deviations", "changes", "operator", "kkr", "paragraph", "operators"):
            assert found[part], (known, part)
        tariffs += sum(map(len, of.tariffs))
    assert tariffs > 1_000_000


def test_both_hold_every_tariff_against_the_same_cap() -> None:
    """Also those that do not depart."""
    of = world(9, LONG, "0.1", "0", "provision", 1_000)
    found = sorted(
        (
            *(one.provision, one.service, one.year, one.base_exact or one.base_ore),
            *(one.cap_ore, one.actual_ore, one.excess_ore),
        )
        for one in reported(of).compared
    )
    second = Second(of)
    assert found == sorted(
        (
            *(of.services[one.number].provision, of.services[one.number].service),
            *(year, one.base, one.cap, one.actual, one.excess),
        )
        for year in of.years
        for one in second.pairs(year)
    )

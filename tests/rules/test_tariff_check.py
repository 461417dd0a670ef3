"""Tariffs held against the cap: which depart, on each level, and what cannot be compared."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from models.vocabulary import CapLevel, OperatorKind
from rules.tariff_cap import Cap, IndexRate
from rules.tariff_columns import alphabetical
from rules.tariff_report import Report
from tests.tariffs import Line
from tests.tariffs import report as check

CAP = Cap(
    2019, 2021, (IndexRate(2020, Decimal("2.4"), "KL"), IndexRate(2021, Decimal("1.7"), "KL")), "KL"
)


def line(provision: str, year: int, ore: int, operator: str = "Faxe", **more: object) -> Line:
    return Line(operator, provision, year, ore)._replace(**more)  # type: ignore[arg-type]


def test_only_what_lies_above_the_cap_departs() -> None:
    lines = [
        *(line("På loftet", year, ore) for year, ore in [(2019, 100_000), (2021, 104_141)]),
        *(line("Over", year, ore) for year, ore in [(2019, 100_000), (2021, 104_142)]),
        *(line("Faldet", year, ore) for year, ore in [(2019, 100_000), (2021, 90_000)]),
        line("Ny", 2021, 500_000),
        line("Lukket", 2019, 100_000),
    ]
    found = check(CAP, lines, [2021])
    assert [(d.provision, d.cap_ore, d.excess_ore, d.excess_pct) for d in found.deviations] == [
        ("Over", 104_141, 1, "0.00")
    ]
    quality = found.quality
    assert [new.provision for new in quality.new] == ["Ny"]
    assert [closed.provision for closed in quality.closed] == ["Lukket"]
    assert (quality.compared, quality.fallen, quality.tariffs) == (3, 1, 8)
    assert quality.without_overhead == ["Faxe"]


def test_one_year_is_what_the_report_of_all_says_of_it_with_the_years_that_led_there() -> None:
    lines = [
        line(name, year, ore)
        for name, tariffs in [("A", (100_000, 99_000, 120_000)), ("B", (100_000, 110_000, 80_000))]
        for year, ore in enumerate(tariffs, 2019)
    ]
    whole, last, first = (check(CAP, lines, years) for years in ([2020, 2021], [2021], [2020]))
    assert last.development == whole.development
    assert [of.weighted_pct for of in whole.development] == ["0.00", "4.50", "0.00"]
    assert first.development == whole.development[:2]
    for of_one in (first, last):
        [year] = of_one.years
        for name in ("deviations", "changes", "compared", "by_operator", "by_paragraph"):
            told = [one for one in getattr(whole, name) if one.year == year]
            assert list(getattr(of_one, name)) == told, name


def test_a_provision_with_several_services_names_the_one_that_departs() -> None:
    lines = [
        line("Huset", year, ore, service=service)
        for service, base, actual in [("Dag", 50_000, 50_000), ("Døgn", 100_000, 120_000)]
        for year, ore in [(2019, base), (2021, actual)]
    ]
    assert [d.provision for d in check(CAP, lines, [2021]).deviations] == ["Huset, Døgn"]
    alone = [one for one in lines if one.service == "Døgn"]
    assert [d.provision for d in check(CAP, alone, [2021]).deviations] == ["Huset"]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((1_000, 3_000), [("Faxe", 175_000, 182_246, 182_500)]),  # (1·100 + 3·200) / 4
        ((3_000, 1_000), []),  # the expensive one weighs less
        ((None, None), []),  # all alike: 150,000 may become 156,211
        ((None, 1_000), [("Faxe", 200_000, 208_282, 210_000)]),  # without places: left out
    ],
)
def test_an_operator_is_tested_on_its_average(
    places: tuple[int | None, int | None], expected: list[tuple[str, int, int, int]]
) -> None:
    lines = [
        line(name, year, ore, places_hundredths=many)
        for name, many, base, actual in [
            ("A", places[0], 100_000, 100_000),
            ("B", places[1], 200_000, 210_000),
        ]
        for year, ore in [(2019, base), (2021, actual)]
    ]
    found = check(replace(CAP, level=CapLevel.OPERATOR), lines, [2021]).deviations
    assert [(d.operator, d.base_ore, d.cap_ore, d.actual_ore) for d in found] == expected
    together = check(replace(CAP, level=CapLevel.ALL), lines, [2021]).deviations
    assert [(d.operator, d.excess_ore) for d in together] == [
        (None, actual - cap) for _, _, cap, actual in expected
    ]


def test_growth_and_overhead_are_weighed() -> None:
    lines = [
        line("A", 2019, 100_000),
        line("A", 2021, 110_000, places_hundredths=1_000, overhead_ppm=50_000),
        line("B", 2019, 200_000, "Greve"),
        line("B", 2021, 200_000, "Greve", places_hundredths=3_000, overhead_ppm=70_000),
        line("C", 2021, 1, "Fonden", kind=OperatorKind.PRIVATE, overhead_ppm=400_000),
    ]
    found = check(CAP, lines, [2020, 2021])
    assert [(o.operator, o.weighted_growth_pct, o.overhead_pct) for o in found.operators] == [
        ("Faxe", "10.00", "5.00"),
        ("Fonden", None, "40.00"),
        ("Greve", "0.00", "7.00"),
    ]
    # turnover 110 · 10 and 200 · 30; the private one is none of the municipalities
    assert (found.overhead.weighted_pct, found.overhead.unweighted_pct) == ("6.69", "6.00")
    assert found.overhead.goal_pct == "6.00"


def test_years_without_a_rate_are_told_and_not_tested() -> None:
    found = check(replace(CAP, end_year=2023), [line("A", 2019, 1), line("A", 2022, 9)], CAP.years)
    assert found.deviations == []
    assert found.quality.years_without_rate == [2022, 2023]


def test_sorted_as_in_danish() -> None:
    names = ["Ærø", "Aabenraa", "Østervang", "Zebra", "Ålborg", "birk"]
    assert sorted(names, key=alphabetical) == [
        *("Aabenraa", "birk", "Zebra", "Ærø", "Østervang", "Ålborg")
    ]


def random_lines(random: Random, services: int) -> list[Line]:
    return [
        line(f"Tilbud {number}", year, random.randrange(1, 10**6), random.choice("ABC"))._replace(
            places_hundredths=random.choice([None, 100, 1_250]),
        )
        for number in range(services)
        for year in (2019, 2020, 2021)
        if random.random() < 0.9
    ]


def told(report: Report) -> object:
    return (report.deviations, report.operators, report.overhead, report.quality)


def test_the_order_of_rows_does_not_matter() -> None:
    random = Random(6)
    lines = [*random_lines(random, 2_000)]
    report = check(CAP, lines, [2020, 2021])
    random.shuffle(lines)
    assert told(check(CAP, lines, [2020, 2021])) == told(report)

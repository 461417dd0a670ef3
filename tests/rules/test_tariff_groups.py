"""Deviations put together by operator, paragraph and KKR, and beside the year before."""

from dataclasses import replace
from decimal import Decimal

from models.vocabulary import CapLevel, OperatorKind
from rules.tariff_cap import Cap, IndexRate
from rules.tariff_report import Report, Since
from tests.tariffs import Line, report

CAP = Cap(2019, 2021, tuple(IndexRate(year, Decimal(2), "KL") for year in (2020, 2021)), "KL")
CAPS = {2020: 102_000, 2021: 104_040}  # of 1,000.00 kr. in 2019


def lines() -> list[Line]:
    """Each with its base year's 1,000.00 kr., and by how much it lies above the cap."""
    above = {
        ("Faxe", "320", "Ny", "§ 107"): (0, 10),
        ("Faxe", "320", "Vokset", "SEL § 107"): (10, 11),
        ("Faxe", "320", "Uændret", "107"): (10, 10),
        ("Greve", "253", "Faldet", "§ 108"): (10, 9),
        ("Greve", "253", "Væk", "§ 108"): (10, 0),
        ("København", "101", "Lukket", "§ 108"): (10, None),
        ("Fonden Sol", None, "Altid under", ""): (-5_000, -5_000),
    }
    found = []
    for (operator, code, provision, paragraph), excesses in above.items():
        kind = OperatorKind.MUNICIPALITY if code else OperatorKind.PRIVATE
        base = Line(operator, provision, 2019, 100_000, paragraph, kind=kind, code=code)
        years = zip(CAPS.items(), excesses, strict=True)
        found += [base, *(
            base._replace(year=year, tariff_ore=cap + excess)
            for (year, cap), excess in years if excess is not None
        )]  # fmt: skip
    return found


def since(told: Report) -> dict[tuple[str | None, int], Since]:
    return {(change.provision, change.year): change.since for change in told.changes}


def test_what_departs_is_held_against_the_year_before_line_by_line() -> None:
    told = report(CAP, lines(), [2021])
    assert {name: word for (name, _), word in since(told).items()} == {
        "Ny": Since.NEW,
        "Vokset": Since.GROWN,
        "Uændret": Since.SAME,
        "Faldet": Since.FALLEN,
        "Væk": Since.GONE,
        "Lukket": Since.GONE,
    }
    closed = next(change for change in told.changes if change.provision == "Lukket")
    assert (closed.before_ore, closed.actual_ore) == (102_010, None)
    assert (closed.excess_before_ore, closed.excess_ore) == (10, 0)
    first = report(CAP, lines(), [2020, 2021])
    assert {word for (_, year), word in since(first).items() if year == 2020} == {Since.NEW}
    new = next(change for change in first.changes if change.year == 2020)
    assert new.before_ore == 100_000  # the base year's
    assert [c for c in first.changes if c.year == 2021] == list(told.changes)


def test_deviations_are_put_together_in_three_ways() -> None:
    told = report(CAP, lines(), [2021])
    by = {
        "operator": told.by_operator,
        "paragraph": told.by_paragraph,
        "kkr": told.by_kkr,
    }
    counted = {
        name: {g.name: (g.compared, g.deviations, g.before, g.gone, g.excess_ore) for g in groups}
        for name, groups in by.items()
    }
    assert counted == {
        "operator": {
            "Faxe": (3, 3, 2, 0, 31),
            "Fonden Sol": (1, 0, 0, 0, 0),
            "Greve": (2, 1, 2, 1, 9),
            "København": (0, 0, 1, 1, 0),
        },
        "paragraph": {"": (1, 0, 0, 0, 0), "§ 107": (3, 3, 2, 0, 31), "§ 108": (2, 1, 3, 2, 9)},
        "kkr": {
            "": (1, 0, 0, 0, 0),
            "KKR Hovedstaden": (0, 0, 1, 1, 0),
            "KKR Sjælland": (5, 4, 4, 1, 40),
        },
    }
    for groups in by.values():
        assert sum(group.deviations for group in groups) == len(told.deviations)
        assert sum(g.excess_ore for g in groups) == sum(d.excess_ore for d in told.deviations)
    assert {g.name: g.lowered for g in told.by_operator if g.lowered} == {"Fonden Sol": 1}


def test_an_average_is_counted_where_it_belongs() -> None:
    of_operators = report(replace(CAP, level=CapLevel.OPERATOR), lines(), [2021])
    assert {g.name: g.deviations for g in of_operators.by_operator if g.deviations} == {
        "Faxe": 1,
        "Greve": 1,
    }
    assert {g.name: g.deviations for g in of_operators.by_kkr if g.deviations} == {
        "KKR Sjælland": 2
    }
    assert sum(group.deviations for group in of_operators.by_paragraph) == 0
    public = [line for line in lines() if line.code]
    [change] = report(replace(CAP, level=CapLevel.ALL), public, [2020]).changes
    # of six municipalities' services five lie 10 øre above: 8.33 on average
    assert (change.operator, change.since, change.excess_ore) == (None, Since.NEW, 8)
    assert change.before_ore == 100_000  # the base year's


def test_an_average_of_nothing_any_more_is_gone() -> None:
    """Closed in 2021, and again in 2023 after a year with a tariff."""
    rates = tuple(IndexRate(year, Decimal(0), "KL") for year in range(2020, 2024))
    cap = Cap(2019, 2023, rates, "KL", level=CapLevel.OPERATOR)
    base = Line("Faxe", "A", 2019, 100_000, code="320")
    known = [base, *(base._replace(year=y, tariff_ore=100_010) for y in (2020, 2022))]
    told = report(cap, known, cap.years)
    assert [(c.year, c.since, c.actual_ore, c.excess_before_ore) for c in told.changes] == [
        (2020, Since.NEW, 100_010, 0),
        (2021, Since.GONE, None, 10),
        (2022, Since.NEW, 100_010, 0),
        (2023, Since.GONE, None, 10),
    ]
    assert [(g.year, g.before, g.gone) for g in told.by_operator if g.gone] == [
        *((2021, 1, 1), (2023, 1, 1))
    ]


def test_base_tariff_and_occupancy_stand_beside_the_price_weighed_by_places() -> None:
    base = Line("Faxe", "A", 2019, 100_000, code="320")
    told = report(
        CAP,
        [
            base,
            base._replace(year=2021, tariff_ore=120_000, basis_ore=90_000, occupancy_ppm=950_000,
                          places_hundredths=3_000),
            base._replace(provision="B"),
            base._replace(provision="B", year=2021, tariff_ore=100_000, basis_ore=50_000,
                          occupancy_ppm=750_000, places_hundredths=1_000),
            base._replace(provision="C"),
            base._replace(provision="C", year=2021, tariff_ore=100_000, places_hundredths=9_000),
        ],
        [2021],
    )  # fmt: skip
    [group] = told.by_operator
    # 90 · 30 + 50 · 10 of 120 · 30 + 100 · 10; 95 · 30 + 75 · 10 of 40 places; who is silent: out
    assert (group.basis_pct, group.occupancy_pct) == ("69.57", "90.00")
    [deviation] = told.deviations
    assert (deviation.basis_ore, deviation.occupancy_pct) == (90_000, "95.00")

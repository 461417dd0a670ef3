"""A second computation, row by row in plain Python, agrees on a million random tariffs."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random

from models.vocabulary import OperatorKind
from rules.tariff_cap import Cap, IndexRate
from rules.tariff_check import check
from rules.tariff_columns import Operator, arranged
from rules.tariff_report import Report

RATES = {2020: "2.4", 2021: "-0.75", 2022: "1.333"}
TOLERANCE = Fraction(1, 1000)
CAP = Cap(
    2019,
    2022,
    tuple(IndexRate(year, Decimal(pct), "KL") for year, pct in RATES.items()),
    "KL",
    tolerance_pct=Decimal("0.1"),
)
OPERATORS, SERVICES = 300, 260_000
Tariffs = list[dict[int, int]]  # of each service by year, in øre


def random_tariffs(random: Random) -> Tariffs:
    """A few years missing, most near the cap, some exactly on it."""
    found = []
    for _ in range(SERVICES):
        base = random.randrange(1, 1_000_000)
        of = {2019: base} if random.random() < 0.97 else {}
        for year in RATES:
            if random.random() < 0.96:
                of[year] = max(1, base + base * random.randrange(-20, 60) // 1_000)
        found.append(of)
    return found


def row_by_row(tariffs: Tariffs) -> Iterator[tuple[int, int, int, int]]:
    """Service, year, cap and excess of what departs."""
    factors, factor = {}, Fraction(1)
    for year, pct in RATES.items():
        factor *= 1 + Fraction(pct) / 100
        factors[year] = factor.as_integer_ratio()
    for service, of in enumerate(tariffs):
        if base := of.get(2019):
            for year, (above, below) in factors.items():
                actual, exact = of.get(year, 0), base * above
                cap = exact // below + (exact % below * 2 >= below)
                if actual > cap and actual > cap * (1 + TOLERANCE):
                    yield service, year, cap, actual - cap


def reported(tariffs: Tariffs) -> Report:
    operators = [
        Operator(number, f"Driftsherre {number}", OperatorKind.PRIVATE, None)
        for number in range(OPERATORS)
    ]
    services = [
        (number, number % OPERATORS, f"Tilbud {number:06}", "§ 107", "")
        for number in range(SERVICES)
    ]
    lines = [
        (number, year, ore, None, None, None, None, "")
        for number, of in enumerate(tariffs)
        for year, ore in of.items()
    ]
    assert len(lines) > 1_000_000
    return check(CAP, arranged(operators, services, lines), list(RATES), {})


def test_both_find_the_same_to_the_ore() -> None:
    tariffs = random_tariffs(Random(2022))
    expected = list(row_by_row(tariffs))
    report = reported(tariffs)
    found = sorted(
        (int(str(d.provision)[-6:]), d.year, d.cap_ore, d.excess_ore) for d in report.deviations
    )
    assert found == expected
    assert len(found) > 100_000
    counts, sums = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for service, year, _, excess in expected:
        counts[f"Driftsherre {service % OPERATORS}", year] += 1
        sums[f"Driftsherre {service % OPERATORS}", year] += excess
    groups = report.by_operator
    assert {(g.name, g.year): g.deviations for g in groups} == counts
    assert {(g.name, g.year): g.excess_ore for g in groups} == sums
    assert {g.name: g.excess_ore for g in report.by_paragraph if g.year == 2022} == {
        "§ 107": sum(excess for _, year, _, excess in expected if year == 2022)
    }

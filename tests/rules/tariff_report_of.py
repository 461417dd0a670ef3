"""The product's report of a random world."""

from decimal import Decimal

import polars as pl

from models.vocabulary import CapLevel, OperatorKind
from rules.tariff_cap import Cap, IndexRate
from rules.tariff_check import check
from rules.tariff_columns import LINES, Operator, arranged
from rules.tariff_mergers import Merger
from rules.tariff_report import Report
from tests.rules.tariff_world import CODES, World


def reported(of: World) -> Report:
    rates = tuple(IndexRate(year, Decimal(pct), "KL") for year, pct in of.rates.items())
    cap = Cap(
        *(of.base_year, of.end_year, rates, "KL", CapLevel(of.level)),
        deduction_pct=Decimal(of.deduction),
        tolerance_pct=Decimal(of.tolerance),
    )
    operators = [
        Operator(number, one.name, OperatorKind(one.kind), one.code)
        for number, one in enumerate(of.operators)
    ]
    services = [(number, *one) for number, one in enumerate(of.services)]
    lines = [
        (number, year, *tariff)
        for number, years in enumerate(of.tariffs)
        for year, tariff in years.items()
    ]
    columns = zip(LINES, [*zip(*lines, strict=True), [""] * len(lines)], strict=True)
    amounts = pl.DataFrame(dict(columns), LINES)
    mergers = [
        Merger(number, year, tuple(olds), new, "Referat")
        for number, (year, olds, new) in enumerate(of.mergers)
    ]
    return check(cap, arranged(operators, services, amounts, mergers), of.years, CODES)

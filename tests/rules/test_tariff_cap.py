"""The cap to the øre: worked by hand, against a second computation, and what it refuses to be."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.refusal import Refusal
from rules.tariff_cap import Cap, IndexRate, revised
from rules.tariff_cap_changes import GivenCap, GivenRate, checked_cap

GIVEN = GivenCap(2019, 2022, [GivenRate(2020, "2.4"), GivenRate(2021, "1,7")], "KL, august 2021")


def cap(*rates: str, deduction: str = "0", tolerance: str = "0") -> Cap:
    told = tuple(IndexRate(2020 + i, Decimal(pct), "KL") for i, pct in enumerate(rates))
    return Cap(
        2019,
        2030,
        told,
        "KL",
        deduction_pct=Decimal(deduction),
        tolerance_pct=Decimal(tolerance),
    )


@pytest.mark.parametrize(
    ("rates", "deduction", "base_ore", "cap_ore"),
    [
        (["2.4", "1.7"], "0", 100_000, 104_141),  # 104,140.8
        (["2.4", "1.7", "2"], "0", 123_456, 131_139),  # 131,139.09...
        (["0.5"], "0", 100, 101),  # 100.5: a half goes up
        (["0.5"], "0", 99, 99),  # 99.495
        (["2.4"], "0.5", 100_000, 101_900),  # index less the deduction
        (["0"], "0.5", 100_000, 99_500),
        (["-1.25"], "0", 100_000, 98_750),
        (["0.333333"], "0", 300, 301),  # 300.999999
        (["10"], "0", 0, 0),
    ],
)
def test_cap_to_the_ore(rates: list[str], deduction: str, base_ore: int, cap_ore: int) -> None:
    ceiling = cap(*rates, deduction=deduction)
    assert ceiling.cap_ore(base_ore, ceiling.years[-1]) == cap_ore


@given(
    st.integers(0, 10_000_000),
    st.lists(st.integers(-5_000_000, 5_000_000), min_size=1, max_size=11),
    st.integers(0, 2_000_000),
)
def test_a_second_computation_agrees(base: int, millionths: list[int], deduction: int) -> None:
    rates = [str(Decimal(rate).scaleb(-6)) for rate in millionths]
    less = Decimal(deduction).scaleb(-6)
    with localcontext(prec=200):
        exact = Decimal(base)
        for rate in rates:
            exact *= (100 + Decimal(rate) - less) / 100
        expected = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    ceiling = cap(*rates, deduction=str(less))
    assert ceiling.cap_ore(base, ceiling.years[-1]) == expected


@given(st.integers(0, 10_000_000), st.lists(st.integers(0, 900), min_size=2, max_size=8))
def test_without_falling_rates_the_cap_never_falls(base: int, rates: list[int]) -> None:
    ceiling = cap(*(str(Decimal(rate).scaleb(-2)) for rate in rates))
    caps = [ceiling.cap_ore(base, year) for year in ceiling.years]
    assert caps == sorted(caps)
    assert ceiling.cap_ore(base + 1, ceiling.years[-1]) > caps[-1]


@pytest.mark.parametrize(
    ("tolerance", "actual", "departs"),
    [
        ("0", 100_000, False),
        ("0", 100_001, True),
        ("1", 101_000, False),
        ("1", 101_001, True),
        ("0.0005", 100_000, False),
        ("0.0005", 100_001, True),  # half an øre is let pass, a whole one is not
    ],
)
def test_a_deviation_lies_above_cap_and_tolerance(
    tolerance: str, actual: int, departs: bool
) -> None:
    assert cap("1", tolerance=tolerance).exceeds(actual, 100_000) is departs


def test_it_shows_its_working() -> None:
    assert cap("2.4", "1.7").working(100_000, 2021) == "100000 × 1.024 × 1.017 = 104140.8 → 104141"
    assert cap("2.4", "1.7").working(100_000, 2020) == "100000 × 1.024 = 102400 → 102400"


def test_a_fraction_of_thousands_of_digits_is_cut() -> None:
    """An average of all, where many services were merged, has every one of their places in it."""
    base = Fraction(10**5_000 + 1, 3 * 10**4_995)
    assert cap("10").working(base, 2020) == "33333.333333… × 1.1 = 36666.666666… → 36667"


def test_a_rate_that_says_something_new_is_a_revision() -> None:
    first = IndexRate(2020, Decimal("2.4"), "august")
    later = IndexRate(2020, Decimal("2.6"), "november", date(2020, 11, 2))
    assert revised([first], []) == (first,)
    assert revised([later], [first]) == (replace(later, revision=2),)
    assert revised([first], [first, replace(later, revision=2)]) == (first,)


def test_what_is_given_becomes_a_cap() -> None:
    found = checked_cap(GIVEN)
    assert [(rate.year, rate.pct, rate.source) for rate in found.rates] == [
        (2020, Decimal("2.4"), "KL, august 2021"),
        (2021, Decimal("1.7"), "KL, august 2021"),
    ]
    assert (found.years, found.overhead_goal_pct) == ([2020, 2021], Decimal(6))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"base_year": 19}, "base_year"),
        ({"end_year": 2019}, "end_year"),
        ({"end_year": 2060}, "end_year"),
        ({"source": " "}, "source"),
        ({"source": "a\x00b"}, "source"),
        ({"rates": []}, "rates"),
        ({"rates": [GivenRate(2021, "1")]}, "rates"),  # 2020 is missing
        ({"rates": [GivenRate(2020, "1"), GivenRate(2022, "1")]}, "rates"),
        ({"rates": [GivenRate(2020, "1"), GivenRate(2020, "2")]}, "rates"),
        ({"rates": [GivenRate(2019, "1")]}, "rates"),
        ({"rates": [GivenRate(2020, "1e1")]}, "rates"),
        ({"rates": [GivenRate(2020, "1.0000001")]}, "rates"),
        ({"rates": [GivenRate(2020, "51")]}, "rates"),
        ({"rates": [GivenRate(2020, "NaN")]}, "rates"),
        ({"rates": [GivenRate(2020, "")]}, "rates"),
        ({"deduction_pct": "-1"}, "deduction_pct"),
        ({"tolerance_pct": "en"}, "tolerance_pct"),
        ({"level": "kommune"}, "level"),
    ],
)
def test_what_a_cap_cannot_be(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_cap(replace(GIVEN, **changes))
    assert refused.value.field == field

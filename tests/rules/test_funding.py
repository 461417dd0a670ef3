"""The joint funding of empty places, to the øre."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.funding import project, shared, statements, what_if
from rules.refusal import Refusal


def test_half_the_tariff_of_every_empty_place_for_three_years() -> None:
    of = project(2022, 10, 300_000, ["40", "75,5", "100"])
    told = statements(of, {"101": 1, "147": 1, "151": 1})
    # 2022: 10 places, 365 days, 60 % empty: 2,190 days of 1,500.00 kr.; 2024 is a leap year
    assert [(s.year, s.empty_days, s.joint_ore) for s in told] == [
        (2022, 2_190, 328_500_000),
        (2023, Decimal("894.25"), 134_137_500),
        (2024, 0, 0),
    ]
    assert told[0].shares == {"101": 109_500_000, "147": 109_500_000, "151": 109_500_000}
    assert dict(what_if(of))[50] == [273_750_000, 273_750_000, 274_500_000]
    assert dict(what_if(of))[100] == [0, 0, 0]


def test_the_ore_that_are_left_go_to_those_cut_most() -> None:
    assert shared(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert shared(100, {"a": 1, "b": 2, "c": 0}) == {"a": 33, "b": 67, "c": 0}


@given(
    st.integers(0, 10**10),
    st.dictionaries(
        st.text("0123456789", min_size=3, max_size=3), st.integers(0, 10**7), min_size=1
    ),
)
def test_shares_are_the_whole_to_the_ore(ore: int, weights: dict[str, int]) -> None:
    if not any(weights.values()):
        return
    parts = shared(ore, weights)
    assert sum(parts.values()) == ore
    whole = sum(weights.values())
    assert all(abs(part * whole - ore * weights[party]) < whole for party, part in parts.items())


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ((1999, 10, 1, ["1"]), "first_year"),
        ((2022, 0, 1, ["1"]), "places"),
        ((2022, 1, 0, ["1"]), "tariff_ore"),
        ((2022, 1, 10_000_001, ["1"]), "tariff_ore"),
        ((2022, 1, 1, []), "occupancy_pct"),
        ((2022, 1, 1, ["1"] * 4), "occupancy_pct"),
        ((2022, 1, 1, ["101"]), "occupancy_pct"),
        ((2022, 1, 1, ["halvt"]), "occupancy_pct"),
    ],
)
def test_what_a_project_cannot_be(given_: tuple[int, int, int, list[str]], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        project(*given_)
    assert refused.value.field == field


def test_a_key_must_give_somebody_a_share() -> None:
    with pytest.raises(Refusal):
        statements(project(2022, 1, 1, ["1"]), {"101": 0})

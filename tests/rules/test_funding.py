"""The joint funding of empty places, to the øre."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import FundingKey, FundingStatus
from rules.funding import project, shared, statements, what_if
from rules.funding_key import municipalities, weights_of
from rules.funding_status import decided
from rules.refusal import Refusal

NEW_YEAR = date(2022, 1, 1)


def test_half_the_tariff_of_every_empty_place_for_three_years() -> None:
    of = project(NEW_YEAR, 10, 300_000, ["40", "75,5", "100"])
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


@pytest.mark.parametrize(
    ("opens_on", "periods"),
    [
        ("2022-04-01", [("2022-04-01", 365), ("2023-04-01", 366), ("2024-04-01", 365)]),
        ("2024-02-29", [("2024-02-29", 366), ("2025-03-01", 365), ("2026-03-01", 365)]),
    ],
)
def test_a_year_begins_on_the_day_the_places_open(
    opens_on: str, periods: list[tuple[str, int]]
) -> None:
    of = project(date.fromisoformat(opens_on), 1, 200, ["0", "0", "0"])
    told = statements(of, {"101": 1})
    assert [(s.starts_on.isoformat(), int(s.empty_days)) for s in told] == periods
    assert all((s.ends_on - s.starts_on).days + 1 == s.empty_days for s in told)
    assert [s.joint_ore for s in told] == [days * 100 for _, days in periods]


def test_the_ore_that_are_left_go_to_those_cut_most() -> None:
    assert shared(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert shared(100, {"a": 1, "b": 2, "c": 0}) == {"a": 33, "b": 67, "c": 0}


CODES = st.text("0123456789", min_size=3, max_size=3)


@given(st.integers(0, 10**10), st.dictionaries(CODES, st.integers(0, 10**7), min_size=1))
def test_shares_are_the_whole_to_the_ore(ore: int, weights: dict[str, int]) -> None:
    if not any(weights.values()):
        return
    parts = shared(ore, weights)
    assert sum(parts.values()) == ore
    whole = sum(weights.values())
    assert all(abs(part * whole - ore * weights[party]) < whole for party, part in parts.items())


def test_the_keys() -> None:
    names = municipalities("sjaelland", NEW_YEAR)
    assert len(names) == 17
    assert set(weights_of(FundingKey.EQUAL, [], names, None).values()) == {1}
    use = weights_of(FundingKey.USE, ["Greve: 1.200", "0265 Roskilde:3"], names, None)
    assert {code: weight for code, weight in use.items() if weight} == {"253": 1_200, "265": 3}
    people = dict.fromkeys(names, 40_000) | {"101": 650_000}
    assert weights_of(FundingKey.POPULATION, [], names, people) == dict.fromkeys(names, 40_000)


@pytest.mark.parametrize(
    ("key", "use", "population", "field"),
    [
        (FundingKey.USE, ["Atlantis: 1"], None, "weight"),
        (FundingKey.USE, ["Greve: halvdelen"], None, "weight"),
        (FundingKey.USE, ["Greve: 1.5"], None, "weight"),  # neither 1 nor 15
        (FundingKey.USE, ["Greve: 1", "253: 2"], None, "weight"),
        (FundingKey.USE, [], None, "weight"),
        (FundingKey.POPULATION, [], None, "key"),
        (FundingKey.POPULATION, [], {"253": 50_000}, "key"),
    ],
)
def test_what_a_key_cannot_be(
    key: FundingKey, use: list[str], population: dict[str, int] | None, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        weights_of(key, use, municipalities("sjaelland", NEW_YEAR), population)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ((date(1999, 1, 1), 10, 1, ["1"]), "opens_on"),
        ((NEW_YEAR, 0, 1, ["1"]), "places"),
        ((NEW_YEAR, 1, 0, ["1"]), "tariff_ore"),
        ((NEW_YEAR, 1, 10_000_001, ["1"]), "tariff_ore"),
        ((NEW_YEAR, 1, 1, []), "occupancy_pct"),
        ((NEW_YEAR, 1, 1, ["1"] * 4), "occupancy_pct"),
        ((NEW_YEAR, 1, 1, ["101"]), "occupancy_pct"),
        ((NEW_YEAR, 1, 1, ["halvt"]), "occupancy_pct"),
    ],
)
def test_what_a_project_cannot_be(given_: tuple[date, int, int, list[str]], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        project(*given_)
    assert refused.value.field == field


def test_a_key_must_give_somebody_a_share() -> None:
    with pytest.raises(Refusal):
        statements(project(NEW_YEAR, 1, 1, ["1"]), {"101": 0})


def test_what_was_decided_is_taken_back_before_it_is_decided_otherwise() -> None:
    assert decided(FundingStatus.PROPOSED, FundingStatus.ADOPTED)
    assert not decided(FundingStatus.ADOPTED, FundingStatus.ADOPTED)
    with pytest.raises(Refusal):
        decided(FundingStatus.DECLINED, FundingStatus.ADOPTED)
    assert decided(FundingStatus.DECLINED, FundingStatus.PROPOSED)

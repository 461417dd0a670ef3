"""Merged services: what the new one is held against, what is listed, and what cannot have been."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from models.vocabulary import CapLevel
from rules.refusal import Refusal
from rules.tariff_cap import Cap, IndexRate
from rules.tariff_mergers import Merger, checked_merger, together
from rules.tariff_report import Report, Since
from tests.tariffs import Line, Wed
from tests.tariffs import report as check

CAP = Cap(
    2019, 2021, (IndexRate(2020, Decimal("2.4"), "KL"), IndexRate(2021, Decimal("1.7"), "KL")), "KL"
)
MERGED: Wed = (2021, ["A", "B"], "C")


def lines(places: Sequence[int | None] = (None, None), after: int = 200_000) -> list[Line]:
    """A of 1,000 kr. and B of 2,000 kr. until 2020, and C in 2021."""
    before = [
        Line("Faxe", name, year, ore, places_hundredths=of)
        for name, ore, of in (("A", 100_000, places[0]), ("B", 200_000, places[1]))
        for year in (2019, 2020)
    ]
    return [*before, Line("Faxe", "C", 2021, after, places_hundredths=4_000)]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([(100_000, 1_000), (200_000, 3_000)], 175_000),
        ([(100_000, None), (200_000, 3_000)], 200_000),  # without places: left out
        ([(100_000, None), (200_000, 0)], 150_000),  # none has any: all alike
        ([(1, None), (2, None)], Fraction(3, 2)),
        ([(1, None), (1, None), (2, None)], Fraction(4, 3)),
        ([(None, 1_000), (7, None)], 7),  # a renaming; what has no tariff does not count
        ([(None, 1_000)], None),
        ([], None),
    ],
)
def test_the_base_tariff_is_the_average_by_places(
    figures: Sequence[tuple[int | None, int | None]], expected: Fraction | int | None
) -> None:
    assert together(figures) == expected


def listed(report: Report) -> list[list[str]]:
    quality = report.quality
    return [
        [f"{one.provision} {one.year}" for one in of]
        for of in (quality.new, quality.closed, quality.merged, quality.places_changed)
    ]


def test_the_merged_are_neither_new_nor_closed() -> None:
    assert listed(check(CAP, lines(), [2020, 2021])) == [["C 2021"], ["A 2021", "B 2021"], [], []]
    found = check(CAP, lines((1_000, 3_000)), [2020, 2021], [MERGED])
    assert listed(found) == [[], [], ["A 2021", "B 2021"], []]
    assert found.quality.tariffs == 5
    [deviation] = found.deviations
    assert (deviation.provision, deviation.base_ore, deviation.cap_ore) == ("C", 175_000, 182_246)
    moved = check(CAP, lines((1_000, 1_000)), [2020, 2021], [MERGED])
    assert listed(moved)[3] == ["C 2021"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (100_000, 200_000, [("C", Since.NEW, 150_000, 0)]),
        (120_000, 200_000, [("C", Since.GROWN, 160_000, 6_400)]),  # the average of 2020
        (120_000, 150_000, [("C", Since.GONE, 160_000, 6_400)]),
    ],
)
def test_last_year_is_what_they_were_together(
    before: int, after: int, expected: list[tuple[str, Since, int, int]]
) -> None:
    known = lines(after=after)
    known[1] = known[1]._replace(tariff_ore=before)
    changes = check(CAP, known, [2021], [MERGED]).changes
    assert [
        (one.provision, one.since, one.before_ore, one.excess_before_ore) for one in changes
    ] == expected


def test_a_chain_and_a_service_that_goes_on() -> None:
    known = [
        *(Line("Faxe", name, 2019, ore) for name, ore in (("A", 1), ("B", 2), ("D", 6))),
        *(Line("Faxe", "C", 2020, 9), Line("Faxe", "D", 2020, 9), Line("Faxe", "D", 2021, 9)),
    ]
    found = check(CAP, known, [2020, 2021], [(2020, ["A", "B"], "C"), (2021, ["C"], "D")])
    assert [(one.provision, one.year, one.base_ore) for one in found.compared] == [
        *(("C", 2020, 2), ("D", 2020, 6), ("D", 2021, 3))  # (6 + 1 + 2) / 3
    ]


@pytest.mark.parametrize("level", CapLevel)
def test_a_cap_is_rounded_once(level: CapLevel) -> None:
    """1,000.045 kr. and a tenth are 1,100.0495; from 1,000.05 they would be a whole øre more."""
    cap = Cap(2019, 2020, (IndexRate(2020, Decimal(10), "KL"),), "KL", level=level)
    known = [Line("Faxe", "A", 2019, 100_004), Line("Faxe", "B", 2019, 100_005)]
    merged: list[Wed] = [(2020, ["A", "B"], "C")]
    found = check(cap, [*known, Line("Faxe", "C", 2020, 110_006)], [2020], merged)
    [deviation] = found.deviations
    assert (deviation.base_ore, deviation.cap_ore, deviation.excess_ore) == (100_005, 110_005, 1)
    assert cap.working(deviation.base, 2020) == "200009/2 × 1.1 = 110004.95 → 110005"
    below = check(cap, [*known, Line("Faxe", "C", 2020, 110_005)], [2020], merged)
    assert list(below.deviations) == []


def test_growth_is_from_the_exact_average() -> None:
    """From 1.33 øre to 2 is half as much again; from a whole øre it would be twice as
    much. To 1 it is a fall, which it would not be."""
    known = [Line("Faxe", str(n), 2019, ore, code="320") for n, ore in enumerate((1, 1, 2))]
    after = [Line("Faxe", "C", year, ore, code="320") for year, ore in ((2020, 2), (2021, 1))]
    found = check(CAP, [*known, *after], [2020, 2021], [(2020, ["0", "1", "2"], "C")])
    ways = found.by_operator, found.by_paragraph, found.by_kkr
    assert [[one.growth_pct for one in groups] for groups in ways] == [["50.00", "-25.00"]] * 3
    assert [one.weighted_pct for one in found.development] == ["0.00", "50.00", "-25.00"]
    assert [one.weighted_growth_pct for one in found.operators] == ["-25.00"]
    assert [one.lowered for one in found.by_operator] == [0, 1]
    assert found.quality.fallen == 1


def test_a_cap_of_nothing_is_no_whole_to_be_over_by_a_share_of() -> None:
    none = Cap(2019, 2020, (IndexRate(2020, Decimal(-50), "KL"),), "KL", deduction_pct=Decimal(50))
    [found] = check(none, [Line("Faxe", "A", y, 1) for y in (2019, 2020)], [2020]).deviations
    assert (found.cap_ore, found.excess_ore, found.excess_pct) == (0, 1, None)


def test_a_predecessor_that_has_a_tariff_after_all_is_tested_and_told() -> None:
    late = Line("Faxe", "A", 2021, 110_000)
    dear = [one._replace(tariff_ore=120_000) if one[1:3] == ("A", 2020) else one for one in lines()]
    found = check(CAP, [*dear, late], [2021], [MERGED])
    assert listed(found) == [[], [], ["B 2021"], []]
    assert [f"{one.provision} {one.year}" for one in found.quality.after_merger] == ["A 2021"]
    assert [d.provision for d in found.deviations] == ["A", "C"]
    changes = {one.provision: (one.since, one.excess_before_ore) for one in found.changes}
    assert changes["A"] == (Since.FALLEN, 17_600)


NAMES = dict(zip(range(1, 6), "ABCDE", strict=True))


@pytest.mark.parametrize(
    ("given", "known", "last", "field", "said"),
    [
        ((2021, (1,), 1), [], {}, "successor", "sig selv"),
        ((2021, (1, 1), 3), [], {}, "predecessors", "to gange"),
        ((2021, (), 3), [], {}, "predecessors", "hvilke ydelser"),
        ((1999, (1,), 3), [], {}, "year", "mellem 2000"),
        ((2021, (1,), 3), [], {1: 2021}, "predecessors", "A har en takst for 2021"),
        ((2022, (1,), 4), [(2021, (1, 2), 3)], {}, "predecessors", "A står allerede"),
        ((2022, (4,), 3), [(2021, (1, 2), 3)], {}, "successor", "C står allerede"),
        ((2022, (3,), 1), [(2021, (1, 2), 3)], {}, "successor", "går i ring"),
        ((2022, (4,), 1), [(2020, (1,), 3), (2021, (3,), 4)], {}, "successor", "går i ring"),
        ((2021, (3,), 4), [(2021, (1, 2), 3)], {}, "year", "Året passer ikke"),
        ((2021, (4,), 1), [(2021, (1, 2), 3)], {}, "year", "Året passer ikke"),
    ],
)
def test_what_cannot_have_been(
    given: tuple[int, tuple[int, ...], int],
    known: Sequence[tuple[int, tuple[int, ...], int]],
    last: Mapping[int, int],
    field: str,
    said: str,
) -> None:
    standing = [Merger(number, *one, "Referat") for number, one in enumerate(known, 1)]
    with pytest.raises(Refusal, match=said) as refused:
        checked_merger(Merger(9, *given, "Referat"), standing, last, NAMES)
    assert refused.value.field == field
    checked_merger(Merger(9, 2022, (3,), 5, "Referat"), [], {3: 2021}, NAMES)

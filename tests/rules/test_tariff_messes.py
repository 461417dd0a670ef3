"""What operators' files do that no guide told them to: each is understood, or told as a fault."""

from collections.abc import Sequence
from time import process_time

import pytest

from rules.tariff_lines import Found
from rules.tariff_table import read_sheet

HEADER = ["Driftsherre", "Tilbud", "Paragraf", "Takst 2019", "Takst 2022"]
ROW = ["Faxe", "Birkegården", "§ 107", 1000.0, 1020.0]


def read(*rows: Sequence[object], sheet: str = "") -> Found:
    found = Found()
    assert read_sheet(sheet, iter(rows), None, {}, found)
    return found


def provisions(found: Found) -> list[str]:
    return [service.provision for service in found.services]


@pytest.mark.parametrize("title", ["Takster for Faxe Kommune 2019-2022", "Taksterne i Faxe Komm."])
def test_the_operator_stands_in_a_title_or_names_the_sheet(title: str) -> None:
    below: list[list[object]] = [["Tilbud", "Takst 2022"], ["Birkegården", 1000.0]]
    for found in (read([title], *below), read(*below, sheet=title), read(*below, sheet="Faxe")):
        assert [(one.operator.name, one.provision) for one in found.services] == [
            ("Faxe", "Birkegården")
        ]


def test_a_title_that_names_no_party_names_none() -> None:
    found = read(["Takster i kommunerne"], ["Tilbud", "Takst 2022"], ["Birkegården", 1000.0])
    assert "Driftsherren mangler" in found.faults[0].message


def test_titles_without_end_are_not_looked_through() -> None:
    titles = [
        [f"kommune {'Faxo kommune ' * 20}{row} {column}" for column in range(60)]
        for row in range(30)
    ]
    began = process_time()
    found = read(*titles, ["Tilbud", "Takst 2022"], ["Birkegården", 1000.0])
    assert "Driftsherren mangler" in found.faults[0].message
    assert process_time() - began < 10  # of 277 s


def test_a_header_on_every_page_is_no_row() -> None:
    found = read(HEADER, ROW, HEADER, ["Faxe", "Egehuset", "§ 107", 1.0, 2.0])
    assert (found.faults, found.left_out) == ([], [])
    assert provisions(found) == ["Birkegården", "Egehuset"]


@pytest.mark.parametrize(
    ("operator", "provision", "paragraph", "kept"),
    [
        ("Faxe", "Total Omsorg", "§ 107", True),
        ("Faxe", "Sum Hus", "§ 108", True),
        ("Faxe", "Totalkredit", "", True),
        ("Faxe", "Total Omsorg", "", False),  # nothing tells it from a total
        ("", "Total Omsorg", "§ 107", False),
        ("Faxe", "Total Faxe", "§ 107", False),
        ("Faxe", "Total Birkegården", "§ 107", False),
        ("Faxe", "Birkegården i alt", "§ 107", False),
        ("Faxe", "Total", "§ 107", False),
        ("Faxe", "Total for alle", "§ 107", False),
        ("Faxe", "Total Omsorg", "I alt", False),
    ],
)
def test_a_provision_may_be_called_total(
    operator: str, provision: str, paragraph: str, kept: bool
) -> None:
    found = read(HEADER, ROW, [operator, provision, paragraph, 900.0, 910.0])
    assert provisions(found) == ["Birkegården", *([provision] if kept else [])]
    assert [(left.row, "sum" in left.message) for left in found.left_out] == (
        [] if kept else [(3, True)]
    )


def test_what_is_left_out_is_told_by_the_word_that_says_total() -> None:
    found = read(HEADER, ROW, ["Faxe", "I alt", "", 1000.0, 1020.0])
    assert [left.message for left in found.left_out] == ["»I alt«: sum eller gennemsnit"]


def test_a_row_that_tells_a_year_twice_must_agree_with_itself() -> None:
    header = ["Driftsherre", "Tilbud", "År", "Takst", "Takst 2022"]
    same = read(header, ["Faxe", "Birkegården", 2022.0, 1000.0, "1.000,00"])
    assert [amounts.tariff_ore for amounts in same.lines.values()] == [100_000]
    other = read(header, ["Faxe", "Birkegården", 2022.0, 1100.0, 1000.0])
    assert [(fault.row, fault.column) for fault in other.faults] == [(2, "E")]
    assert "to forskellige beløb for 2022" in other.faults[0].message


@pytest.mark.parametrize("name", ["#REF!", "#NAVN?", "#I/T", "=A2"])
def test_a_failed_formula_is_nobodys_name(name: str) -> None:
    assert f"»{name}« i kolonne B" in read(HEADER, ["Faxe", name, "", 1.0, 2.0]).faults[0].message


@pytest.mark.parametrize(("column", "cell"), [("Takst 2022", "12 %"), ("Overhead", "6,1 kr.")])
def test_a_unit_of_another_column_is_a_fault(column: str, cell: str) -> None:
    found = read(["Driftsherre", "Tilbud", "Takst 2019", column], ["Faxe", "A", 1.0, cell])
    assert [fault.column for fault in found.faults] == ["D"]


UNITS = ["Driftsherre", "Tilbud", "Takst 2022", "Enhed", "Bemærkninger"]


@pytest.mark.parametrize("unit", ["pr. måned", "Kr./år", "øre", "1.000 kr.", "Timer"])
def test_a_row_in_another_unit_is_a_fault(unit: str) -> None:
    found = read(UNITS, ["Faxe", "A", 30.0, unit, "x"])
    assert [(fault.row, fault.column) for fault in found.faults] == [(2, "D")]
    assert "kr. pr. dag" in found.faults[0].message


@pytest.mark.parametrize("unit", ["", None, "kr. pr. dag", "Kr./døgn", "Center for unge"])
def test_a_unit_that_is_ours_says_nothing(unit: str | None) -> None:
    found = read(UNITS, ["Faxe", "A", 30.0, unit, "Nyt hus"])
    assert found.faults == []
    assert [(a.tariff_ore, a.explanation) for a in found.lines.values()] == [(3_000, "Nyt hus")]


def test_a_row_without_a_provision_is_not_of_another_operators() -> None:
    header = ["Driftsherre", "Tilbud", "Ydelse", "Takst 2022"]
    found = read(
        header,
        ["Faxe", "A", "Døgn", 1.0],
        ["Faxe Kommune", "", "Dag", 2.0],
        ["Slagelse", "", "Døgn", 3.0],
    )
    assert [(one.provision, one.service) for one in found.services] == [("A", "Døgn"), ("A", "Dag")]
    assert [(fault.row, fault.message) for fault in found.faults] == [
        (4, "Tilbuddets navn mangler.")
    ]


def test_columns_without_a_year_are_of_the_only_year_that_is_named() -> None:
    header = ["Driftsherre", "Tilbud", "Takst 2022", "Heraf basistakst", "Efterregulering"]
    one = read(header, ["Faxe", "A", 10.0, 6.0, -1.0])
    assert [(year, a.basis_ore, a.adjustment_ore) for (_, year), a in one.lines.items()] == [
        (2022, 600, -100)
    ]
    two = read([*header, "Takst 2021"], ["Faxe", "A", 10.0, 6.0, -1.0, 9.0])
    assert [fault.column for fault in two.faults] == ["D", "E"]


def test_a_header_of_three_rows() -> None:
    found = read(
        ["Takster", "", "", "", ""],
        ["Driftsherre", "Tilbud", "Takst pr. dag", "", "Belægning"],
        ["", "", "Regnskab", "Budget", "Budget"],
        ["", "", 2019.0, 2022.0, 2022.0],
        ["Faxe", "A", 1000.0, 1100.0, 97.0],
    )
    assert found.faults == []
    assert [(y, a.tariff_ore, a.occupancy_ppm) for (_, y), a in found.lines.items()] == [
        (2019, 100_000, None),
        (2022, 110_000, 970_000),
    ]

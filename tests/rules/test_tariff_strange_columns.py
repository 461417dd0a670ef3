"""Columns, cells and rows as strangers write them: read rightly, asked about, or told."""

from collections.abc import Mapping, Sequence

import pytest

from rules.tariff_alike import alike
from rules.tariff_lines import Found
from rules.tariff_table import read_sheet


def read(
    header: Sequence[object], *rows: Sequence[object], said: Mapping[str, str] | None = None
) -> Found:
    found = Found()
    assert read_sheet("", iter([header, *rows]), None, said or {}, found)
    return found


def tariffs(found: Found) -> dict[int, int]:
    return {year: amounts.tariff_ore for (_, year), amounts in found.lines.items()}


@pytest.mark.parametrize(
    "column",
    [
        *("R2019", "B 2019", "Takst R2019", "Regnskab 2019", "2019-01-01", "2019-01-01 00:00:00"),
        *("31-12-2019", "Takst pr. 1. januar 2019", "Døgntakst pr. 1/1 2019", "Takst 01.01.2019"),
        *("2019-pl", "Takst 2019 (2019-pl)", "Takst 2019, 2019-p/l", "Takst 2019 i 2019-priser"),
        *("Takst 2019-2022 2019", "Takst_2019"),
    ],
)
def test_a_header_names_its_year_in_many_ways(column: str) -> None:
    found = read(["Driftsherre", "Tilbud", column, "Takst 2022"], ["Faxe", "A", 10.0, 20.0])
    assert (tariffs(found), found.faults) == ({2019: 1_000, 2022: 2_000}, [])


@pytest.mark.parametrize(
    "column",
    [
        *("Takst 2019/2020", "Takst 2020 (2021-pl)", "Takst 2020, 2021-pl", "2020 i 2021-priser"),
        *("Takst 2020 i 2021-prisniveau", "Takst 19", "Døgntakst '19"),
    ],
)
def test_money_of_a_year_that_cannot_be_told_is_asked_about(column: str) -> None:
    header, row = ["Driftsherre", "Tilbud", "Takst 2022", column], ["Faxe", "A", 20.0, 10.0]
    found = read(header, row)
    assert ([fault.column for fault in found.faults], found.asked) == (["D"], {column})
    bare = column.casefold()
    as_2019 = read(header, row, said={bare: "tariff:2019"})
    assert (tariffs(as_2019), as_2019.faults) == ({2019: 1_000, 2022: 2_000}, [])
    without = read(header, row, said={bare: ""})
    assert (tariffs(without), without.faults) == ({2022: 2_000}, [])


@pytest.mark.parametrize(
    "column", ["Ændring 2019-2022", "Indeks 2020", "Stigning i pct. 2019/2020", "Hovedtotal", "Nr."]
)
def test_what_is_no_money_is_passed_over(column: str) -> None:
    found = read(["Driftsherre", "Tilbud", "Takst 2022", column], ["Faxe", "A", 20.0, 10.0])
    assert (tariffs(found), found.faults) == ({2022: 2_000}, [])


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        *((2022.0, 2022), ("2022", 2022), ("2022-01-01", 2022), ("B2022", 2022)),
        *(("2022-23", None), ("22", None), ("1905-07-14", None), ("2021/2022", None)),
    ],
)
def test_a_row_names_its_year(cell: object, year: int | None) -> None:
    found = read(["Driftsherre", "Tilbud", "År", "Takst"], ["Faxe", "A", cell, 10.0])
    assert (list(tariffs(found)), len(found.faults)) == ([year] if year else [], 0 if year else 1)


@pytest.mark.parametrize(
    ("cell", "ore"),
    [
        *((f"1{space}234,50" , 123_450) for space in " \u00a0\u2007\u2009\u202f"),
        *(("1.234,50 kr.", 123_450), ("kr. 1.234,-", 123_400), ("1.234,--", 123_400)),
        *(("1,000", None), ("12,345 kr.", None), ("950,125", 95_013), ("1234,567", 123_457)),
        *(("-5", None), (-5.0, None), ("1,234.50", None), ("(1.234,50)", None), ("1.234 €", None)),
    ],
)  # fmt: skip
def test_an_amount_is_read_or_told(cell: object, ore: int | None) -> None:
    found = read(["Driftsherre", "Tilbud", "Takst 2022"], ["Faxe", "A", cell])
    assert tariffs(found) == ({2022: ore} if ore else {})
    assert [(fault.row, fault.column) for fault in found.faults] == ([] if ore else [(2, "C")])


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((0.0, 20.0), [(2, "C")]),
        ((0.0, "0,00"), [(2, "C"), (2, "D")]),
        (("-", "nedlagt"), [(2, "")]),
        (("nyt", 20.0), []),
    ],
)
def test_a_row_whose_tariff_is_nothing_is_told(
    cells: Sequence[object], told: Sequence[tuple[int, str]]
) -> None:
    for header in (["Takst 2019", "Takst 2022"], ["Takst 2019", "Takst 2022", "Bemærkning 2022"]):
        found = read(["Driftsherre", "Tilbud", *header], ["Faxe", "A", *cells, ""])
        assert [(left.row, left.column) for left in found.left_out] == told
    assert set(tariffs(found)) <= {2022}


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (["", "", "kr.", "kr./dag"], 0),
        (["", "", "(kr. pr. døgn)", "kr. pr. plads pr. dag"], 0),
        ([1.0, 2.0, 3.0, 4.0], 0),
        (["1", "2", "3", "4"], 0),
        (["", "", "kr./måned", "kr./måned"], 1),
    ],
)
def test_units_and_numbers_of_columns_below_the_header_are_no_row(
    row: Sequence[object], faults: int
) -> None:
    found = read(
        ["Driftsherre", "Tilbud", "Takst 2019", "Takst 2022"], row, ["Faxe", "A", 1.0, 2.0]
    )
    assert (len(found.faults), tariffs(found)) == (faults, {2019: 100, 2022: 200})


def test_a_pivot_table_is_read_and_one_without_operators_is_not() -> None:
    top, header = (
        ["Sum af Takst", "", "År", "", ""],
        ["Driftsherre", "Tilbud", 2019.0, 2022.0, "Hovedtotal"],
    )
    rows = [
        ["Faxe", "A", 4.0, 8.0, 12.0],
        ["", "B", 6.0, 12.0, 18.0],
        ["Faxe Total", "", 10.0, 20.0, 30.0],
        ["Hovedtotal", "", 10.0, 20.0, 30.0],
    ]
    found = read(top, header, *rows)
    assert [(one.operator.name, one.provision) for one in found.services] == [
        ("Faxe", "A"),
        ("Faxe", "B"),
    ]
    assert ([left.row for left in found.left_out], found.faults) == ([5, 6], [])
    found = read(["Tilbud", 2019.0, 2022.0], ["Faxe", 10.0, 20.0], ["A", 4.0, 8.0])
    assert ([fault.row for fault in found.faults], found.lines) == ([2, 3], {})


@pytest.mark.parametrize(
    "header", [["Driftsherre", "Tilbud", 2022.0], ["", "Tilbuddets navn", 1.0]]
)
def test_another_header_further_down_is_no_row(header: Sequence[object]) -> None:
    found = read(["Driftsherre", "Tilbud", "Takst 2019"], ["Faxe", "A", 10.0], [], header)
    assert [(fault.row, "ark for sig" in fault.message) for fault in found.faults] == [(4, True)]


def test_a_quotation_mark_too_few_swallows_no_row() -> None:
    found = read(["Driftsherre", "Tilbud", "Takst 2022"], ["Faxe", "A;1000\nFaxe;B", "1000"])
    assert [(fault.row, "anførselstegn" in fault.message) for fault in found.faults] == [(2, True)]


@pytest.mark.parametrize("unread_first", [True, False])
def test_a_sheet_that_is_not_read_is_told_and_its_columns_can_be_explained(
    unread_first: bool,
) -> None:
    sheets = [
        ("2022", ["Driftsherre", "Tilbud", "Pris for 2022"]),
        ("2019", ["Driftsherre", "Tilbud", "Takst 2019"]),
        ("Noter", ["Om tallene", "Skrevet af os"]),
    ]
    found = Found()
    for name, header in sheets if unread_first else sheets[::-1]:
        read_sheet(name, iter([header, ["Faxe", "A", 10.0]]), None, {}, found)
    assert tariffs(found) == {2019: 1_000}
    assert (found.faults, found.header) == ([], None)
    assert {left.sheet for left in found.left_out} == {"2022", "Noter"}
    asked = {text for text, _, column in found.columns if column is None}
    assert asked == {"Pris for 2022"}


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        ([("Faxe", "Birkegården"), ("Faxe", "birke-gaarden.")], 1),
        ([("Fonden Sol", "A"), ("Fonden Sol.", "A")], 1),
        ([("Fonden Sol", "A"), ("Fonden Sol.", "B"), ("Fonden Sol.", "C")], 1),
        ([("Faxe", "Birkegården"), ("Greve", "Birkegaarden")], 0),
        ([("Faxe", "Hus 1"), ("Faxe", "Hus 2"), ("Faxe", "Hus 11")], 0),
    ],
)
def test_names_that_are_likely_the_same_are_told(
    rows: Sequence[tuple[str, str]], pairs: int
) -> None:
    found = read(["Driftsherre", "Tilbud", "Takst 2022"], *([*row, 1.0] for row in rows))
    assert len(alike(found.services)) == pairs

"""Tariff files as operators write them: numbers, headers, names, rows and their faults."""

import gc
import weakref
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.party_names import nearest_party, party_named
from rules.tariff_cells import Unreadable, reader
from rules.tariff_headers import Column, Of, column_of
from rules.tariff_lines import Amounts, Found
from rules.tariff_numbers import number, pct
from rules.tariff_rows import Table
from rules.tariff_table import read_sheet

HEADER = ["Driftsherre", "Tilbud", "Paragraf", "Takst 2019", "Takst 2022"]
MONEY, OVERHEAD = reader(Column(Of.TARIFF)), reader(Column(Of.OVERHEAD))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,50", "1234.50"),
        ("1234,5", "1234.5"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1.234", "1234"),
        ("1.234.567,8", "1234567.8"),
        ("1234.50", "1234.50"),
        ("-12,5", "-12.5"),
        ("\u221212,5", "-12.5"),
        ("0", "0"),
        ("1,234.56", None),
        ("1234.567", None),
        ("1.23.4", None),
        ("12.34,5", None),
        ("1e3", None),
        ("", None),
        ("1,", None),
        ("9" * 40, None),
    ],
)
def test_danish_numbers(text: str, value: str | None) -> None:
    assert number(text) == (None if value is None else Decimal(value))


@given(st.integers(0, 10**9))
def test_whole_ore_written_in_danish_come_back(ore: int) -> None:
    kroner = f"{ore // 100:,}".replace(",", ".")
    assert (number(f"{kroner},{ore % 100:02}") or Decimal(0)) * 100 == ore


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (-1, 3, "-33.33"), (1, 80_000, "0.00"), (5, 1000, "0.50")],
)
def test_per_cent(part: int, whole: int, words: str) -> None:
    assert pct(part, whole) == words


@pytest.mark.parametrize(
    ("cell", "ore"),
    [
        (1234.5, 123_450),
        (1234.565, 123_457),  # the decimal as it is written, a half up
        (1100.1499999999999, 110_015),
        (1000, 100_000),
        ("1.234,50 kr.", 123_450),
        ("kr. 1.234,50", 123_450),
        ("1.000,-", 100_000),
        ("", None),
        (None, None),
        ("-", None),
        ("Ikke oplyst", None),
    ],
)
def test_money_in_a_cell(cell: object, ore: int | None) -> None:
    assert MONEY(cell) == ore


@pytest.mark.parametrize("cell", ["abc", -1, "-5", 100_001, float("nan"), float("inf"), "1,234.5"])
def test_money_that_is_none(cell: object) -> None:
    with pytest.raises(Unreadable):
        MONEY(cell)


@pytest.mark.parametrize(("cell", "ppm"), [(0.061, 61_000), (6.1, 61_000), ("6,1 %", 61_000)])
def test_a_share_is_read_as_per_cent_or_as_a_share(cell: object, ppm: int) -> None:
    assert OVERHEAD(cell) == ppm


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Driftsherre", Column(Of.OPERATOR)),
        ("Kommune/region", Column(Of.OPERATOR)),
        ("§", Column(Of.PARAGRAPH)),
        ("SEL §", Column(Of.PARAGRAPH)),
        ("Ydelse/Takstgruppe", Column(Of.SERVICE)),
        ("År", Column(Of.YEAR)),
        ("2020", Column(Of.TARIFF, 2020)),
        ("Takst pr. døgn i kr. 2022", Column(Of.TARIFF, 2022)),
        ("Takst, kr. pr. plads pr. dag 2021", Column(Of.TARIFF, 2021)),
        ("Takst_2019", Column(Of.TARIFF, 2019)),
        ("Takst 2019 i 1.000 kr.", Column(Of.TARIFF, 2019, 100_000)),
        ("Takst (øre)", Column(Of.TARIFF, None, 1)),
        ("Takst pr. år 2020", Column(Of.TARIFF, 2020, daily=False)),
        ("Månedstakst", Column(Of.TARIFF, daily=False)),
        ("Heraf basistakst 2020", Column(Of.BASIS, 2020)),
        ("Overhead i pct.", Column(Of.OVERHEAD)),
        ("Belægningsprocent 2020", Column(Of.OCCUPANCY, 2020)),
        ("Ændring pct.", None),
        ("Takst 2020 (2019-pl)", None),  # of which year?
        ("Telefon", None),
    ],
)
def test_headers_by_synonym(header: str, column: Column | None) -> None:
    assert column_of(header, {}) == column


def test_what_a_person_said_goes_before_the_synonyms() -> None:
    taught = {"pris": "tariff:2021", "takst 2020": "", "areal": "places"}
    assert column_of("Pris", taught) == Column(Of.TARIFF, 2021)
    assert column_of("TAKST  2020", taught) is None
    assert column_of("Areal", taught) == Column(Of.PLACES)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Høje Taastrup", "169"),
        ("Høje-Tåstrup Kommune", "169"),
        ("KØBENHAVNS KOMMUNE", "101"),
        ("Koege", "259"),
        ("Lyngby Tårbæk", "173"),
        ("Kommune: Faxe", "320"),
        ("265", "265"),
        ("0265 Roskilde", "265"),
        ("265 Faxe", ""),
        ("region sjælland", "1085"),
        ("Fonden Solsikken", ""),
        ("999", ""),
        ("Køge Komm.", "259"),
        ("Køge Kom", "259"),
        ("Kbh.", "101"),
        ("Frb. Kommune", "147"),
        ("Guldborgsund Kommune (376)", "376"),
        ("Guldborgsund, 376", "376"),
        ("Guldborgsund (320)", ""),
        ("Solgården 376", ""),
        ("Fonden Komma", ""),
        ("265 Roskilde 265", ""),
    ],
)
def test_parties_as_people_write_them(text: str, code: str) -> None:
    assert party_named(text) == code


def test_a_slip_is_seen_and_a_stranger_is_not() -> None:
    assert nearest_party("Rosklide kommune") == "Roskilde"
    assert nearest_party("Fonden Solsikken") == nearest_party("Hillerød Bo") == ""


def read(*rows: Sequence[object], year: int | None = None, sheet: str = "") -> Found:
    found = Found()
    assert read_sheet(sheet, iter(rows), year, {}, found)
    return found


def lines(found: Found) -> dict[tuple[str, ...], Amounts]:
    return {
        (s.operator.name, s.provision, s.paragraph, s.service, str(year)): amounts
        for (of, year), amounts in found.lines.items()
        for s in [found.services[of]]
    }


def test_a_column_per_year_under_a_merged_title() -> None:
    found = read(
        ["Takster 2019-2022", "", "", "", ""],
        [],
        HEADER,
        ["Høje Taastrup", "Birkegården", "§ 107", 1000.0, "1.100,50"],
        ["", "Egehuset", "SEL § 108", 2000.0, ""],
        ["I alt Høje Taastrup", "", "", 3000.0, 1100.5],
        ["Fonden Solsikken", "Gule Hus", 107.0, 999.0, 1002.0],
        ["Kilde: egne tal"],
    )
    assert found.faults == []
    assert lines(found) == {
        ("Høje-Taastrup", "Birkegården", "§ 107", "", "2019"): Amounts(100_000),
        ("Høje-Taastrup", "Birkegården", "§ 107", "", "2022"): Amounts(110_050),
        ("Høje-Taastrup", "Egehuset", "SEL § 108", "", "2019"): Amounts(200_000),
        ("Fonden Solsikken", "Gule Hus", "107", "", "2019"): Amounts(99_900),
        ("Fonden Solsikken", "Gule Hus", "107", "", "2022"): Amounts(100_200),
    }
    assert [fault.row for fault in found.left_out] == [6, 8]


def test_a_row_per_year_with_all_amounts() -> None:
    found = read(
        ["Driftsherre", "Tilbud", "Afdeling", "Ydelse", "År", "Basistakst", "Ydelsestakst",
         "Tillægstakst", "Antal pladser", "Belægningsprocent", "Overhead", "Efterregulering",
         "Forklaring"],
        ["Faxe", "Huset", "Nord", "Døgn", 2019.0, 900.0, 100.5, 50.0, 12.5, 0.95, 0.061, -3.25, ""],
        ["Faxe", "Huset", "Nord", "Døgn", "2020", 950, 100, "", 13, 95, 6.1, "", "Flere pladser"],
    )  # fmt: skip
    assert list(lines(found).values()) == [
        Amounts(100_050, 90_000, 10_050, 5_000, 1_250, 950_000, 61_000, -325),
        Amounts(105_000, 95_000, 10_000, None, 1_300, 950_000, 61_000, None, "Flere pladser"),
    ]
    assert [key[3] for key in lines(found)] == ["Nord, Døgn"] * 2


def test_a_header_of_two_rows_and_the_operator_in_the_title() -> None:
    found = read(
        ["Takster – Roskilde Kommune"],
        ["Tilbud", "Paragraf", "Takst pr. dag", "", "Overhead"],
        ["", "", 2019.0, 2020.0, ""],
        ["Solgården", "§ 107", 1500.0, 1530.0, 5.5],
    )
    assert lines(found) == {
        ("Roskilde", "Solgården", "§ 107", "", "2019"): Amounts(150_000, overhead_ppm=55_000),
        ("Roskilde", "Solgården", "§ 107", "", "2020"): Amounts(153_000, overhead_ppm=55_000),
    }


@pytest.mark.parametrize("where", ["argument", "sheet", "title"])
def test_the_year_may_be_told_beside_the_columns(where: str) -> None:
    rows: list[list[object]] = [["Driftsherre", "Tilbud", "Takst"], ["Faxe", "Huset", 1000.0]]
    if where == "title":
        rows.insert(0, ["Takster 2021", "", ""])
    found = read(
        *rows,
        year=2021 if where == "argument" else None,
        sheet="2021" if where == "sheet" else "Ark1",
    )
    assert [key[4] for key in lines(found)] == ["2021"]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (["Rosklide", "A", "§ 107", 1, 2], "", "Er det Roskilde?"),
        (["Sorteper Kommune", "A", "§ 107", 1, 2], "", "ikke en kommune"),
        (["", "A", "§ 107", 1, 2], "", "Driftsherren mangler"),
        (["Faxe", "", "§ 107", 1, 2], "", "Tilbuddets navn mangler"),
        (["Faxe", "A", "§ 107", "mange", 2], "D", "»mange« er ikke et tal"),
        (["Faxe", "A", "§ 107", 1, -2], "E", "er ikke et beløb"),
        (["Faxe", "A", "§ 107", 1, 400_000], "E", "Er enheden rigtig?"),
        (["Faxe", "A\x07", "§ 107", 1, 2], "", "kan ikke bruges"),
    ],
)
def test_a_fault_says_row_column_and_what(row: list[object], column: str, words: str) -> None:
    found = read(HEADER, row)
    assert [(fault.row, fault.column) for fault in found.faults] == [(2, column)]
    assert words in found.faults[0].message


def test_two_different_tariffs_for_the_same_are_a_fault_and_the_same_twice_is_not() -> None:
    row = ["Faxe", "A", "§ 107", 1000.0, 1020.0]
    assert read(HEADER, row, row).repeated == 2
    faults = read(HEADER, row, ["Faxe", "a", "SEL §107", 1000.0, 1021.0]).faults
    assert [fault.row for fault in faults] == [3]
    assert "2022 (se række 2)" in faults[0].message


def test_two_columns_for_the_same_year_are_a_fault() -> None:
    found = read([*HEADER, "Døgntakst 2022"], ["Faxe", "A", "§ 107", 1.0, 2.0, 3.0])
    assert [(fault.row, fault.column) for fault in found.faults] == [(1, "F")]


def test_money_per_month_is_refused_unless_there_is_money_per_day() -> None:
    month = read(["Driftsherre", "Tilbud", "Takst pr. måned 2022"], ["Faxe", "A", 30_000.0])
    assert "pr. dag" in month.faults[0].message
    both = read(
        ["Driftsherre", "Tilbud", "Takst pr. måned 2022", "Takst pr. dag 2022"],
        ["Faxe", "A", 30_000.0, 1000.0],
    )
    assert list(both.lines.values()) == [Amounts(100_000)]


@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.text(max_size=12), st.floats(), st.booleans()), max_size=7
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_no_cells_make_it_fall_over(rows: list[list[object]], headed: bool) -> None:
    found = Found()
    read_sheet("x", iter([HEADER, *rows] if headed else rows), None, {}, found)
    assert all(amounts.tariff_ore > 0 for amounts in found.lines.values())


def test_rows_are_let_go_without_a_collector() -> None:
    """Large files are read while it is off."""
    gc.collect()
    gc.disable()
    try:
        columns = {0: Column(Of.PROVISION), 1: Column(Of.TARIFF)}
        table = weakref.ref(Table("x", columns, 2022, None, [], {}, Found()))
        assert table() is None
    finally:
        gc.enable()

"""Cells whose formula failed or was never reckoned: told, where the reader says they are empty."""

import io
import struct
from random import Random

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.sheet_file import read_sheets
from actions.xls_errors import lost_in_xls
from rules.refusal import Refusal
from tests.actions.test_hostile_sheets import changed
from tests.sheets import danish_csv, ods, xls


def cells(content: bytes) -> dict[str, list[list[object]]]:
    return {sheet.name: [list(row) for row in sheet.rows] for sheet in read_sheets(content)}


def test_errors_and_formulas_without_a_result_stand_where_they_are() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Vejledning").write("A1", "Læs først")
        page = book.add_worksheet("Takster & <tal>")
        page.write_row("B3", ("Tilbud", "Takst 2022"))
        for row, (formula, value) in enumerate(
            [("=A1/0", "#DIV/0!"), ('="a"&"<"', ""), ("=1+1", 2)], 3
        ):
            page.write_formula(row, 2, formula, None, value)
    empty_text = changed(
        out.getvalue(),
        "xl/worksheets/sheet2.xml",
        lambda told: told.replace(b"</sheetData>", TEXT + b"</sheetData>"),
    )
    assert cells(empty_text) == {
        "Vejledning": [["Læs først"]],
        "Takster & <tal>": [
            *[["", "", ""]] * 2,
            ["", "Tilbud", "Takst 2022"],
            ["", "", "#DIV/0!"],
            ["", "", '="a"&"<"'],
            ["", "", 2.0],
            ["", "", ""],  # a formula whose result is an empty text
        ],
    }


TEXT = b'<row r="7"><c r="C7" t="str"><f>IF(1,"")</f><v></v></c></row>'


def test_an_error_in_an_ods_stands_where_it_is() -> None:
    failed = (
        b'<table:table-cell office:value-type="string" office:string-value="" x:value-type="error"'
        b' xmlns:x="urn:x"><text:p>#REF!</text:p></table:table-cell>'
    )
    twice = b'<table:table-cell table:number-columns-repeated="2"/>'
    rows = b"<table:table-row>" + twice + failed + b"</table:table-row></table:table>"
    content = changed(ods(), "content.xml", lambda told: told.replace(b"</table:table>", rows))
    read = cells(content)["Takster"]
    assert read == [*cells(ods())["Takster"], ["", "", "#REF!", "", "", ""]]


def test_an_error_in_an_xls_stands_where_it_is() -> None:
    out, book = io.BytesIO(), xlwt.Workbook()
    book.add_sheet("Vejledning").write(0, 0, "Læs først")
    page = book.add_sheet("Tøj ☃")
    page.write(0, 0, "Takst 2022")
    page.row(1).set_cell_error(0, "#REF!")
    page.write(2, 0, xlwt.Formula("1/0"))
    book.save(out)
    at = out.getvalue().index(struct.pack("<HHHH", 0x06, 29, 2, 0)) + 10  # its result
    failed = bytes((2, 0, 0x07, 0, 0, 0, 0xFF, 0xFF))
    content = out.getvalue()[:at] + failed + out.getvalue()[at + 8 :]
    assert cells(content) == {
        "Vejledning": [["Læs først"]],
        "Tøj ☃": [["Takst 2022"], ["#REF!"], ["#DIV/0!"]],
    }


@given(st.integers(0, 2**32), st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_an_xls_that_is_spoilt_has_no_errors_to_tell(seed: int, times: int) -> None:
    random, spoilt = Random(seed), bytearray(xls())
    for _ in range(times):
        spoilt[random.randrange(len(spoilt))] = random.randrange(256)
    lost_in_xls(bytes(spoilt[: random.randrange(8, len(spoilt))]), "Takster")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_a_table_of_text_in_any_encoding(encoding: str) -> None:
    assert cells(danish_csv(encoding=encoding)) == cells(danish_csv(encoding="utf-8"))


def test_half_a_character_of_utf_16_is_no_table() -> None:
    with pytest.raises(Refusal):
        cells(b"\xff\xfe\x00")

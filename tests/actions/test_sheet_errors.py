"""Cells whose formula failed or was never reckoned: told, where the reader says they are empty."""

import io
import struct
import zipfile

import pytest
import xlsxwriter
import xlwt

from actions.sheet_file import read_sheets
from rules.refusal import Refusal
from tests.actions.test_hostile_sheets import changed
from tests.sheets import danish_csv, ods, xlsx


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
            ["", 1.0, "=1+1"],
            ["", "=2+2", 1.0],
        ],
    }


TEXT = (
    b'<row r="7"><c r="C7" t="str"><f>IF(1,"")</f><v></v></c></row>'
    b'<row r="8"><c r="B8"><v>1</v></c><c r="C8"><f>1+1</f><v /></c></row>'  # as openpyxl writes it
    b'<row r="9"><c r="B9" t="n"><f>2+2</f><v></v></c><c r="C9"><v>1</v></c></row>'
)


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
    for row, (cell, look) in enumerate(DATES.values(), 3):
        page.write(row, 1, cell, xlwt.easyxf(num_format_str=look))
    book.add_sheet("Skjult").visibility = 1
    book.save(out)
    at = out.getvalue().index(struct.pack("<HHHH", 0x06, 29, 2, 0)) + 10  # its result
    failed = bytes((2, 0, 0x07, 0, 0, 0, 0xFF, 0xFF))
    content = out.getvalue()[:at] + failed + out.getvalue()[at + 8 :]
    assert cells(content) == {
        "Vejledning": [["Læs først"]],
        "Tøj ☃": [
            ["Takst 2022", ""],
            ["#REF!", ""],
            ["#DIV/0!", ""],
            *(["", told] for told in DATES),
        ],
    }


DATES: dict[object, tuple[object, str]] = {  # as told, as written, and how it is shown
    "2019-01-01": (43466.0, "YYYY-MM-DD"),
    "2019-01-01 06:00:00": (43466.25, "YYYY-MM-DD hh:mm"),
    1e9: (1e9, "YYYY-MM-DD"),  # there is no such day
    True: (True, "General"),
}


def test_a_zip_with_a_part_that_is_not_what_was_written_is_refused() -> None:
    source, out = zipfile.ZipFile(io.BytesIO(xlsx())), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
    assert cells(out.getvalue()) == cells(xlsx())
    with pytest.raises(Refusal):
        cells(out.getvalue().replace(b"Microsoft", b"Mikrosoft"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_a_table_of_text_in_any_encoding(encoding: str) -> None:
    assert cells(danish_csv(encoding=encoding)) == cells(danish_csv(encoding="utf-8"))


def test_half_a_character_of_utf_16_is_no_table() -> None:
    with pytest.raises(Refusal):
        cells(b"\xff\xfe\x00")

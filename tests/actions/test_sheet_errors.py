"""Cells whose formula failed or was never reckoned: told, where the reader says they are empty."""

import io

import pytest
import xlsxwriter

from actions.sheet_file import read_sheets
from rules.refusal import Refusal
from tests.actions.test_hostile_sheets import changed
from tests.sheets import danish_csv, ods


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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_a_table_of_text_in_any_encoding(encoding: str) -> None:
    assert cells(danish_csv(encoding=encoding)) == cells(danish_csv(encoding="utf-8"))


def test_half_a_character_of_utf_16_is_no_table() -> None:
    with pytest.raises(Refusal):
        cells(b"\xff\xfe\x00")

"""Tariff files in every format that operators send, from the same rows."""

import csv
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[object]]
HEADER = ("Driftsherre", "Tilbud", "Paragraf", "Antal pladser", "Takst 2019", "Takst 2022")
ROWS: Rows = (
    HEADER,
    ("Høje Taastrup", "Birkegården", "§ 107", 10, 1000.0, 1100.5),
    ("", "Egehuset", "§ 108", 12.5, 2345.67, 2400.0),
    ("I alt", "", "", 22.5, 3345.67, 3500.5),
    ("Fonden Solsikken", "Gule Hus", "§ 107", 8, 999.0, 1002.0),
)


def xlsx(rows: Rows = ROWS, sheet: str = "Takster") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "nan_inf_to_errors": True})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def xls(rows: Rows = ROWS) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Takster")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Rows = ROWS) -> bytes:
    out = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST.format(kind=kind))
        archive.writestr("content.xml", CONTENT.format(rows="".join(map(_ods_row, rows))))
    return out.getvalue()


def danish_csv(rows: Rows = ROWS, encoding: str = "cp1252") -> bytes:
    """With `;` and decimal comma, as a Danish Excel saves it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([str(c).replace(".", ",") if isinstance(c, float) else c for c in row])
    return out.getvalue().encode(encoding)


def _ods_row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: object) -> str:
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    text = escape(str(cell))
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Takster">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""

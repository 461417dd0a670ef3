"""The old .xls, read by xlrd: the reader of the other formats gives its errors as empty cells."""

import sys
from collections.abc import Iterator
from typing import Any, Literal

from xlrd import (
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_ERROR,
    error_text_from_code,
    open_workbook,
)
from xlrd.sheet import Sheet
from xlrd.xldate import xldate_as_datetime

OLE = b"\xd0\xcf\x11\xe0"
VISIBLE = 0


def xls_sheets(content: bytes) -> Iterator[tuple[str, int, int, Iterator[list[object]]]]:
    """Of each visible table its name, rows, columns and cells, before the next is read."""
    with open_workbook(
        file_contents=content, logfile=sys.stderr, on_demand=True, ragged_rows=True
    ) as book:
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            if sheet.visibility == VISIBLE:
                yield sheet.name, sheet.nrows, sheet.ncols, _rows(sheet, book.datemode)
            book.unload_sheet(number)


def _rows(sheet: Sheet, epoch: Literal[0, 1]) -> Iterator[list[object]]:
    """All of the same length, from the first row and column."""
    for number in range(sheet.nrows):
        cells = zip(sheet.row_types(number), sheet.row_values(number), strict=True)
        row = [_cell(kind, value, epoch) for kind, value in cells]
        yield row + [""] * (sheet.ncols - len(row))


def _cell(kind: int, value: Any, epoch: Literal[0, 1]) -> object:
    """Dates as the other reader tells them, and as a number where there is no such day."""
    if kind == XL_CELL_ERROR:
        return error_text_from_code.get(value, "#N/A")
    if kind == XL_CELL_BOOLEAN:
        return bool(value)
    if kind == XL_CELL_DATE:
        try:
            return str(xldate_as_datetime(value, epoch)).removesuffix(" 00:00:00")
        except (OverflowError, ValueError):
            return value
    return value

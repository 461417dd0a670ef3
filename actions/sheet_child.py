"""Reads a spreadsheet from stdin in a process of its own; run by `actions/sheet_file.py`.

A file of 4 KB can claim cells in the last row and column, and the reader then makes room for all of
them: this process may take so much memory and time and no more, and dies alone.
"""

import io
import marshal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from functools import cache, partial
from itertools import chain, islice
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineSheet, SheetTypeEnum, SheetVisibleEnum, load_workbook

from actions.sheet_errors import Lost, lost_cells
from actions.sheet_xls import OLE, xls_sheets

ROWS_AT_ONCE = 500
KEPT = frozenset((str, float, int, bool))  # dates and times become text
LENGTH = 4  # bytes that say how many follow
VERSION = 2  # of marshal: the fastest, as later ones look for what they have written before

Chunk = list[Sequence[object]]  # of rows
Given = tuple[
    str, int, int, Iterator[Chunk]
]  # a sheet's name, its rows and columns, what they hold


def limit(memory: int, seconds: int) -> None:
    """Bytes of address space and seconds of processor; none where the system knows no such."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write_sheets(content: bytes, rows: int, columns: int, out: BinaryIO) -> None:
    """For each visible sheet its name and size, then its rows in lists, then null.

    Ends with the size of the first sheet that has more than `rows` or `columns`.
    """
    for name, height, width, chunks in (_of_xls if content.startswith(OLE) else _of_zip)(content):
        _tell((name, height, width), out)
        if height > rows or width > columns:
            return
        for chunk in chunks:
            _tell(chunk, out)
        _tell(None, out)


def _of_xls(content: bytes) -> Iterator[Given]:
    for name, height, width, rows in xls_sheets(content):
        yield name, height, width, _at_once(rows)


def _of_zip(content: bytes) -> Iterator[Given]:
    """xlsx and ods, if every part is what was written: nobody can say what else is changed."""
    with ZipFile(io.BytesIO(content)) as parts:
        if damaged := parts.testzip():
            raise BadZipFile(damaged)
    book = load_workbook(io.BytesIO(content))
    for about in book.sheets_metadata:
        if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_name(about.name)
            bottom, right = sheet.end or (0, 0)
            chunks = _chunks(sheet, cache(partial(lost_cells, content, about.name)))
            yield about.name, bottom + 1, right + 1, chunks


def _chunks(sheet: CalamineSheet, lost: Callable[[], Lost]) -> Iterator[Chunk]:
    """From the sheet's first row; the reader leaves out empty columns on the left.

    lost  asked for when a cell is empty: it takes a fifth of the time that the reader takes
    """
    first = 0
    before: list[object] = [""] * (sheet.start or (0, 0))[1]
    for rows in _at_once(sheet.iter_rows()):
        chunk = rows
        if before or not KEPT.issuperset(map(type, chain.from_iterable(chunk))):
            chunk = [before + [c if type(c) in KEPT else str(c) for c in row] for row in chunk]
        if "" in chain.from_iterable(chunk):
            for number in lost().keys() & range(first, first + len(chunk)):
                cells = lost()[number]
                row = enumerate(chunk[number - first])
                chunk[number - first] = [cells.get(column, cell) for column, cell in row]
        first += len(chunk)
        yield chunk


def _at_once(rows: Iterator[Sequence[object]]) -> Iterator[Chunk]:
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        yield chunk


def _tell(what: Any, out: BinaryIO) -> None:
    """Its length first, so that the reader need not ask for it piece by piece."""
    told = marshal.dumps(what, VERSION)
    out.write(len(told).to_bytes(LENGTH, "big") + told)


if __name__ == "__main__":
    memory, seconds, rows, columns = map(int, sys.argv[1:])
    limit(memory, seconds)
    out = sys.stdout.buffer
    with redirect_stdout(sys.stderr):  # xlrd prints what it wonders at
        write_sheets(sys.stdin.buffer.read(), rows, columns, out)

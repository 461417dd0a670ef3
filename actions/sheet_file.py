"""Spreadsheets that strangers send, as sheets of rows: xlsx, xls, ods and CSV, told by their bytes.

Spreadsheets are read by a child (`actions/sheet_child.py`) that may take so much memory and time.
"""

import csv
import io
import marshal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from actions.sheet_child import LENGTH
from rules.encodings import decoded
from rules.refusal import Refusal

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 150_000, 60
MEMORY, SECONDS = 300 * 1024 * 1024, 40  # of the child; 100,000 rows take 110 MB and 2 s
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods are zip files, xls is OLE
FIELD = "file"
TOO_LARGE = (
    f"Filen er for stor: der er plads til {MAX_ROWS} rækker og {MAX_COLUMNS} kolonner i et ark."
)
UNREADABLE = "Regnearket kan ikke læses. Gem det som xlsx eller CSV uden adgangskode."

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are read as they are asked for, once, before the next sheet; the first is number 1."""

    name: str
    rows: Iterator[Row]


def read_sheets(content: bytes) -> Iterator[Sheet]:
    """Refusal when it is not a table, or is larger or heavier than we read."""
    with opened(content) as sheets:
        yield from sheets


@contextmanager
def opened(content: bytes) -> Iterator[Iterator[Sheet]]:
    """Its sheets, which a child begins to read at once, whatever we do meanwhile. Refusal as
    above."""
    if not content.strip():
        raise Refusal("Filen er tom.", field=FIELD)
    if len(content) > MAX_BYTES:
        raise Refusal(f"Filen fylder mere end {MAX_BYTES // 1024**2} MB.", field=FIELD)
    if not content.startswith(SPREADSHEETS):
        yield iter([Sheet("", _csv(content))])
        return
    words = (MEMORY, SECONDS, MAX_ROWS, MAX_COLUMNS)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "actions.sheet_child", *map(str, words)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    try:
        yield _sheets(child)
    finally:
        child.kill()
        child.communicate()


def _sheets(child: "subprocess.Popen[bytes]") -> Iterator[Sheet]:
    while head := _next(child):
        name, height, width = head
        if height > MAX_ROWS or width > MAX_COLUMNS:
            raise Refusal(TOO_LARGE, field=FIELD)
        rows = _rows(child)
        yield Sheet(name, rows)
        for _ in rows:  # what the reader passed over lies before the next sheet
            pass


def _rows(child: "subprocess.Popen[bytes]") -> Iterator[Row]:
    while chunk := _next(child):
        yield from chunk


def _next(child: "subprocess.Popen[bytes]") -> Any:
    """What the child says next; null at the end of a sheet and of the file."""
    read = child.stdout.read  # type: ignore[union-attr]
    length = int.from_bytes(read(LENGTH), "big")
    if length > MAX_BYTES:
        raise Refusal(TOO_LARGE, field=FIELD)
    told = read(length)
    if length and len(told) == length:
        return marshal.loads(told)  # noqa: S302 - from ourselves
    if (code := child.wait()) == 0:
        return None
    raise Refusal(TOO_LARGE if code < 0 else UNREADABLE, field=FIELD)


def _csv(content: bytes) -> Iterator[Row]:
    text = decoded(content, FIELD)
    if "\0" in text:
        raise Refusal("Filen er hverken et regneark (xlsx, xls, ods) eller CSV.", field=FIELD)
    head = text.lstrip()[:10_000]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=head.count))
    try:
        for number, row in enumerate(reader, 1):
            if number > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise Refusal(TOO_LARGE, field=FIELD)
            yield row
    except csv.Error:
        raise Refusal(f"Filen kan ikke læses (linje {reader.line_num}).", field=FIELD) from None

"""Small tables that people send, CSV or Excel, as rows under headers known by several names."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, load_workbook

from rules.encodings import decoded
from rules.refusal import Refusal

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 16 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 50
CELL = re.compile(rb"""["':]([A-Z]{1,3})([0-9]{1,7})(?=["':])""")  # "B7" or "A1:B7" in an attribute
ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["']([0-9]{1,7})["']""")

Row = Sequence[object]
Place = Mapping[str, int]  # field -> column


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table holds.

    field    the input it came in, for whoever reads a refusal
    headers  the names of each column in lower case, letters and digits only
    needed   columns that must be there and filled, with the name a person is told
    """

    field: str
    headers: Mapping[str, frozenset[str]]
    needed: Mapping[str, str]


def read_table(content: bytes, layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """Each filled row with its number, counted as a spreadsheet does, from 1.

    The type is told by the bytes: Excel is a zip file. Refusal names the row that is wrong.
    """
    if not content.strip():
        raise Refusal("Filen er tom.", field=layout.field)
    if len(content) > MAX_BYTES:
        raise Refusal(f"Filen fylder mere end {MAX_BYTES // 1024**2} MB.", field=layout.field)
    excel = content.startswith(b"PK\x03\x04")
    rows = _excel(content, layout.field) if excel else _csv(content, layout.field)
    filled = [(number, row) for number, row in rows if any(_text(cell) for cell in row)]
    if not filled:
        raise Refusal("Filen er tom.", field=layout.field)
    place = _columns(filled[0][1], filled[0][0], layout)
    for number, row in filled[1:]:
        given = {name: _text(row[i]) if i < len(row) else "" for name, i in place.items()}
        for name, words in layout.needed.items():
            if not given[name]:
                raise Refusal(f"{words} mangler i række {number}.", field=layout.field)
        yield number, given


def _csv(content: bytes, field: str) -> Iterator[tuple[int, Row]]:
    text = decoded(content, field)
    if "\0" in text:
        raise Refusal("Filen er hverken CSV eller Excel (xlsx).", field=field)
    head = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            _check_size(reader.line_num, len(row), field)
            yield reader.line_num, row
    except csv.Error:
        raise Refusal(f"Filen kan ikke læses (række {reader.line_num}).", field=field) from None


def _excel(content: bytes, field: str) -> Iterator[tuple[int, Row]]:
    """The first sheet, its rows numbered as Excel shows them."""
    try:
        _check_cells(content, field)
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        yield from enumerate(sheet.to_python(skip_empty_area=False), 1)
    except (BadZipFile, CalamineError, OSError, ValueError, NotImplementedError):
        raise Refusal(
            "Regnearket kan ikke læses. Gem det som xlsx eller CSV.", field=field
        ) from None


def _check_cells(content: bytes, field: str) -> None:
    """A file of 4 KB can have one cell in the last row and column: the reader fills the rest."""
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise Refusal("Regnearket er for stort.", field=field)
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                xml = archive.read(name)
                for column, row in CELL.findall(xml):
                    _check_size(int(row), _column_number(column), field)
                for row in ROW.findall(xml):
                    _check_size(int(row), 0, field)


def _column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_size(rows: int, columns: int, field: str) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise Refusal(
            f"Filen er for stor: der er plads til {MAX_ROWS} rækker og {MAX_COLUMNS} kolonner.",
            field=field,
        )


def _columns(row: Row, number: int, layout: Layout) -> Place:
    """Where each field stands; Refusal for a header that is missing or there twice."""
    names = ["".join(c for c in _text(cell).lower() if c.isalnum()) for cell in row]
    place: dict[str, int] = {}
    for index, name in enumerate(names):
        known = next((field for field, words in layout.headers.items() if name in words), None)
        if known in place:
            raise Refusal(f"Kolonnen »{_text(row[index])}« er der to gange.", field=layout.field)
        if known:
            place[known] = index
    missing = [words for name, words in layout.needed.items() if name not in place]
    if missing:
        raise Refusal(
            f"Række {number} skal have kolonnernes navne: der mangler {' og '.join(missing)}.",
            field=layout.field,
        )
    return place


def _text(cell: object) -> str:
    """A number without its decimals: spreadsheets keep codes as 101.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""

"""A file of contacts, CSV or Excel, as rows; the headers may be written in several ways."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, load_workbook

from models.vocabulary import ContactRole
from rules.contacts import GivenContact
from rules.refusal import Refusal

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 16 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 50
CELL = re.compile(rb"""["':]([A-Z]{1,3})([0-9]{1,7})(?=["':])""")  # "B7" or "A1:B7" in an attribute
ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["']([0-9]{1,7})["']""")
FIELD = "contacts"
HEADERS = {
    "party": {"part", "kommune", "kommunekode", "kode", "kommunenr", "kommunenavn", "myndighed"},
    "name": {"navn", "kontakt", "kontaktperson", "name"},
    "email": {"email", "mail", "mailadresse", "emailadresse"},
    "role": {"rolle", "funktion", "role"},
}
ROLES = {
    "": ContactRole.PRIMARY,
    "primær": ContactRole.PRIMARY,
    "sagsbehandler": ContactRole.PRIMARY,
    "byrådssekretariat": ContactRole.AGENDA_SECRETARIAT,
    "dagsordenssekretariat": ContactRole.AGENDA_SECRETARIAT,
    "direktør": ContactRole.DIRECTOR,
    "leder": ContactRole.DIRECTOR,
    "postkasse": ContactRole.MAILBOX,
    "hovedpostkasse": ContactRole.MAILBOX,
}

Row = Sequence[object]


def read_contacts(content: bytes) -> list[GivenContact]:
    """Raises Refusal naming the file's row, counted as a spreadsheet does, from 1.

    The type is told by the bytes: Excel is a zip file. Empty rows are skipped.
    """
    if not content.strip():
        raise Refusal("Filen er tom.", field=FIELD)
    if len(content) > MAX_BYTES:
        raise Refusal(f"Filen fylder mere end {MAX_BYTES // 1024**2} MB.", field=FIELD)
    rows = _excel(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    filled = [(number, row) for number, row in rows if any(_text(cell) for cell in row)]
    if not filled:
        raise Refusal("Filen er tom.", field=FIELD)
    place = _columns(filled[0][1], filled[0][0])
    return [_contact(row, number, place) for number, row in filled[1:]]


def _csv(content: bytes) -> Iterator[tuple[int, Row]]:
    if b"\0" in content:
        raise Refusal("Filen er hverken CSV eller Excel (xlsx).", field=FIELD)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            _check_size(reader.line_num, len(row))
            yield reader.line_num, row
    except csv.Error:
        raise Refusal(f"Filen kan ikke læses (række {reader.line_num}).", field=FIELD) from None


def _excel(content: bytes) -> Iterator[tuple[int, Row]]:
    """The first sheet, its rows numbered as Excel shows them."""
    try:
        _check_cells(content)
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        yield from enumerate(sheet.to_python(skip_empty_area=False), 1)
    except (BadZipFile, CalamineError, OSError, ValueError, NotImplementedError):
        raise Refusal(
            "Regnearket kan ikke læses. Gem det som xlsx eller CSV.", field=FIELD
        ) from None


def _check_cells(content: bytes) -> None:
    """A file of 4 KB can have one cell in the last row and column: the reader fills the rest."""
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise Refusal("Regnearket er for stort.", field=FIELD)
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                xml = archive.read(name)
                for column, row in CELL.findall(xml):
                    _check_size(int(row), _column_number(column))
                for row in ROW.findall(xml):
                    _check_size(int(row), 0)


def _column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise Refusal(
            f"Filen er for stor: der er plads til {MAX_ROWS} rækker og {MAX_COLUMNS} kolonner.",
            field=FIELD,
        )


def _columns(row: Row, number: int) -> dict[str, int]:
    """Where each field stands; Refusal for a header that is missing or there twice."""
    names = ["".join(c for c in _text(cell).lower() if c.isalnum()) for cell in row]
    place: dict[str, int] = {}
    for index, name in enumerate(names):
        field = next((field for field, known in HEADERS.items() if name in known), None)
        if field in place:
            raise Refusal(f"Kolonnen »{_text(row[index])}« er der to gange.", field=FIELD)
        if field:
            place[field] = index
    missing = [words for field, words in NEEDED.items() if field not in place]
    if missing:
        raise Refusal(
            f"Række {number} skal have kolonnernes navne: der mangler {' og '.join(missing)}.",
            field=FIELD,
        )
    return place


NEEDED = {"party": "»Kommune«", "name": "»Navn«", "email": "»E-mail«"}


def _contact(row: Row, number: int, place: dict[str, int]) -> GivenContact:
    given = {field: _text(row[i]) if i < len(row) else "" for field, i in place.items()}
    for field, words in NEEDED.items():
        if not given[field]:
            raise Refusal(f"{words} mangler i række {number}.", field=FIELD)
    role = given.get("role", "").lower()
    if role not in ROLES and role not in set(ContactRole):
        raise Refusal(
            f"»{role[:40]}« i række {number} er ikke en rolle. Brug {', '.join(list(ROLES)[1:])}.",
            field=FIELD,
        )
    return GivenContact(
        party=given["party"],
        name=given["name"],
        email=given["email"],
        role=ROLES.get(role, role),
        where=f"række {number}",
    )


def _text(cell: object) -> str:
    """A number without its decimals: spreadsheets keep codes as 101.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""

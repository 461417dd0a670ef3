"""Contacts from a file as secretariats keep them: CSV or xlsx with Danish headers."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from actions.contacts import GivenContact
from models.vocabulary import ContactRole
from rules.refusal import Refusal

MAX_BYTES = 1024 * 1024
MAX_UNPACKED = 20 * MAX_BYTES
MAX_ROWS = 2_000
MAX_COLUMNS = 50
HEADERS = {
    "party": ("party", "part", "kommune", "kommunekode", "kode", "myndighed", "organisation"),
    "name": ("name", "navn", "kontakt", "kontaktperson", "fulde navn"),
    "email": ("email", "e-mail", "mail", "mailadresse", "e-mailadresse", "e-post"),
    "role": ("role", "rolle", "funktion"),
}
ROLES = {
    "": ContactRole.PRIMARY,
    "primær": ContactRole.PRIMARY,
    "primær kontakt": ContactRole.PRIMARY,
    "sagsbehandler": ContactRole.PRIMARY,
    "byrådssekretariat": ContactRole.AGENDA_SECRETARIAT,
    "sekretariat": ContactRole.AGENDA_SECRETARIAT,
    "direktør": ContactRole.DIRECTOR,
    "leder": ContactRole.DIRECTOR,
    "postkasse": ContactRole.MAILBOX,
    "funktionspostkasse": ContactRole.MAILBOX,
}
NEEDED = ("party", "name", "email")


def read_contacts(content: bytes, filename: str) -> list[GivenContact]:
    """One contact per row, each with its row number; Refusal says what is wrong with the file."""
    if len(content) > MAX_BYTES:
        raise Refusal("Filen med kontakter fylder mere end 1 MB.", field="contacts")
    rows = list(_rows(content, filename))
    number, columns = _header(rows)
    contacts = [
        _contact(row, columns, index)
        for index, row in enumerate(rows[number:], number + 1)
        if any(cell for cell in row)
    ]
    if not contacts:
        raise Refusal("Filen indeholder ingen kontakter under overskrifterne.", field="contacts")
    return contacts


def _contact(row: Sequence[str], columns: dict[str, int], number: int) -> GivenContact:
    cells = {key: row[at] if at < len(row) else "" for key, at in columns.items()}
    role = cells.get("role", "")
    return GivenContact(
        party=cells["party"],
        name=cells["name"],
        email=cells["email"],
        role=ROLES.get(role.lower(), role),
        where=f"række {number}",
    )


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """How many rows come before the first contact, and which column holds what."""
    for number, row in enumerate(rows[:10], 1):
        words = [cell.lower().rstrip(":").strip() for cell in row]
        found = {
            key: next(at for at, word in enumerate(words) if word in synonyms)
            for key, synonyms in HEADERS.items()
            if any(word in synonyms for word in words)
        }
        if all(key in found for key in NEEDED):
            return number, found
    raise Refusal(
        "Filen mangler overskrifterne »kommune«, »navn« og »e-mail« i en af de første 10 rækker.",
        field="contacts",
    )


def _rows(content: bytes, filename: str) -> Iterator[list[str]]:
    packed = content.startswith(b"PK\x03\x04")
    if packed != filename.lower().endswith(".xlsx"):
        raise Refusal("Filen skal være en CSV-fil eller en Excel-fil (xlsx).", field="contacts")
    for number, row in enumerate(_excel(content) if packed else _csv(content), 1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise Refusal(
                f"Filen har mere end {MAX_ROWS} rækker eller {MAX_COLUMNS} kolonner.",
                field="contacts",
            )
        yield [cell.strip() for cell in row]


def _csv(content: bytes) -> Iterator[list[str]]:
    """UTF-8 (with or without byte order mark) or cp1252; `;`, `,` or tab between the cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Refusal("Filen er ikke en tekstfil.", field="contacts")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Refusal(f"CSV-filen kan ikke læses: {error}.", field="contacts") from None


def _excel(content: bytes) -> Iterator[list[str]]:
    """The first sheet. Sizes are looked at before anything is unpacked: 4 KB can declare 17 billion
    cells."""
    unreadable = Refusal("Excel-filen kan ikke læses. Gem den igen som xlsx.", field="contacts")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Refusal("Excel-filen er for stor, når den pakkes ud.", field="contacts")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (zipfile.BadZipFile, CalamineError, IndexError, ValueError):
        raise unreadable from None
    if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
        raise Refusal(
            f"Arket har mere end {MAX_ROWS} rækker eller {MAX_COLUMNS} kolonner.", field="contacts"
        )
    for row in sheet.iter_rows():
        yield [_cell(value) for value in row]


def _cell(value: object) -> str:
    """A municipality code typed as a number comes back as 259.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

"""Contact files as they come: Danish headers, either encoding, Excel; refused with the row."""

import io
from collections.abc import Sequence
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from actions.contact_file import read_contacts
from actions.table_file import MAX_ROWS
from models.vocabulary import ContactRole
from rules.refusal import Refusal

HEAD = "Kommune;Navn;E-mail;Rolle\n"
ROW = "259;Åse Ørn;aase@koege.dk;\n"


def excel(*rows: Sequence[object], **cells: str) -> bytes:
    """A workbook with these rows, and more cells by address."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for address, value in cells.items():
        sheet[address] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    """A zip of some kilobytes that unpacks to a hundred megabytes."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + ROW).encode("utf-8"),
        (HEAD + ROW).encode("utf-8-sig"),
        (HEAD + ROW).encode("cp1252"),
        (HEAD + ROW).replace("\n", "\r\n").encode(),
        (HEAD + ROW).replace(";", ",").encode(),
        (HEAD + ROW).replace(";", "\t").encode(),
        b"\n" + (HEAD + ";;;\n" + ROW + "\n").encode(),
        'Kommunekode;Kontaktperson;Mail\n"259";"Åse Ørn";" aase@koege.dk "\n'.encode(),
        "mailadresse;NAVN;part\naase@koege.dk;Åse Ørn;259\n".encode(),
        "Kommune;Navn;E-mail;Telefon\n259;Åse Ørn;aase@koege.dk;12345678\n".encode(),
        excel(["Kommune", "Navn", "E-mail"], [259, "Åse Ørn", "aase@koege.dk"]),
        excel(["Kommune", "Navn", "E-mail"], [None] * 3, [259.0, "Åse Ørn", "aase@koege.dk"]),
        excel(["Kommune", "Navn", "E-mail"], ["259", "Åse Ørn", "aase@koege.dk", "", ""]),
    ],
)
def test_one_contact_however_it_is_written(content: bytes) -> None:
    (contact,) = read_contacts(content)
    assert (contact.party, contact.name, contact.email) == ("259", "Åse Ørn", "aase@koege.dk")
    assert contact.role is ContactRole.PRIMARY


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("", ContactRole.PRIMARY),
        ("Primær", ContactRole.PRIMARY),
        ("Direktør", ContactRole.DIRECTOR),
        ("byrådssekretariat", ContactRole.AGENDA_SECRETARIAT),
        ("Hovedpostkasse", ContactRole.MAILBOX),
        ("director", ContactRole.DIRECTOR),
    ],
)
def test_a_role_is_written_in_danish_or_as_the_contract_has_it(
    words: str, role: ContactRole
) -> None:
    (contact,) = read_contacts(f"{HEAD}259;Åse;a@koege.dk;{words}\n".encode())
    assert contact.role == role


@pytest.mark.parametrize("first", ["2026-12-01", "1.12.2026", "1. december 2026"])
def test_days_are_read_as_people_write_them(first: str) -> None:
    head = "Kommune;Navn;E-mail;Gyldig fra;Til og med\n"
    (contact,) = read_contacts(f"{head}259;Åse Ørn;aase@koege.dk;{first};\n".encode())
    assert (contact.valid_from, contact.valid_to) == (date(2026, 12, 1), None)
    days = [date(2026, 12, 1), date(2027, 1, 31)]
    (contact,) = read_contacts(
        excel(["Kommune", "Navn", "E-mail", "Fra", "Til"], ["259", "Åse", "aase@koege.dk", *days])
    )
    assert [contact.valid_from, contact.valid_to] == days
    with pytest.raises(Refusal, match="række 2"):
        read_contacts(f"{head}259;Åse Ørn;aase@koege.dk;31.2.2026;\n".encode())


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    text = f"{HEAD}259;Åse;a@koege.dk;\n;;;\n320;Bo;b@faxe.dk;\n"
    assert [c.where for c in read_contacts(text.encode())] == ["række 2", "række 4"]
    rows: list[list[object]] = [
        ["Kommune", "Navn", "E-mail"],
        [259, "Åse", "a@koege.dk"],
        [],
        [320, "Bo", "b@f.dk"],
    ]
    assert [c.where for c in read_contacts(excel(*rows))] == ["række 2", "række 4"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tom"),
        (b" \n \n", "tom"),
        (b";;;\n;;;\n", "tom"),
        (b"Navn;E-mail\nA;a@b.dk\n", "mangler »Kommune«"),
        (b"259;A;a@b.dk\n", "Række 1 skal have kolonnernes navne"),
        (b"Kommune;Navn;Navn;E-mail\n", "to gange"),
        (f"{HEAD}259;;a@b.dk;\n".encode(), "»Navn« mangler i række 2"),
        (f"{HEAD}{ROW}320;Bo;;\n".encode(), "»E-mail« mangler i række 3"),
        (f"{HEAD}259;Bo\n".encode(), "»E-mail« mangler i række 2"),
        (f"{HEAD}259;Bo;a@b.dk;Chef\n".encode(), "»chef« i række 2 er ikke en rolle"),
        (HEAD.encode() + ROW.encode() * (MAX_ROWS + 1), "for stor"),
        (b"\x00\x01\x02", "hverken CSV eller Excel"),
        (b"PK\x03\x04 but no zip", "kan ikke læses"),
        (excel(["Kommune", "Navn", "E-mail"], XFD1048576="x"), "for stor"),
        (excel(["Kommune", "Navn", "E-mail"], A6000="x"), "for stor"),
        (excel(), "tom"),
        (bomb(), "for stor"),
        (b"Kommune;Navn;E-mail\n" + b"x" * 3_000_000, "fylder mere end 2 MB"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(content: bytes, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_contacts(content)
    assert words in refused.value.message
    assert refused.value.field == "contacts"

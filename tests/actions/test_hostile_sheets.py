"""Files that are no tables, or claim to be far larger than they are: a refusal, and no crash."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from actions.sheet_file import MAX_BYTES, MAX_ROWS, read_sheets
from rules.refusal import Refusal
from rules.tariff_lines import Found
from rules.tariff_table import read_sheet
from tests.sheets import danish_csv, ods, xls, xlsx

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{cell}"><v>2</v></c></row>'
    "</sheetData></worksheet>"
)
REPEATED = (
    b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell'
    b' table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
    b"</table:table-row>"
)
FIRST_SHEET = "xl/worksheets/sheet1.xml"


def changed(content: bytes, name: str, change: Callable[[bytes], bytes], times: int = 1) -> bytes:
    """A zip file with one of its files changed, and written so many times in a row."""
    source, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.namelist():
            told = source.read(entry)
            with archive.open(entry, "w") as file:
                for _ in range(times if entry == name else 1):
                    file.write(change(told) if entry == name else told)
    return out.getvalue()


def long_words(_: bytes) -> bytes:
    """More in a few rows than the parent takes at a time, in little that is packed."""
    cell = f'<c t="inlineStr"><is><t>{"x" * 32_767}</t></is></c>'
    rows = f"<row>{cell * 60}</row>" * 12
    return SHEET.format(row=2, cell="A2").replace("</sheetData>", f"{rows}</sheetData>").encode()


def claiming(row: int, cell: str) -> bytes:
    return changed(xlsx(), FIRST_SHEET, lambda _: SHEET.format(row=row, cell=cell).encode())


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "spaces": lambda: b" \n ",
    "binary": lambda: b"\x00\x01\x02" * 100,
    "truncated": lambda: xlsx()[:2000],
    "zip of noise": lambda: b"PK\x03\x04" + Random(1).randbytes(200),
    "xls of noise": lambda: b"\xd0\xcf\x11\xe0" + Random(2).randbytes(4000),
    "last cell": lambda: claiming(1_048_576, "XFD1048576"),
    "far row": lambda: claiming(MAX_ROWS + 1, f"A{MAX_ROWS + 1}"),
    "far column": lambda: claiming(2, "ZZ2"),
    "long words": lambda: changed(xlsx(), FIRST_SHEET, long_words),
    "blown up": lambda: changed(xlsx(), FIRST_SHEET, lambda _: b" " * 10**6, times=500),
    "repeated": lambda: changed(
        ods(), "content.xml", lambda xml: xml.replace(b"<table:table-row>", REPEATED, 1)
    ),
    "long csv": lambda: b"Driftsherre;Tilbud;Takst 2022\n" + b"a;b\n" * MAX_ROWS,
    "wide csv": lambda: b";" * 100,
    "large": lambda: b"x" * (MAX_BYTES + 1),
    "one long line": lambda: b'"' + b"x" * 10**6,
}


def read_all(content: bytes) -> Found:
    found = Found()
    for sheet in read_sheets(content):
        read_sheet(sheet.name, sheet.rows, None, {}, found)
    return found


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_read_is_refused(kind: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_all(HOSTILE[kind]())
    assert refused.value.field == "file"


SOUND = [xlsx(), xls(), ods(), danish_csv()]


@settings(max_examples=25)
@given(st.sampled_from(SOUND), st.data())
@example(SOUND[0], None)
def test_bytes_that_were_changed_are_read_or_refused(
    sound: bytes, data: st.DataObject | None
) -> None:
    content = bytearray(sound)
    for _ in range(3 if data else 0):
        assert data
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        found = read_all(bytes(content))
    except Refusal:
        return
    assert all(amounts.tariff_ore > 0 for amounts in found.lines.values())


def test_no_file_takes_more_than_300_mb() -> None:
    """Neither the reader's process nor ours, whatever the file, and also for the largest one."""
    words = [sys.executable, "-m", "tests.actions.hostile_reading"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=120)
    ours, readers = map(int, done.stdout.split())
    assert 20 < readers < 300
    assert 20 < ours < 300

"""Cells that the reader gives as empty: errors, and in an xlsx formulas that were never reckoned.

An amount of `#REF!` must not pass for a tariff that is not there.
"""

import io
import re
from collections.abc import Iterator
from html import unescape
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree
from zipfile import ZipFile

Lost = dict[int, dict[int, str]]  # by row and column, from 0: what stands in the cell
ODS = "content.xml"
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
CHUNK = 1 << 20
CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)(?<!/)>\s*(?:<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>))?"
    rb"\s*(?:<(?:\w+:)?v\s*(?:/>|>([^<]*)</(?:\w+:)?v>))?\s*</(?:\w+:)?c>"
)
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
KIND = re.compile(rb'\bt="(\w+)"')
SIGNS = (  # found faster than a pattern is
    *(b't="e"', b"f></", b"<v></v>", b"<v/>", b"/></c>"),
    b"<v />",  # openpyxl's
)


def lost_cells(content: bytes, sheet: str) -> Lost:
    """Of one sheet. Raises whatever it may when that cannot be looked through: then no cell that
    seems empty can be trusted."""
    with ZipFile(io.BytesIO(content)) as book:
        if ODS in book.namelist():
            return _lost_in_ods(book, sheet)
        with book.open(_part(book, sheet)) as told:
            return _lost(told)


def _part(book: ZipFile, sheet: str) -> str:
    """Where in the zip the sheet is."""
    targets = {
        one.get("Id"): one.get("Target", "")
        for one in ElementTree.fromstring(book.read(RELATIONS))  # noqa: S314 - in the child
    }
    for one in ElementTree.fromstring(book.read(BOOK)).iter():  # noqa: S314
        if one.tag.endswith("}sheet") and one.get("name") == sheet:
            number = next((v for name, v in one.items() if name.endswith("}id")), "")
            return normpath(join("/xl", targets[number])).lstrip("/")
    raise KeyError(sheet)


def _lost(told: IO[bytes]) -> Lost:
    found: Lost = {}
    for rows in _whole_rows(told):
        if not any(sign in rows for sign in SIGNS):
            continue
        for cell in CELL.finditer(rows):
            about, formula, value = cell.groups()
            place, kind = PLACE.search(about), KIND.search(about)
            told_as = kind[1] if kind else b"n"  # a number, where nothing is said
            error = told_as == b"e"
            if place and (error or (formula is not None and not value and told_as == b"n")):
                text = value if error else b"=" + formula
                row = found.setdefault(int(place[2]) - 1, {})
                row[_column(place[1])] = unescape((text or b"").decode("utf-8", "replace"))
    return found


def _lost_in_ods(book: ZipFile, sheet: str) -> Lost:
    """Of cells that are repeated the first; looked for cell by cell only where there are any."""
    with book.open(ODS) as told:
        if not any(b'"error"' in rows for rows in _whole_rows(told)):
            return {}
    found: Lost = {}
    row = column = 0
    inside = False
    with book.open(ODS) as told:
        for event, one in ElementTree.iterparse(told, ("start", "end")):  # noqa: S314
            tag = one.tag.rpartition("}")[2]
            about = {name.rpartition("}")[2]: value for name, value in one.items()}
            if event == "start":
                if tag == "table":
                    inside, row = about.get("name") == sheet, 0
                column = 0 if tag == "table-row" else column
            elif tag in {"table-cell", "covered-table-cell"}:
                if inside and "error" in one.attrib.values():
                    found.setdefault(row, {})[column] = "".join(one.itertext())
                column += int(about.get("number-columns-repeated", 1))
            elif tag == "table-row":
                row += int(about.get("number-rows-repeated", 1))
                one.clear()
    return found


def _whole_rows(told: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while more := told.read(CHUNK):
        rest += more
        end = rest.rfind(b"row>") + 1
        yield rest[:end]
        rest = rest[end:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1

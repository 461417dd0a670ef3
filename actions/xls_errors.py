"""Cells of an xls that hold an error, which the reader gives as empty.

An OLE file is cut into sectors, chained by a table (MS-CFB); the stream `Workbook` in it is records
of a kind and a length (MS-XLS). Whatever is not as it should be has no errors that can be told.
"""

import struct
from collections.abc import Iterator

Lost = dict[int, dict[int, str]]  # by row and column, from 0: what stands in the cell
OLE = b"\xd0\xcf\x11\xe0"
NO_SECTOR = 0xFFFFFFFA  # and above: the end of a chain
BOOK = ("Workbook", "Book")
END, FORMULA, BOUND_SHEET, BOOL_ERR = 0x0A, 0x06, 0x85, 0x205
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def lost_in_xls(content: bytes, sheet: str) -> Lost:
    """Of one sheet."""
    try:
        book = _book(content)
        for kind, record in _records(book, 0):
            if kind == BOUND_SHEET and _name(record) == sheet:
                return _lost(book, *struct.unpack_from("<I", record))
    except (struct.error, IndexError):
        pass
    return {}


def _book(content: bytes) -> bytes:
    """The stream of the workbook; empty: there is none."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    (directory,) = struct.unpack_from("<I", content, 48)
    tables = (number for number in struct.unpack_from("<109I", content, 76) if number < NO_SECTOR)
    table = b"".join(content[(n + 1) * size : (n + 2) * size] for n in tables)
    following = struct.unpack(f"<{len(table) // 4}I", table)

    def stream(sector: int) -> bytes:
        found = list[bytes]()
        while sector < NO_SECTOR and len(found) < len(following):
            found.append(content[(sector + 1) * size : (sector + 2) * size])
            sector = following[sector]
        return b"".join(found)

    entries = stream(directory)
    for at in range(0, len(entries), 128):
        name = entries[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0]
        if name in BOOK:
            return stream(struct.unpack_from("<I", entries, at + 116)[0])
    return b""


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """From there to the end of the part."""
    while at < len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == END:
            return
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _name(sheet: bytes) -> str:
    wide = sheet[7] & 1
    text = sheet[8 : 8 + sheet[6] * (1 + wide)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")


def _lost(book: bytes, at: int) -> Lost:
    found: Lost = {}
    for kind, record in _records(book, at):
        if kind == BOOL_ERR and record[7]:
            code = record[6]
        elif kind == FORMULA and record[12:14] == b"\xff\xff" and record[6] == 2:
            code = record[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", record)
        found.setdefault(row, {})[column] = ERRORS.get(code, "#N/A")
    return found

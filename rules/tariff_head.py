"""Where a sheet's header is, and what its columns hold; operators write titles above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rules.tariff_headers import MONEY, NAMES, SYNONYMS, Column, Of, column_of

Row = Sequence[object]
HIGHEST = 3  # rows of a header


@dataclass(frozen=True, slots=True)
class Header:
    """height    how many rows to pass to come below it
    texts     what is written over each column
    columns   what the columns hold, by index; what is not known is not in it
    repeated  columns that say what another one says
    """

    height: int
    texts: Sequence[str]
    columns: Mapping[int, Column]
    repeated: Sequence[int]


def header_of(top: Sequence[Row], remembered: Mapping[str, str]) -> Header | None:
    """The first row, or the first two or three together, that name a provision and a tariff."""
    rows = [[text_of(cell) for cell in row] for row in top]
    for index in range(len(rows)):
        together = accumulate(rows[index : index + HIGHEST], _joined)
        read = [(texts, _columns(texts, remembered)) for texts in together]
        known = [(index + n, *one) for n, one in enumerate(read, 1) if _enough(one[1])]
        if known:
            return _header(*max(known, key=lambda one: len(set(one[2].values()))))
    return None


def likely_header(top: Sequence[Row]) -> tuple[int, list[str]] | None:
    """The fullest row of text, when no header is known: what a person can explain."""
    rows = [[text_of(cell) for cell in row] for row in top]
    words = [sum(not text[:1].isdigit() for text in row if text) for row in rows]
    most = max(words, default=0)
    return (words.index(most) + 1, rows[words.index(most)]) if most > 1 else None


def _header(height: int, texts: Sequence[str], columns: dict[int, Column]) -> Header:
    """Of two names the one with the usual word holds, of two amounts neither can be trusted."""
    taken: dict[tuple[Of, int | None, bool], int] = {}
    kept, repeated = {}, []
    for index in sorted(
        columns, key=lambda index: (not _usual(texts[index], columns[index]), index)
    ):
        column = columns[index]
        first = taken.setdefault((column.field, column.year, column.daily), index)
        if first == index:
            kept[index] = column
        elif column.field in MONEY:
            repeated.append(index)
    return Header(height, texts, dict(sorted(kept.items())), repeated)


def _usual(text: str, column: Column) -> bool:
    return column.field not in NAMES or SYNONYMS[column.field].split()[0] in text.casefold()


def _columns(texts: Sequence[str], remembered: Mapping[str, str]) -> dict[int, Column]:
    found = ((index, column_of(text, remembered)) for index, text in enumerate(texts) if text)
    return {index: column for index, column in found if column}


def _enough(columns: Mapping[int, Column]) -> bool:
    fields = {column.field for column in columns.values()}
    return Of.PROVISION in fields and bool(fields & {Of.TARIFF, Of.BASIS, Of.SERVICE_TARIFF})


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """`Takst pr. dag` merged over `2019` and `2020` belongs to both."""
    texts, over = [], ""
    for index in range(max(len(upper), len(lower))):
        above = upper[index] if index < len(upper) else ""
        below = lower[index] if index < len(lower) else ""
        over = above or over
        texts.append(f"{over} {below}".strip() if below else above)
    return texts


def text_of(cell: object) -> str:
    """One line; a number without its decimals, as spreadsheets keep codes as 107.0."""
    if type(cell) is str:
        return " ".join(cell.split())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None or isinstance(cell, bool) else str(cell)


def letters(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    found = ""
    while index >= 0:
        index, last = divmod(index, 26)
        found, index = chr(65 + last) + found, index - 1
    return found

"""A sheet's rows as tariffs: where its header is, and what the titles above it say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from rules.tariff_head import Row, header_of, letters, likely_header, text_of
from rules.tariff_headers import Column, bare, column_of, year_in_doubt
from rules.tariff_headings import party_in
from rules.tariff_lines import Fault, Found, Operator
from rules.tariff_row_names import first_text
from rules.tariff_rows import Table
from rules.tariff_years import YEAR
from rules.text import LINE_LIMIT

NO_HEADER = (
    "Vi kan ikke finde kolonnernes navne. Der skal være en række med mindst »Tilbud« og en takst,"
    " f.eks. »Takst 2022«."
)
NOT_READ = "Arket er ikke læst: vi kender ikke kolonnernes navne."
WHICH_YEAR = (
    "Vi kan ikke se, hvilket års takst i samme års priser »{header}« er. Skriv året blandt"
    " kolonnerne, eller vælg, at kolonnen ikke medtages."
)
PUBLIC = re.compile(r".*?\bkomm(?:unes?)?\b|\bregion \w+", re.IGNORECASE)
MOST_WORDS = 4  # of a party's name
MOST_PARTS = 500  # of titles: to look for a name in one takes a millisecond
LOOKED_AT = 40  # rows from the top among which the header must be
Columns = list[tuple[str, str, Column | None]]  # header, letters, and what it was taken for


def read_sheet(
    name: str, rows: Iterator[Row], year: int | None, remembered: Mapping[str, str], found: Found
) -> bool:
    """Add what the sheet holds to `found`; false when it has no header we know.

    year        for amounts whose column names none; null: told by sheet or title, if at all
    remembered  what a person said headers mean (`rules/tariff_headers.py`)
    """
    top = list(islice(rows, LOOKED_AT))
    header = header_of(top, remembered)
    if header is None:
        _guess(name, top, remembered, found)
        return False
    if found.header:  # what was guessed of an earlier sheet
        found.header = None
        found.columns = found.columns if any(column for *_, column in found.columns) else []
    titles = top[: header.height - 1]
    words = " ".join([name, *(text_of(cell) for row in titles for cell in row)])
    years = {int(told) for told in YEAR.findall(words)}
    of_sheet = year or (years.pop() if len(years) == 1 else None)
    operator = _operator_in([*titles, (name,)])
    table = Table(name, header.columns, of_sheet, operator, top[: header.height], remembered, found)
    for index in header.repeated:
        message = f"Kolonnen »{header.texts[index]}« siger det samme som en anden. Slet den ene."
        found.faults.append(Fault(name, header.height, letters(index), message))
    for index, text in enumerate(header.texts):
        if index not in header.columns and year_in_doubt(text, remembered):
            message = WHICH_YEAR.format(header=text)
            found.faults.append(Fault(name, header.height, letters(index), message))
            found.asked.add(text)
    found.columns += _fresh(name, _shown(header.texts, header.columns), found)
    below = chain(top[header.height :], rows)
    table.read_all(header.height + 1, below)
    return True


def _guess(name: str, top: Sequence[Row], remembered: Mapping[str, str], found: Found) -> None:
    """What a person could explain: of sheets that name a column we know, and else of the first."""
    if any(map(first_text, top)):
        found.left_out.append(Fault(name, 1, "", NOT_READ))
    if likely := likely_header(top):
        row, texts = likely
        columns = _shown(texts, {i: column_of(t, remembered) for i, t in enumerate(texts)})
        if not found.columns:
            found.header, found.columns = Fault(name, row, "", NO_HEADER), columns
        elif any(column for *_, column in columns):
            found.columns += _fresh(name, columns, found)


def _fresh(sheet: str, columns: Columns, found: Found) -> Columns:
    """Those that no earlier sheet has; each with a place of its own."""
    known = {bare(text) for text, _, _ in found.columns}
    return [
        (text, found.place(sheet, at), column)
        for text, at, column in columns
        if bare(text) not in known
    ]


def _shown(texts: Sequence[str], columns: Mapping[int, Column | None]) -> Columns:
    return [(text, letters(index), columns.get(index)) for index, text in enumerate(texts) if text]


def _operator_in(rows: Sequence[Row]) -> Operator | None:
    """The party that a title or the sheet's name tells: `Takster 2021 – Faxe`, `Takster for Faxe
    Kommune`."""
    texts = (text_of(cell)[:LINE_LIMIT] for row in rows for cell in row if cell)
    parts = (part for text in texts for part in (*re.split(r"[–:,;-]\s", text), *_endings(text)))
    return next(filter(None, map(party_in, islice(parts, MOST_PARTS))), None)


def _endings(text: str) -> Iterator[str]:
    """`Takster for Faxe Kommune`, `for Faxe Kommune`, `Faxe Kommune`: a party's name is among the
    last words before and with `Kommune`, or after `Region`."""
    for public in PUBLIC.findall(text):
        words = public.split()
        yield from (" ".join(words[-count:]) for count in range(MOST_WORDS, 0, -1))

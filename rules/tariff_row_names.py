"""The names in a row of a tariff table: whose it is, of which provision, paragraph and service."""

import re
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from rules.tariff_cells import Unreadable
from rules.tariff_head import Row, letters, text_of
from rules.tariff_headers import NAMES, Column, Of
from rules.tariff_totals import is_total
from rules.text import LINE_LIMIT

ERROR = re.compile(r"=.*|#[A-ZÆØÅ0-9/]+[!?]?")  # a formula, or what came of one

QUOTE = "Er der et anførselstegn for meget eller for lidt?"
UNITS = re.compile(
    r"[(\[]?(?:kr\.?|kroner|dkk|pct\.?|procent|%|antal)?"
    r"(?: ?(?:/|pr\b\.?) ?(?:plads|borger|dag|døgn))*[)\]]?"
)


class Names:
    """Of a table with these columns."""

    def __init__(self, columns: Mapping[int, Column]) -> None:
        at = {column.field: index for index, column in columns.items()}
        self.at = [(place, at[name]) for place, name in enumerate(NAMES) if name in at]
        self.tell_operators = Of.OPERATOR in at
        self.pick = itemgetter(*(index for _, index in self.at))
        self.tidied: dict[str, tuple[str, bool]] = {}

    def raw(self, row: Row) -> Any:
        """As they are written; null: the row is shorter than the header."""
        try:
            return self.pick(row)
        except IndexError:
            return None

    def texts(self, row: Row) -> tuple[list[str], bool]:
        """In the order of `NAMES`, and whether one says that it is a total."""
        texts, total, width = [""] * len(NAMES), False, len(row)
        for place, index in self.at:
            cell = row[index] if index < width else None
            if type(cell) is str:  # the same few stand in many rows
                known = self.tidied.get(cell)
                if known is None:
                    known = self.tidied[cell] = _tidied(cell, index)
            else:
                known = _tidied(cell, index)
            texts[place], of_total = known
            total = total or of_total
        return texts, total


def first_text(row: Row) -> str:
    return next((text for cell in row if (text := text_of(cell))), "")


def is_caption(row: Row) -> bool:
    """Units, or the columns' numbers, below the header; also an empty row."""
    if all(UNITS.fullmatch(text_of(cell).casefold()) for cell in row):
        return True
    numbered = all(text_of(cell) in ("", str(place)) for place, cell in enumerate(row, 1))
    return numbered and sum(map(bool, row)) > 1


def _tidied(cell: object, index: int) -> tuple[str, bool]:
    """A name in one line, and whether it is that of a total."""
    text = text_of(cell)
    if len(text) > LINE_LIMIT or not text.isprintable():
        raise Unreadable(f"Teksten i kolonne {letters(index)} kan ikke bruges.")
    if type(cell) is str and "\n" in cell and (";" in cell or "\t" in cell):
        raise Unreadable(f"Teksten i kolonne {letters(index)} går over flere rækker. {QUOTE}")
    if ERROR.fullmatch(text):
        raise Unreadable(f"»{text[:40]}« i kolonne {letters(index)} er en formel uden resultat.")
    return text, is_total(text)

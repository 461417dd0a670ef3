"""The cap rule as formulas of a spreadsheet, over the inputs on their own sheet.

Each cell also holds the exact result. A tariff is at most 100,000 kr., so that what is left of a
double is far below the ten decimals in which an excess is found.
"""

from fractions import Fraction
from typing import Any

from reports.workbook import Book
from rules.tariff_cap import Cap

INPUTS = "Forudsætninger"
TOLERANCE, DEDUCTION = f"'{INPUTS}'!$B$2", "$B$3"
FIRST_RATE = 8  # the row of the base year, counted from 1
DIGITS = 10**15  # a spreadsheet reads no more
FIGURES = {  # columns of what is held against the cap, and their widths
    "År": 8,
    "Takst i basisåret, kr.": 14,
    "Takst, kr.": 14,
    "Loft, kr.": 14,
    "Over loftet, kr.": 14,
    "Over loftet, %": 12,
    "Vækst, %": 12,
}


def write_base(book: Book, page: Any, row: int, column: int, ore: Fraction | int) -> None:
    """An average as the fraction it is: the cap is reckoned from it before it is rounded."""
    above, below = Fraction(ore).as_integer_ratio()
    if below == 1:
        book.money(page, row, (above,), column)
    elif above < DIGITS:
        formula = f"={above}/{below}/100"
        page.write_formula(row, column, formula, book.kroner, float(Fraction(above, below * 100)))
    else:
        page.write_number(row, column, float(Fraction(above, below * 100)), book.kroner)


def write_cap(
    book: Book, page: Any, at: tuple[int, int], cells: tuple[str, str], cap: Cap, ore: int
) -> None:
    """`cells` of the base tariff and of the year."""
    base, year = cells
    formula = f"=ROUND({base}*{_factor(cap, year)},2)"
    page.write_formula(*at, formula, book.kroner, ore / 100)


def write_rise(book: Book, page: Any, at: tuple[int, int], cell: str, cap: Cap, year: int) -> None:
    """What the cap allows since the base year; `cell` of the year."""
    page.write_formula(*at, f"={_factor(cap, cell)}-1", book.share, float(cap.factors[year] - 1))


def _factor(cap: Cap, year: str) -> str:
    return f"VLOOKUP({year},'{INPUTS}'!$A${FIRST_RATE}:$C${FIRST_RATE + len(cap.rates)},3,FALSE)"


def write_excess(
    book: Book, page: Any, at: tuple[int, int], cells: tuple[str, str], ore: int
) -> None:
    """`cells` of the tariff and of its cap."""
    actual, cap = cells
    above = f"ROUND({actual}-{cap}*(1+{TOLERANCE}/100),10)"
    formula = f"=IF({above}>0,ROUND({actual}-{cap},2),0)"
    page.write_formula(*at, formula, book.kroner, ore / 100)


def write_share(
    book: Book, page: Any, at: tuple[int, int], cells: tuple[str, str], figures: tuple[int, int]
) -> None:
    """`cells` of a part and its whole; 0 where that is 0, as of a cap may be."""
    part, whole = cells
    value = figures[0] / figures[1] if figures[1] else 0
    page.write_formula(*at, f"=IF({whole}>0,{part}/{whole},0)", book.share, value)


def write_growth(
    book: Book,
    page: Any,
    at: tuple[int, int],
    cells: tuple[str, str],
    figures: tuple[int, Fraction | int],
) -> None:
    """`cells` and øre of the tariff and of its base tariff."""
    actual, base = cells
    value = float(Fraction(figures[0]) / figures[1] - 1)
    page.write_formula(*at, f"={actual}/{base}-1", book.share, value)

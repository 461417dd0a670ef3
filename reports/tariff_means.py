"""The sheet of averages, where averages are held against the cap: live over the tariffs' sheet."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from models.vocabulary import CapLevel
from reports.tariff_formulas import FIGURES, write_cap, write_excess, write_growth, write_share
from reports.workbook import Book
from rules.tariff_cap import round_half_up
from rules.tariff_compared_row import Compared
from rules.tariff_mergers import weighed
from rules.tariff_report import Report

MEANS, TARIFFS = "Gennemsnit", "Takster"
COLUMNS = {"Driftsherre": 30, **FIGURES}


class _Mean(NamedTuple):
    """Of the tariffs of one year in the rows `first` to `last`, counted from 1."""

    name: str
    year: int
    first: int
    last: int
    tariffs: list[Compared]


def write_means(book: Book, report: Report) -> None:
    cap, page = report.cap, book.sheet(MEANS, COLUMNS)
    for row, mean in enumerate(_means(report), 1):
        base = _average((one.base_exact or one.base_ore, one.places) for one in mean.tariffs)
        actual = _average((one.actual_ore, one.places) for one in mean.tariffs)
        actual_ore, cap_ore = round_half_up(actual), cap.cap_ore(base, mean.year)
        excess = cap.excess_ore(base, actual_ore, mean.year)
        here = row + 1
        book.row(page, row, (mean.name, mean.year))
        of_base, of_actual = (_formula(mean, column, f"B{here}") for column in "FG")
        page.write_formula(row, 2, f"={of_base}", book.kroner, float(base / 100))
        page.write_formula(row, 3, f"=ROUND({of_actual},2)", book.kroner, actual_ore / 100)
        write_cap(book, page, (row, 4), (f"C{here}", f"B{here}"), cap, cap_ore)
        write_excess(book, page, (row, 5), (f"D{here}", f"E{here}"), excess)
        write_share(book, page, (row, 6), (f"F{here}", f"E{here}"), (excess, cap_ore))
        write_growth(book, page, (row, 7), (f"D{here}", f"C{here}"), (actual_ore, base))


def _means(report: Report) -> Iterator[_Mean]:
    """Operator by operator and year by year, as the tariffs' sheet lists them."""
    by_operator = report.cap.level is CapLevel.OPERATOR
    rows = enumerate(report.compared, 2)
    for name, some in groupby(rows, lambda row: row[1].operator if by_operator else "Alle"):
        block = list(some)
        for year in report.years:
            if tariffs := [one for _, one in block if one.year == year]:
                yield _Mean(name, year, block[0][0], block[-1][0], tariffs)


def _average(figures: Iterable[tuple[Fraction | int, int]]) -> Fraction:
    """Of one at least."""
    told = weighed(figures)
    return Fraction(sum(ore * places for ore, places in told), sum(n for _, n in told))


def _formula(mean: _Mean, column: str, year: str) -> str:
    """Weighed by places; those without are left out, unless none has any."""

    def cells(of: str) -> str:
        return f"{TARIFFS}!${of}${mean.first}:${of}${mean.last}"

    weights = f"({cells('E')}={year})*{cells('P')}"
    places, sum_of = f"SUMPRODUCT({weights})", f"SUMPRODUCT({weights}*{cells(column)})"
    return f"IF({places}>0,{sum_of}/{places},AVERAGEIF({cells('E')},{year},{cells(column)}))"

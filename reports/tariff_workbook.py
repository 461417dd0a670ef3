"""The tariff report as a spreadsheet that a controller can reckon on.

Inputs stand on a sheet of their own, cap and excess are live formulas over them; each formula's
cell also holds the exact result, for whoever reads without reckoning. Whatever operators wrote is
text and never a formula. The same report gives the same bytes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from rules.tariff_check import Line, Pair, Report

INPUTS, TARIFFS = "Forudsætninger", "Takster"
OF_INPUTS = f"'{INPUTS}'!"
FIRST_RATE = 8  # the row of the base year, counted from 1
Cells = Sequence[object]
PLACE = {"Driftsherre": 24, "Tilbud": 32, "Paragraf": 16, "År": 8}
SUMMARY = {"År": 10, "Sammenlignet": 18, "Over loftet": 14, "Over loftet i alt, kr. pr. dag": 22}
RATES = {
    "År": 26,
    "P/L-sats, %": 14,
    "Faktor": 14,
    "Kilde": 44,
    "Offentliggjort": 16,
    "Udgave": 10,
}
LINES = {
    "Driftsherre": 24,
    "Tilbud": 28,
    "Ydelse": 16,
    "Paragraf": 16,
    "År": 8,
    "Takst i basisåret, kr.": 14,
    "Takst, kr.": 14,
    "Loft, kr.": 14,
    "Over loftet, kr.": 14,
    "Over loftet, %": 12,
    "Vækst, %": 12,
    "Pladser": 10,
    "Forklaring": 50,
}
DEVIATIONS = {
    **PLACE,
    "Basis, kr.": 14,
    "Loft, kr.": 14,
    "Takst, kr.": 14,
    "Over loftet, kr.": 14,
    "Forklaring": 50,
}
OPERATORS = {"Driftsherre": 30, "Tilbud": 10, "Afvigelser": 12, "Vækst, vejet": 14, "Overhead": 12}
QUALITY = {"Forhold": 30, **PLACE}


def tariff_workbook(report: Report, as_of: datetime) -> bytes:
    """`as_of`: when what it says last changed; also the file's own date."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": "Takstafvigelser", "created": as_of.replace(tzinfo=None)})
    writer = _Book(book)
    _summary(writer, report)
    _inputs(writer, report)
    _tariffs(writer, report)
    _deviations(writer, report)
    _operators(writer, report)
    _quality(writer, report)
    book.close()
    return out.getvalue()


class _Book:
    """The formats, and rows that are written by what their cells are."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.kroner = book.add_format({"num_format": "#,##0.00"})
        self.share = book.add_format({"num_format": "0.00%"})
        self.input = book.add_format({"bg_color": "#FFF2CC"})

    def sheet(self, name: str, columns: Mapping[str, int], at: int = 0) -> Any:
        """`columns`: header and width; the header stands in row `at`, counted from 0."""
        page = self.book.add_worksheet(name)
        for column, width in enumerate(columns.values()):
            page.set_column(column, column, width)
        self.row(page, at, list(columns), self.bold)
        page.freeze_panes(at + 1, 0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        return page

    def row(self, page: Any, row: int, cells: Cells, form: Any = None) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(row, column, cell, form)
            elif cell is not None:
                page.write_number(row, column, cell, form)


def _summary(book: _Book, report: Report) -> None:
    years, cap = report.years, report.cap
    page = book.sheet("Sammenfatning", SUMMARY, at=3)
    page.write_string(0, 0, "Takster over loftet", book.title)
    page.write_string(1, 0, f"Loft: {cap.source}. Basisår {cap.base_year}. Satser: arket {INPUTS}.")
    for row, year in enumerate(years, 4):
        of = [pair for pair in report.pairs if pair.actual.year == year]
        over = [excess for pair in of if (excess := _excess(report, pair))]
        page.write_number(row, 0, year)
        column, place = f"{TARIFFS}!$E:$E", f"A{row + 1}"
        page.write_formula(row, 1, f"=COUNTIF({column},{place})", None, len(of))
        page.write_formula(
            row, 2, f'=COUNTIFS({column},{place},{TARIFFS}!$I:$I,">0")', None, len(over)
        )
        page.write_formula(
            row, 3, f"=SUMIF({column},{place},{TARIFFS}!$I:$I)", book.kroner, sum(over) / 100
        )


def _inputs(book: _Book, report: Report) -> None:
    cap = report.cap
    page = book.sheet(INPUTS, RATES, at=FIRST_RATE - 2)
    page.write_string(0, 0, "Forudsætninger", book.title)
    percentages = {
        "Tolerance, % af loftet": cap.tolerance_pct,
        "Fradrag i hvert års sats, %": cap.deduction_pct,
    }
    for row, (name, value) in enumerate(percentages.items(), 1):
        page.write_string(row, 0, name)
        page.write_number(row, 1, value, book.input)
    book.row(page, 3, ("Prøves på", cap.level))
    book.row(page, 4, ("Loftets kilde", cap.source))
    book.row(page, FIRST_RATE - 1, (cap.base_year, None, 1))
    for row, rate in enumerate(cap.rates, FIRST_RATE):
        page.write_number(row, 0, rate.year)
        page.write_number(row, 1, rate.pct, book.input)
        factor = float(cap.factors[rate.year])
        page.write_formula(row, 2, f"=C{row}*(1+(B{row + 1}-$B$3)/100)", None, factor)
        published = rate.published_on.isoformat() if rate.published_on else ""
        book.row(page, row, (None, None, None, rate.source, published, rate.revision))


def _tariffs(book: _Book, report: Report) -> None:
    page = book.sheet(TARIFFS, LINES)
    last = FIRST_RATE + len(report.cap.rates)
    rates = f"{OF_INPUTS}$A${FIRST_RATE}:$C${last}"
    for row, pair in enumerate(report.pairs, 1):
        line, here = pair.actual, row + 1
        cap_ore, excess = report.cap.cap_ore(pair.base.tariff_ore, line.year), _excess(report, pair)
        book.row(
            page, row, (line.operator, line.provision, line.service, line.paragraph, line.year)
        )
        page.write_number(row, 5, pair.base.tariff_ore / 100, book.kroner)
        page.write_number(row, 6, line.tariff_ore / 100, book.kroner)
        limit = f"H{here}*(1+{OF_INPUTS}$B$2/100)"
        kroner, share = book.kroner, book.share
        growth = line.tariff_ore / pair.base.tariff_ore - 1
        formulas = [
            (f"=ROUND(F{here}*VLOOKUP(E{here},{rates},3,FALSE),2)", kroner, cap_ore / 100),
            (f"=IF(ROUND(G{here}-{limit},4)>0,G{here}-H{here},0)", kroner, excess / 100),
            (f"=I{here}/H{here}", share, excess / cap_ore if cap_ore else 0),
            (f"=G{here}/F{here}-1", share, growth),
        ]
        for column, (formula, form, value) in enumerate(formulas, 7):
            page.write_formula(row, column, formula, form, value)
        places = line.places_hundredths / 100 if line.places_hundredths else None
        book.row(page, row, (*[None] * 11, places, line.explanation or None))
    page.autofilter(0, 0, max(1, len(report.pairs)), len(LINES) - 1)


def _deviations(book: _Book, report: Report) -> None:
    page = book.sheet("Afvigelser", DEVIATIONS)
    for row, found in enumerate(report.deviations, 1):
        names = (found.operator or "Alle", found.provision or "Gennemsnit", found.paragraph or "")
        book.row(page, row, (*names, found.year))
        kroner = [ore / 100 for ore in (found.base_ore, found.cap_ore, found.actual_ore)]
        book.row(page, row, (*[None] * 4, *kroner), book.kroner)
        excess = found.excess_ore / 100
        page.write_formula(row, 7, f"=G{row + 1}-F{row + 1}", book.kroner, excess)
        book.row(page, row, (*[None] * 8, found.explanation))


def _operators(book: _Book, report: Report) -> None:
    page = book.sheet("Driftsherrer", OPERATORS)
    for row, one in enumerate(report.operators, 1):
        book.row(page, row, (one.operator, one.provisions, one.deviations))
        shares = [
            None if told is None else float(told) / 100
            for told in (one.weighted_growth_pct, one.overhead_pct)
        ]
        book.row(page, row, (None, None, None, *shares), book.share)
    row = len(report.operators) + 2
    for name, told in (
        ("Kommunerne, vejet", report.overhead.weighted_pct),
        ("Kommunerne, simpelt", report.overhead.unweighted_pct),
        ("Mål for gennemsnittet", report.overhead.goal_pct),
    ):
        page.write_string(row, 0, name)
        if told is not None:
            page.write_number(row, 4, float(told) / 100, book.share)
        row += 1


def _quality(book: _Book, report: Report) -> None:
    page = book.sheet("Datakvalitet", QUALITY)
    quality = report.quality
    rows: list[tuple[str, Line]] = [
        *(("Ny, uden basisår", line) for line in quality.new),
        *(("Uden takst i året", line) for line in quality.closed),
        *(("Ændret antal pladser", pair.actual) for pair in quality.places_changed),
    ]
    for row, (words, line) in enumerate(rows, 1):
        book.row(page, row, (words, line.operator, line.provision, line.paragraph, line.year))


def _excess(report: Report, pair: Pair) -> int:
    """In øre; 0 for what does not depart."""
    cap_ore = report.cap.cap_ore(pair.base.tariff_ore, pair.actual.year)
    actual = pair.actual.tariff_ore
    return actual - cap_ore if report.cap.exceeds(actual, cap_ore) else 0

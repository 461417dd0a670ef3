"""The sheets of the tariff report that reckon: summary, inputs, and every tariff with its cap."""

from collections import Counter

from models.vocabulary import CapLevel
from reports.tariff_formulas import (
    DEDUCTION,
    FIGURES,
    FIRST_RATE,
    INPUTS,
    write_base,
    write_cap,
    write_excess,
    write_growth,
    write_rise,
    write_share,
)
from reports.tariff_means import MEANS, TARIFFS
from reports.tariff_words import LEVELS
from reports.workbook import Book
from rules.tariff_report import Report

SUMMARY = {
    "År": 10,
    "Sammenlignet": 18,
    "Over loftet": 14,
    "Over loftet i alt, kr. pr. dag": 22,
    "Loftet siden basisåret": 14,
    "Vækst, vejet": 14,
}
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
    **FIGURES,
    "Pladser": 10,
    "Heraf basistakst, kr.": 14,
    "Belægning, %": 12,
    "Forklaring": 50,
    "Vægt i gennemsnit": 12,
}


def write_summary(book: Book, report: Report) -> None:
    """What departs, at the level that is tested; the tariffs themselves are counted in any case."""
    cap, page = report.cap, book.sheet("Sammenfatning", SUMMARY, at=4)
    page.write_string(0, 0, "Takster over loftet", book.title)
    page.write_string(1, 0, f"Loft: {cap.source}. Basisår {cap.base_year}. Satser: arket {INPUTS}.")
    alone = cap.level is CapLevel.PROVISION
    sheet, years, excesses = (TARIFFS, "$E:$E", "$I:$I") if alone else (MEANS, "$B:$B", "$F:$F")
    page.write_string(2, 0, f"Prøves på {LEVELS[cap.level]}: arket {sheet}.")
    compared = Counter(one.year for one in report.compared)
    over_in = {year: list[int]() for year in report.years}
    grown = {of.year: of.weighted_pct for of in report.development}
    for found in report.deviations:
        over_in[found.year].append(found.excess_ore)
    for row, (year, over) in enumerate(over_in.items(), 5):
        in_year = f"{sheet}!{years},A{row + 1}"
        page.write_number(row, 0, year)
        page.write_formula(row, 1, f"=COUNTIF({TARIFFS}!$E:$E,A{row + 1})", None, compared[year])
        count = f'=COUNTIFS({in_year},{sheet}!{excesses},">0")'
        page.write_formula(row, 2, count, None, len(over))
        total = f"=SUMIF({in_year},{sheet}!{excesses})"
        page.write_formula(row, 3, total, book.kroner, sum(over) / 100)
        write_rise(book, page, (row, 4), f"A{row + 1}", cap, year)
        book.shares(page, row, (grown[year],), start=5)


def write_inputs(book: Book, report: Report) -> None:
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
    book.row(page, 3, ("Prøves på", LEVELS[cap.level]))
    book.row(page, 4, ("Loftets kilde", cap.source))
    book.row(page, FIRST_RATE - 1, (cap.base_year, None, 1))
    for row, rate in enumerate(cap.rates, FIRST_RATE):
        page.write_number(row, 0, rate.year)
        page.write_number(row, 1, rate.pct, book.input)
        factor = float(cap.factors[rate.year])
        page.write_formula(row, 2, f"=C{row}*(1+(B{row + 1}-{DEDUCTION})/100)", None, factor)
        published = rate.published_on.isoformat() if rate.published_on else ""
        book.row(page, row, (rate.source, published, rate.revision), start=3)


def write_tariffs(book: Book, report: Report) -> None:
    page = book.sheet(TARIFFS, LINES)
    for row, one in enumerate(report.compared, 1):
        here, base = row + 1, one.base_exact or one.base_ore
        actual, cap, excess = f"G{here}", f"H{here}", f"I{here}"
        book.row(page, row, (one.operator, one.provision, one.service, one.paragraph, one.year))
        write_base(book, page, row, 5, base)
        book.money(page, row, (one.actual_ore,), start=6)
        write_cap(book, page, (row, 7), (f"F{here}", f"E{here}"), report.cap, one.cap_ore)
        write_excess(book, page, (row, 8), (actual, cap), one.excess_ore)
        write_share(book, page, (row, 9), (excess, cap), (one.excess_ore, one.cap_ore))
        write_growth(book, page, (row, 10), (actual, f"F{here}"), (one.actual_ore, base))
        places = one.places_hundredths / 100 if one.places_hundredths else None
        book.row(page, row, (places,), start=11)
        book.money(page, row, (one.basis_ore,), start=12)
        if one.occupancy_ppm is not None:
            page.write_number(row, 13, one.occupancy_ppm / 1_000_000, book.share)
        book.row(page, row, (one.explanation or None, one.places / 100), start=14)
    page.autofilter(0, 0, max(1, len(report.compared)), len(LINES) - 1)

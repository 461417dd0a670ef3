"""The sheets of the tariff report that reckon: summary, inputs, and every tariff with its cap."""

from fractions import Fraction

from reports.workbook import Book
from rules.tariff_report import Report

INPUTS, TARIFFS = "Forudsætninger", "Takster"
OF_INPUTS = f"'{INPUTS}'!"
FIRST_RATE = 8  # the row of the base year, counted from 1
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
    "Heraf basistakst, kr.": 14,
    "Belægning, %": 12,
    "Forklaring": 50,
}


def write_summary(book: Book, report: Report) -> None:
    cap, excesses = report.cap, {year: list[int]() for year in report.years}
    for one in report.compared:
        excesses[one.year].append(one.excess_ore)
    page = book.sheet("Sammenfatning", SUMMARY, at=3)
    page.write_string(0, 0, "Takster over loftet", book.title)
    page.write_string(1, 0, f"Loft: {cap.source}. Basisår {cap.base_year}. Satser: arket {INPUTS}.")
    for row, (year, of) in enumerate(excesses.items(), 4):
        over = [excess for excess in of if excess]
        page.write_number(row, 0, year)
        column, place = f"{TARIFFS}!$E:$E", f"A{row + 1}"
        page.write_formula(row, 1, f"=COUNTIF({column},{place})", None, len(of))
        page.write_formula(
            row, 2, f'=COUNTIFS({column},{place},{TARIFFS}!$I:$I,">0")', None, len(over)
        )
        page.write_formula(
            row, 3, f"=SUMIF({column},{place},{TARIFFS}!$I:$I)", book.kroner, sum(over) / 100
        )


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
    book.row(page, 3, ("Prøves på", cap.level))
    book.row(page, 4, ("Loftets kilde", cap.source))
    book.row(page, FIRST_RATE - 1, (cap.base_year, None, 1))
    for row, rate in enumerate(cap.rates, FIRST_RATE):
        page.write_number(row, 0, rate.year)
        page.write_number(row, 1, rate.pct, book.input)
        factor = float(cap.factors[rate.year])
        page.write_formula(row, 2, f"=C{row}*(1+(B{row + 1}-$B$3)/100)", None, factor)
        published = rate.published_on.isoformat() if rate.published_on else ""
        book.row(page, row, (rate.source, published, rate.revision), start=3)


def write_tariffs(book: Book, report: Report) -> None:
    page = book.sheet(TARIFFS, LINES)
    rates = f"{OF_INPUTS}$A${FIRST_RATE}:$C${FIRST_RATE + len(report.cap.rates)}"
    for row, one in enumerate(report.compared, 1):
        here = row + 1
        book.row(page, row, (one.operator, one.provision, one.service, one.paragraph, one.year))
        book.money(page, row, (one.base_ore, one.actual_ore), start=5)
        if one.base_exact:  # an average: the cap is reckoned from it before it is rounded
            above, below = one.base_exact.as_integer_ratio()
            page.write_formula(
                *(row, 5, f"={above}/{below}/100", book.kroner, float(one.base_exact / 100))
            )
        base = one.base_exact or one.base_ore
        limit = f"H{here}*(1+{OF_INPUTS}$B$2/100)"
        kroner, share, cap_ore, excess = book.kroner, book.share, one.cap_ore, one.excess_ore
        formulas = [
            (f"=ROUND(F{here}*VLOOKUP(E{here},{rates},3,FALSE),2)", kroner, cap_ore / 100),
            (f"=IF(ROUND(G{here}-{limit},4)>0,G{here}-H{here},0)", kroner, excess / 100),
            (f"=IF(H{here}>0,I{here}/H{here},0)", share, excess / cap_ore if cap_ore else 0),
            (f"=G{here}/F{here}-1", share, float(one.actual_ore / Fraction(base) - 1)),
        ]
        for column, (formula, form, value) in enumerate(formulas, 7):
            page.write_formula(row, column, formula, form, value)
        places = one.places_hundredths / 100 if one.places_hundredths else None
        book.row(page, row, (places,), start=11)
        book.money(page, row, (one.basis_ore,), start=12)
        if one.occupancy_ppm is not None:
            page.write_number(row, 13, one.occupancy_ppm / 1_000_000, share)
        book.row(page, row, (one.explanation or None,), start=14)
    page.autofilter(0, 0, max(1, len(report.compared)), len(LINES) - 1)
